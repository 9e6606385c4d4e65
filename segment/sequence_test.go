package segment_test

import (
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// withError is a sequence of probabilities that ends with err, if there is one.
func withError(probs []float32, err error) iter.Seq2[float32, error] {
	return func(yield func(float32, error) bool) {
		for _, p := range probs {
			if !yield(p, nil) {
				return
			}
		}
		if err != nil {
			yield(0, err)
		}
	}
}

func TestSequenceRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for i := range 1000 {
		c := segmenttest.RandomCase(rng, 150)
		g, h := newSegmenter(t, c.Rate, c.Config), newSegmenter(t, c.Rate, c.Config)
		samples := func() int64 { return c.Samples }
		var segs []segment.Segment
		for s, err := range g.Segments(withError(c.Probs, nil), samples) {
			if err != nil {
				t.Fatal(err)
			}
			segs = append(segs, s)
		}
		var events, want []segment.Event
		for e, err := range g.Events(withError(c.Probs, nil), samples) {
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
		}
		for _, p := range c.Probs {
			want = h.PushEvents(want, p)
		}
		want = h.FinishEvents(want, c.Samples)
		if !slices.Equal(events, want) || !slices.Equal(segs, segmenttest.OfflineSegments(c.Probs, c.Samples, c.Rate, c.Config)) {
			t.Fatalf("case %d: %+v:\ngot  %v, %v\nwant %v", i, c, segs, events, want)
		}
	}
}

// Events come as they are pulled: not one window more is read.
func TestSequenceLazy(t *testing.T) {
	g := newSegmenter(t, 16000, segment.DefaultConfig())
	endless := func(yield func(float32, error) bool) {
		for yield(1, nil) {
		}
	}
	for e, err := range g.Events(endless, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == segment.SpeechConfirmed {
			break
		}
	}
	if got := g.Samples(); got != 9*512 {
		t.Errorf("read %d samples to confirm speech of 250 ms, want 9 windows, 4608", got)
	}
	speech := slices.Concat(level(0, 5), level(1, 10), level(0, 5))
	for s, err := range g.Segments(withError(speech, nil), nil) {
		if want := (segment.Segment{0, 9*512 + 480}); s != want || err != nil {
			t.Errorf("going on, got %v, %v, want %v", s, err, want)
		}
		break
	}
	if got := g.Samples(); got != 14*512 {
		t.Errorf("read %d samples for the first segment, want 14 windows, 7168", got)
	}
}

func TestSequenceErrors(t *testing.T) {
	nan := float32(math.NaN())
	broken := errors.New("broken")
	speech := append(level(1, 10), level(0, 5)...)
	tests := []struct {
		name    string
		probs   iter.Seq2[float32, error]
		samples func() int64
		want    error
	}{
		{"source", withError(speech, broken), nil, broken},
		{"NaN", withError(append(speech, nan), nil), nil, segment.ErrProbability},
		{"length", withError(speech, nil), func() int64 { return 1 }, segment.ErrProbabilityCount},
	}
	for _, tt := range tests {
		g := newSegmenter(t, 16000, segment.DefaultConfig())
		var segs []segment.Segment
		var last error
		for s, err := range g.Segments(tt.probs, tt.samples) {
			if last != nil {
				t.Errorf("%s: something follows the error", tt.name)
			}
			if last = err; err == nil {
				segs = append(segs, s)
			}
		}
		if !errors.Is(last, tt.want) {
			t.Errorf("%s: got error %v, want %v", tt.name, last, tt.want)
		}
		if want := []segment.Segment{{0, 10*512 + 480}}; !slices.Equal(segs, want) {
			t.Errorf("%s: before the error got %v, want %v", tt.name, segs, want)
		}
	}
}

// A loop that is left at every element yields, with those that follow it, what
// one loop does.
func TestSequenceLeave(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	kept, finished := 0, 0
	for i := range 1000 {
		c := segmenttest.RandomCase(rng, 150)
		samples := func() int64 { return c.Samples }
		g, h := newSegmenter(t, c.Rate, c.Config), newSegmenter(t, c.Rate, c.Config)
		var want, got []segment.Event
		for e, err := range g.Events(withError(c.Probs, nil), samples) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, e)
		}
		left := c.Probs
		source := func(yield func(float32, error) bool) {
			for len(left) > 0 {
				p := left[0]
				left = left[1:]
				if !yield(p, nil) {
					return
				}
			}
		}
		for more := true; more; {
			more = false
			for e, err := range h.Events(source, samples) {
				if err != nil {
					t.Fatalf("case %d: %v", i, err)
				}
				if n := len(got); n > 0 && e.Known == got[n-1].Known {
					kept++
					if len(left) == 0 {
						finished++
					}
				}
				got, more = append(got, e), true
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, c, got, want)
		}
	}
	if kept < 1000 || finished < 100 {
		t.Errorf("%d events were left to the next loop, %d of them at the end: they show too little", kept, finished)
	}

	// Another method takes up what a loop has left.
	g := newSegmenter(t, 16000, segment.DefaultConfig())
	for range g.Events(withError(slices.Concat(level(1, 10), level(0, 5)), nil), nil) {
		if g.Samples() == 15*512 { // at SpeechEnded, before SegmentFinal
			break
		}
	}
	g.Push(nil, 0)
	for e, err := range g.Events(withError(nil, nil), nil) {
		t.Errorf("after Push got %v, %v, want nothing", e, err)
	}
}
