package live

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// TestCallLegs: legs that are written each by itself, in any order, have what they
// would have alone, and the overlaps are those of legs written together.
func TestCallLegs(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	legs := [][]float32{speech, append(make([]float32, 20000), speech[:len(speech)-33000]...), speech[5000:]} // unequally long
	rng := rand.New(rand.NewPCG(51, 52))
	c := DefaultConfig(16000)
	for range 3 {
		call := newCall(t, m, 16000, len(legs), c)
		var events []CallEvent
		rest := slices.Clone(legs)
		for len(rest[0])+len(rest[1])+len(rest[2]) > 0 {
			i := rng.IntN(3)
			n := min(len(rest[i]), rng.IntN(9000))
			var err error
			if events, err = call.WriteChannel(events, i, rest[i][:n]); err != nil {
				t.Fatal(err)
			}
			rest[i] = rest[i][n:]
		}
		before := len(ofChannel(events, -1))
		events, err := call.Flush(events)
		if err != nil {
			t.Fatal(err)
		}
		var segs [][]segment.Segment
		for i, pcm := range legs {
			alone := detect(t, newDetector(t, m, 16000, c), pcm, func() int { return 1000 })
			if got := ofChannel(events, i); !equalEvents(got, alone) {
				t.Errorf("leg %d: got %v, want %v", i, got, alone)
			}
			segs = append(segs, segmentsOf(alone))
		}
		want, err := Overlaps(segs...)
		if err != nil {
			t.Fatal(err)
		}
		if got := segmentsOfKind(events, SpeechOverlapped); !slices.Equal(got, want) || before < 2 {
			t.Errorf("got overlaps %v, %d before the end, want %v", got, before, want)
		}
		// All go on where the longest ended.
		for i := range legs {
			if got := call.Kept(i); got.Start != int64(len(speech)) || got.End != got.Start {
				t.Errorf("leg %d goes on at %v, want %d", i, got, len(speech))
			}
		}
	}
}

func segmentsOfKind(events []CallEvent, kind segment.EventKind) (segs []segment.Segment) {
	for _, e := range events {
		if e.Kind == kind {
			segs = append(segs, e.Segment)
		}
	}
	return segs
}

// TestCallLegBehind: an overlap comes when the leg that is behind has come that
// far, and no sooner.
func TestCallLegBehind(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")[:9*16000] // a segment up to 7.4 s
	call := newCall(t, m, 16000, 3, DefaultConfig(16000))
	for i := range 2 {
		events, err := call.WriteChannel(nil, i, speech)
		if err != nil || len(ofChannel(events, -1)) > 0 || len(segmentsOf(ofChannel(events, i))) != 1 {
			t.Fatalf("leg %d: got %v, %v, want a segment and no overlap", i, events, err)
		}
	}
	events, err := call.LostChannel(nil, 2, 7*16000)
	if err != nil || len(events) > 0 {
		t.Fatalf("got %v, %v", events, err)
	}
	events, err = call.WriteChannel(nil, 2, make([]float32, 2*16000))
	got := ofChannel(events, -1)
	if err != nil || len(got) != 1 || got[0].Segment.End > 8*16000 || got[0].Known != 9*16000/512*512 {
		t.Errorf("got %v, %v, want an overlap", events, err)
	}
	if got := call.Samples(); got != 9*16000 {
		t.Errorf("got %d samples, want those of the longest leg", got)
	}
}

func TestCallLegErrors(t *testing.T) {
	m := newModel(t)
	call := newCall(t, m, 16000, 2, DefaultConfig(16000))
	nan := []float32{0, float32(math.NaN())}
	for want, err := range map[string]error{
		"live: wrong channels: channel: got 2, want 0 to 1":                                          second(call.WriteChannel(nil, 2, []float32{1})),
		"live: wrong channels: channel: got -1, want 0 to 1":                                         second(call.LostChannel(nil, -1, 5)),
		"channel 1: vad: sample out of range: got NaN at 1, want less than 2^32 in size":             second(call.WriteChannel(nil, 1, nan)),
		"live: option out of range: samples: got -1, want 0 to 4611686018427387903":                  second(call.LostChannel(nil, 1, -1)),
		"live: option out of range: samples: got 9223372036854775807, want 0 to 4611686018427387903": second(call.Lost(nil, math.MaxInt64)),
	} {
		if err == nil || err.Error() != want || !errors.Is(err, ErrChannels) && !errors.Is(err, vad.ErrSample) && !errors.Is(err, ErrOption) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if call.Samples() != 0 {
		t.Errorf("%d samples were consumed", call.Samples())
	}
}

func second[T any](_ T, err error) error { return err }
