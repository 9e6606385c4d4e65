package segment_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// TestSetConfig: with options that change all the time, events keep their order,
// segments neither overlap nor go back, and what is confirmed becomes one.
func TestSetConfig(t *testing.T) {
	rng := rand.New(rand.NewPCG(45, 46))
	segments := 0
	for i := range 3000 {
		c := segmenttest.RandomCase(rng, 200)
		g, err := segment.New(c.Rate, c.Config)
		if err != nil {
			t.Fatal(err)
		}
		var events []segment.Event
		for _, p := range c.Probs {
			if rng.IntN(4) == 0 {
				other := segmenttest.RandomCase(rng, 0).Config
				if err := g.SetConfig(other); err != nil || g.Config() != other {
					t.Fatal(err)
				}
			}
			events = g.PushEvents(events, p)
		}
		for j := range events { // the last window may be incomplete
			events[j].Known = min(events[j].Known, c.Samples)
		}
		events = g.FinishEvents(events, c.Samples)
		var end, known int64
		confirmed, ended, final := 0, 0, 0
		for _, e := range events {
			if e.Known < known {
				t.Fatalf("case %d: %v after %d", i, e, known)
			}
			known = e.Known
			switch e.Kind {
			case segment.SpeechConfirmed:
				confirmed++
			case segment.SpeechEnded, segment.SpeechSplit:
				ended++
			case segment.SegmentFinal:
				if final++; e.Segment.Start < end || e.Segment.Len() < 0 {
					t.Fatalf("case %d: %v after %d", i, e.Segment, end)
				}
				end = e.Segment.End
			}
		}
		if confirmed != ended || ended != final {
			t.Fatalf("case %d: %d confirmed, %d ended, %d final", i, confirmed, ended, final)
		}
		segments += final
	}
	if segments < 10_000 {
		t.Errorf("%d segments: they show too little", segments)
	}
}

// TestSetConfigFrom: from the window on, the options are those set; what does not
// fit is refused as a whole.
func TestSetConfigFrom(t *testing.T) {
	c := segment.DefaultConfig()
	g, err := segment.New(16000, c)
	if err != nil {
		t.Fatal(err)
	}
	play := func(p float32, n int) (kinds []segment.EventKind) {
		for range n {
			for _, e := range g.PushEvents(nil, p) {
				kinds = append(kinds, e.Kind)
			}
		}
		return kinds
	}
	play(1, 20)
	bad := c
	bad.Threshold, bad.MinSilence = 0.3, -1
	if err := g.SetConfig(bad); !errors.Is(err, segment.ErrOption) || g.Config() != c {
		t.Errorf("got %v, %+v", err, g.Config())
	}
	c.MinSilence = 0
	if err := g.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	if got := play(0, 1); !slices.Contains(got, segment.SpeechEnded) {
		t.Errorf("got %v, want the end in the first window of silence", got)
	}
	c.Threshold, c.NegThreshold = 0.2, -1
	if err := g.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	if threshold, neg := g.Thresholds(); threshold != c.Threshold || neg != c.Threshold-0.15 {
		t.Errorf("got %v, %v", threshold, neg)
	}
	if got := play(0.25, 1); len(got) != 1 || got[0] != segment.SpeechStarted {
		t.Errorf("got %v, want a start", got)
	}
}
