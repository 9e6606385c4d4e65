package segment_test

import (
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// kinds are all kinds of events.
var kinds = []segment.EventKind{
	segment.SpeechStarted, segment.SpeechConfirmed, segment.SpeechDropped, segment.SpeechEnded, segment.SpeechSplit, segment.SegmentFinal,
}

// The events of random streams tell the story of every speech in order, at the
// time it is known, with the speeches and segments that the offline rules find.
func TestEventsRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	counts := map[segment.EventKind]int{}
	for i := range 10_000 {
		c := segmenttest.RandomCase(rng, 150)
		g := newSegmenter(t, c.Rate, c.Config)
		w := int64(c.Rate) * 32 / 1000
		s := story{t: t, counts: map[segment.EventKind]int{}}
		for j, p := range c.Probs {
			events := g.PushEvents(nil, p)
			s.tell(events, int64(j+1)*w)
			if len(events) > segment.MaxEvents {
				t.Fatalf("got %d events in a window, want at most %d", len(events), segment.MaxEvents)
			}
		}
		s.tell(g.FinishEvents(nil, c.Samples), c.Samples)
		speeches := segmenttest.OfflineSpeeches(c.Probs, c.Samples, c.Rate, c.Config)
		segs := segmenttest.OfflineSegments(c.Probs, c.Samples, c.Rate, c.Config)
		if s.open || !slices.Equal(s.speeches, speeches) || !slices.Equal(s.segs, segs) {
			t.Fatalf("case %d: %+v:\ngot  %v, %v\nwant %v, %v", i, c, s.speeches, s.segs, speeches, segs)
		}
		for kind, n := range s.counts {
			counts[kind] += n
		}
	}
	for _, kind := range kinds {
		t.Logf("%v: %d", kind, counts[kind])
		if counts[kind] < 1000 {
			t.Errorf("got %d of %v: they show too little", counts[kind], kind)
		}
	}
}

// story checks the order of events.
type story struct {
	t               *testing.T
	open, confirmed bool
	start           int64
	speeches, segs  []segment.Segment
	counts          map[segment.EventKind]int
}

func (s *story) tell(events []segment.Event, known int64) {
	s.t.Helper()
	for _, e := range events {
		ok := e.Known == known
		switch e.Kind {
		case segment.SpeechStarted:
			ok = ok && !s.open && e.Segment.End == known
			s.open, s.confirmed, s.start = true, false, e.Segment.Start
		case segment.SpeechConfirmed:
			ok = ok && s.open && !s.confirmed && e.Segment == segment.Segment{s.start, known}
			s.confirmed = true
		case segment.SpeechDropped:
			ok = ok && s.open && !s.confirmed && e.Segment.Start == s.start
			s.open = false
		case segment.SpeechEnded, segment.SpeechSplit:
			ok = ok && s.open && s.confirmed && e.Segment.Start == s.start
			s.open = false
			s.speeches = append(s.speeches, e.Segment)
		case segment.SegmentFinal:
			ok = ok && len(s.segs) < len(s.speeches)
			s.segs = append(s.segs, e.Segment)
		}
		if !ok {
			s.t.Fatalf("got %v %+v at %d in %+v", e.Kind, e, known, *s)
		}
		s.counts[e.Kind]++
	}
}

// A click, speech, and speech that goes on beyond the maximum length.
func TestEventsTimeline(t *testing.T) {
	c := segment.DefaultConfig()
	c.MaxSpeech = 992 * time.Millisecond // with pads and a window; 28.1 windows without
	g := newSegmenter(t, 16000, c)
	probs := slices.Concat(level(0, 2), level(1, 1), level(0, 5), level(1, 12), level(0, 6), level(1, 40), level(0, 6))
	const w = 512
	var got []segment.Event
	for _, p := range probs {
		got = g.PushEvents(got, p)
	}
	want := []segment.Event{
		{segment.SpeechStarted, segment.Segment{2 * w, 3 * w}, 3 * w},
		{segment.SpeechDropped, segment.Segment{2 * w, 3 * w}, 8 * w}, // the fifth window of silence completes 100 ms

		{segment.SpeechStarted, segment.Segment{8 * w, 9 * w}, 9 * w},
		{segment.SpeechConfirmed, segment.Segment{8 * w, 17 * w}, 17 * w}, // the ninth of speech, of which one sample may be all
		{segment.SpeechEnded, segment.Segment{8 * w, 20 * w}, 25 * w},
		{segment.SegmentFinal, segment.Segment{8*w - 480, 20*w + 480}, 25 * w},

		{segment.SpeechStarted, segment.Segment{26 * w, 27 * w}, 27 * w},
		{segment.SpeechConfirmed, segment.Segment{26 * w, 35 * w}, 35 * w},
		{segment.SpeechSplit, segment.Segment{26 * w, 55 * w}, 56 * w}, // no silence to split at: the window at 55 w is lost

		{segment.SpeechStarted, segment.Segment{56 * w, 57 * w}, 57 * w},
		{segment.SpeechConfirmed, segment.Segment{56 * w, 65 * w}, 65 * w},
		{segment.SegmentFinal, segment.Segment{26*w - 480, 55*w + w/2}, 65 * w}, // shares the gap, now that the next is certain
		{segment.SpeechEnded, segment.Segment{56 * w, 66 * w}, 71 * w},
		{segment.SegmentFinal, segment.Segment{56*w - w/2, 66*w + 480}, 71 * w},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// level returns n windows of probability p.
func level(p float32, n int) []float32 { return slices.Repeat([]float32{p}, n) }

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

func TestPullRandom(t *testing.T) {
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
func TestPullLazy(t *testing.T) {
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

func TestPullErrors(t *testing.T) {
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

func TestEventKindString(t *testing.T) {
	names := []string{"SpeechStarted", "SpeechConfirmed", "SpeechDropped", "SpeechEnded", "SpeechSplit", "SegmentFinal"}
	for i, kind := range kinds {
		if got := kind.String(); got != names[i] {
			t.Errorf("got %q, want %q", got, names[i])
		}
	}
}
