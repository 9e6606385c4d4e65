package segment_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

func TestIteratorGoldens(t *testing.T) {
	type event struct {
		window int
		segment.Boundary
	}
	for i, g := range segmenttest.LoadGoldens(t).Iterator {
		c := segment.DefaultVADIteratorConfig()
		o := g.Options.Config() // the two defaults are the same
		c.Threshold, c.MinSilence, c.SpeechPad = o.Threshold, o.MinSilence, o.SpeechPad
		it, err := segment.NewVADIterator(g.Rate, c)
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		var want []event
		for _, e := range g.Events {
			want = append(want, event{int(e[0].(float64)), segment.Boundary{e[1] == "end", int64(e[2].(float64))}})
		}
		for range 2 { // the second time after Reset
			var got []event
			for w, p := range g.Probs {
				b, ok, err := it.Push(p)
				if err != nil {
					t.Fatalf("case %d: %v", i, err)
				}
				if ok {
					got = append(got, event{w, b})
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("case %d: got %v, want %v", i, got, want)
			}
			it.Reset()
		}
	}
}

func TestIteratorErrors(t *testing.T) {
	for _, tt := range []struct {
		rate   int
		config segment.VADIteratorConfig
		err    error
		text   string
	}{
		{48000, segment.DefaultVADIteratorConfig(), segment.ErrSampleRate, "got 48000 Hz"},
		{16000, segment.VADIteratorConfig{}, segment.ErrOption, "Threshold: got 0"},
		{16000, segment.VADIteratorConfig{Threshold: 0.5, MinSilence: -time.Second}, segment.ErrOption, "MinSilence: got -1s"},
		{16000, segment.VADIteratorConfig{Threshold: 0.5, SpeechPad: -time.Second}, segment.ErrOption, "SpeechPad: got -1s"},
	} {
		_, err := segment.NewVADIterator(tt.rate, tt.config)
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("got error %v, want %v with %q", err, tt.err, tt.text)
		}
	}
}

// A probability that is not finite is an error, and changes nothing.
func TestIteratorNotFinite(t *testing.T) {
	it, err := segment.NewVADIterator(16000, segment.DefaultVADIteratorConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, ok, err := it.Push(float32(p)); ok || !errors.Is(err, segment.ErrProbability) {
			t.Errorf("Push(%v): got %v, %v, want %v", p, ok, err, segment.ErrProbability)
		}
	}
	if b, ok, err := it.Push(1); b != (segment.Boundary{}) || !ok || err != nil {
		t.Errorf("then Push(1): got %+v, %v, %v, want a start at 0", b, ok, err)
	}
}

// A new threshold holds from the next window on, for starts and for ends. One
// out of range changes nothing.
func TestIteratorSetThreshold(t *testing.T) {
	it, err := segment.NewVADIterator(16000, segment.VADIteratorConfig{Threshold: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		threshold float64 // 0 for no change
		prob      float32
		ok, end   bool
		sample    int64
	}{
		{0, 0.6, true, false, 0},
		{0.9, 0.76, false, false, 0}, // neither below 0.75 nor an end of what is open
		{0, 0.74, true, true, 1024},
		{0, 0.89, false, false, 0},
		{0.2, 0.2, true, false, 2048},
		{0, 0.06, false, false, 0},
		{0, 0.04, true, true, 3072},
	} {
		if step.threshold != 0 {
			if err := it.SetThreshold(step.threshold); err != nil {
				t.Fatal(err)
			}
		}
		for _, bad := range []float64{0, 1, -1, 2, math.NaN()} {
			if err := it.SetThreshold(bad); !errors.Is(err, segment.ErrOption) || !strings.Contains(err.Error(), "Threshold: got") {
				t.Errorf("SetThreshold(%v): got error %v, want %v", bad, err, segment.ErrOption)
			}
		}
		b, ok, err := it.Push(step.prob)
		if want := (segment.Boundary{End: step.end, Sample: step.sample}); err != nil || ok != step.ok || b != want {
			t.Errorf("step %d: got %+v, %v, %v, want %+v, %v", i, b, ok, err, want, step.ok)
		}
	}
	it.Reset()
	if _, ok, _ := it.Push(0.2); !ok {
		t.Error("Reset has changed the threshold")
	}
}
