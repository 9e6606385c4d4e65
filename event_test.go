package vad

import (
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The events of random streams tell the story of every speech in order, at the
// time it is known, with the speeches and segments that the offline rules find.
func TestEventsRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	var counts [SegmentFinal + 1]int
	for i := range 10_000 {
		c := randomCase(rng, 150)
		g := newSegmenter(t, c.rate, c.config)
		s := story{t: t}
		for j, p := range c.probs {
			events := g.PushEvents(nil, p)
			s.tell(events, int64(j+1)*g.window)
			if len(events) > maxEvents {
				t.Fatalf("got %d events in a window, want at most %d", len(events), maxEvents)
			}
		}
		s.tell(g.FinishEvents(nil, c.samples), c.samples)
		speeches := offlineSpeeches(c.probs, c.samples, c.rate, c.config)
		segs := offlineSegments(c.probs, c.samples, c.rate, c.config)
		if s.open || !slices.Equal(s.speeches, speeches) || !slices.Equal(s.segs, segs) {
			t.Fatalf("case %d: %+v:\ngot  %v, %v\nwant %v, %v", i, c, s.speeches, s.segs, speeches, segs)
		}
		for kind, n := range s.counts {
			counts[kind] += n
		}
	}
	for kind := SpeechStarted; kind <= SegmentFinal; kind++ {
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
	speeches, segs  []Segment
	counts          [SegmentFinal + 1]int
}

func (s *story) tell(events []Event, known int64) {
	s.t.Helper()
	for _, e := range events {
		ok := e.Known == known
		switch e.Kind {
		case SpeechStarted:
			ok = ok && !s.open && e.Segment.End == known
			s.open, s.confirmed, s.start = true, false, e.Segment.Start
		case SpeechConfirmed:
			ok = ok && s.open && !s.confirmed && e.Segment == Segment{s.start, known}
			s.confirmed = true
		case SpeechDropped:
			ok = ok && s.open && !s.confirmed && e.Segment.Start == s.start
			s.open = false
		case SpeechEnded, SpeechSplit:
			ok = ok && s.open && s.confirmed && e.Segment.Start == s.start
			s.open = false
			s.speeches = append(s.speeches, e.Segment)
		case SegmentFinal:
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
	c := DefaultSegmentConfig()
	c.MaxSpeech = 992 * time.Millisecond // with pads and a window; 28.1 windows without
	g := newSegmenter(t, 16000, c)
	probs := slices.Concat(level(0, 2), level(1, 1), level(0, 5), level(1, 12), level(0, 6), level(1, 40), level(0, 6))
	const w = 512
	var got []Event
	for _, p := range probs {
		got = g.PushEvents(got, p)
	}
	want := []Event{
		{SpeechStarted, Segment{2 * w, 3 * w}, 3 * w},
		{SpeechDropped, Segment{2 * w, 3 * w}, 8 * w}, // the fifth window of silence completes 100 ms

		{SpeechStarted, Segment{8 * w, 9 * w}, 9 * w},
		{SpeechConfirmed, Segment{8 * w, 17 * w}, 17 * w}, // the ninth of speech, of which one sample may be all
		{SpeechEnded, Segment{8 * w, 20 * w}, 25 * w},
		{SegmentFinal, Segment{8*w - 480, 20*w + 480}, 25 * w},

		{SpeechStarted, Segment{26 * w, 27 * w}, 27 * w},
		{SpeechConfirmed, Segment{26 * w, 35 * w}, 35 * w},
		{SpeechSplit, Segment{26 * w, 55 * w}, 56 * w}, // no silence to split at: the window at 55 w is lost

		{SpeechStarted, Segment{56 * w, 57 * w}, 57 * w},
		{SpeechConfirmed, Segment{56 * w, 65 * w}, 65 * w},
		{SegmentFinal, Segment{26*w - 480, 55*w + w/2}, 65 * w}, // shares the gap, now that the next is certain
		{SpeechEnded, Segment{56 * w, 66 * w}, 71 * w},
		{SegmentFinal, Segment{56*w - w/2, 66*w + 480}, 71 * w},
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
		c := randomCase(rng, 150)
		g, h := newSegmenter(t, c.rate, c.config), newSegmenter(t, c.rate, c.config)
		samples := func() int64 { return c.samples }
		var segs []Segment
		for s, err := range g.Segments(withError(c.probs, nil), samples) {
			if err != nil {
				t.Fatal(err)
			}
			segs = append(segs, s)
		}
		var events, want []Event
		for e, err := range g.Events(withError(c.probs, nil), samples) {
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
		}
		for _, p := range c.probs {
			want = h.PushEvents(want, p)
		}
		want = h.FinishEvents(want, c.samples)
		if !slices.Equal(events, want) || !slices.Equal(segs, offlineSegments(c.probs, c.samples, c.rate, c.config)) {
			t.Fatalf("case %d: %+v:\ngot  %v, %v\nwant %v", i, c, segs, events, want)
		}
	}
}

// Events come as they are pulled: not one window more is read.
func TestPullLazy(t *testing.T) {
	g := newSegmenter(t, 16000, DefaultSegmentConfig())
	endless := func(yield func(float32, error) bool) {
		for yield(1, nil) {
		}
	}
	for e, err := range g.Events(endless, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == SpeechConfirmed {
			break
		}
	}
	if got := g.Samples(); got != 9*512 {
		t.Errorf("read %d samples to confirm speech of 250 ms, want 9 windows, 4608", got)
	}
	speech := slices.Concat(level(0, 5), level(1, 10), level(0, 5))
	for s, err := range g.Segments(withError(speech, nil), nil) {
		if want := (Segment{0, 9*512 + 480}); s != want || err != nil {
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
		{"NaN", withError(append(speech, nan), nil), nil, ErrProbability},
		{"length", withError(speech, nil), func() int64 { return 1 }, ErrProbabilityCount},
	}
	for _, tt := range tests {
		g := newSegmenter(t, 16000, DefaultSegmentConfig())
		var segs []Segment
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
		if want := []Segment{{0, 10*512 + 480}}; !slices.Equal(segs, want) {
			t.Errorf("%s: before the error got %v, want %v", tt.name, segs, want)
		}
	}
}

func TestEventKindString(t *testing.T) {
	for kind, want := range map[EventKind]string{
		SpeechStarted: "SpeechStarted", SegmentFinal: "SegmentFinal", SpeechOverlapped: "SpeechOverlapped", 0: "EventKind(0)", 8: "EventKind(8)",
	} {
		if got := kind.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
