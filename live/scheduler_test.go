package live

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gosilero/vad"
)

var _ Runner = (*vad.Scheduler)(nil)

// limits are those of the schedulers in the tests.
var limits = map[string]vad.SchedulerConfig{
	"defaults":    {},
	"delay":       {MaxDelay: 5 * time.Millisecond},
	"little room": {Workers: 3, MaxBatch: 5, Queue: 7},
}

// eventsOf returns all events of a detector on r for audio that comes in pieces of
// random lengths.
func eventsOf(r Runner, pcm []float32, seed uint64) (all []Event, err error) {
	d, err := New(r, DefaultConfig(16000))
	if err != nil {
		return nil, err
	}
	var events []Event
	add := func() {
		for _, e := range events {
			e.Audio = slices.Clone(e.Audio)
			all = append(all, e)
		}
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	for len(pcm) > 0 && err == nil {
		n := min(1+rng.IntN(1500), len(pcm))
		events, err = d.Write(events[:0], pcm[:n])
		add()
		pcm = pcm[n:]
	}
	if err == nil {
		events, err = d.Flush(events[:0])
		add()
	}
	return all, err
}

// TestSchedulerDetectors: hundreds of detectors on a scheduler, each written to by
// its own goroutine, have the events that they have on a model, audio included.
func TestSchedulerDetectors(t *testing.T) {
	const detectors, length = 200, 2 * 16000
	clip := clipSamples(t, "speech.wav")
	m := newModel(t)
	audio := func(i int) []float32 { return clip[i*(len(clip)-length)/detectors:][:length] }
	want := make([][]Event, detectors)
	found := 0
	for i := range want {
		var err error
		if want[i], err = eventsOf(m, audio(i), uint64(i)); err != nil {
			t.Fatal(err)
		}
		found += len(want[i])
	}
	if found < 2*detectors {
		t.Fatalf("%d events of %d detectors, too few to compare", found, detectors)
	}
	for name, c := range limits {
		t.Run(name, func(t *testing.T) {
			s, err := vad.NewScheduler(m, c)
			if err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			for i := range want {
				wg.Go(func() {
					if got, err := eventsOf(s, audio(i), uint64(i)); err != nil || !reflect.DeepEqual(got, want[i]) {
						t.Errorf("detector %d: %d events on the scheduler, %v; %d on the model", i, len(got), err, len(want[i]))
					}
				})
			}
			wg.Wait()
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			windows := int64(detectors * ((length + 511) / 512))
			if got := s.Stats().Windows; got != windows {
				t.Errorf("the scheduler has computed %d windows, want all %d", got, windows)
			}
		})
	}
}

// callEventsOf returns all events of a call on r.
func callEventsOf(r Runner, channels [][]float32) (all []CallEvent, err error) {
	c, err := NewCall(r, len(channels), DefaultConfig(16000))
	if err != nil {
		return nil, err
	}
	var events []CallEvent
	pieces := make([][]float32, len(channels))
	for at := 0; at < len(channels[0]) && err == nil; at += 320 {
		for i, pcm := range channels {
			pieces[i] = pcm[at:min(at+320, len(pcm))]
		}
		events, err = c.WriteChannels(events[:0], pieces)
		for _, e := range events {
			e.Audio = slices.Clone(e.Audio)
			all = append(all, e)
		}
	}
	return all, err
}

// TestSchedulerCalls is TestSchedulerDetectors with calls of several channels.
func TestSchedulerCalls(t *testing.T) {
	const calls, length = 20, 3 * 16000
	clip := clipSamples(t, "speech.wav")
	m := newModel(t)
	channels := func(i int) (all [][]float32) {
		for c := range 1 + i%4 {
			all = append(all, clip[((i+7*c)%calls)*(len(clip)-length)/calls:][:length])
		}
		return all
	}
	want := make([][]CallEvent, calls)
	for i := range want {
		var err error
		if want[i], err = callEventsOf(m, channels(i)); err != nil || len(want[i]) == 0 {
			t.Fatal(len(want[i]), err)
		}
	}
	for name, c := range limits {
		t.Run(name, func(t *testing.T) {
			s, err := vad.NewScheduler(m, c)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var wg sync.WaitGroup
			for i := range want {
				wg.Go(func() {
					if got, err := callEventsOf(s, channels(i)); err != nil || !reflect.DeepEqual(got, want[i]) {
						t.Errorf("call %d: %d events on the scheduler, %v; %d on the model", i, len(got), err, len(want[i]))
					}
				})
			}
			wg.Wait()
		})
	}
}
