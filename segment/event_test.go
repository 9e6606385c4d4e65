package segment_test

import (
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

// The events of random streams report every speech in order, when it is known,
// with the speeches and segments that the offline rules find.
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
			s.add(events, int64(j+1)*w)
			if len(events) > segment.MaxEvents {
				t.Fatalf("got %d events in a window, want at most %d", len(events), segment.MaxEvents)
			}
		}
		s.add(g.FinishEvents(nil, c.Samples), c.Samples)
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

func (s *story) add(events []segment.Event, known int64) {
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

func TestEventKindString(t *testing.T) {
	names := []string{"SpeechStarted", "SpeechConfirmed", "SpeechDropped", "SpeechEnded", "SpeechSplit", "SegmentFinal"}
	for i, kind := range kinds {
		if got := kind.String(); got != names[i] {
			t.Errorf("got %q, want %q", got, names[i])
		}
	}
}
