package live

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gosilero/vad/segment"
)

// Overlaps returns the stretches of a call in which two or more channels speak,
// given the segments of each channel, in order. Stretches that touch are one.
func Overlaps(channels ...[]segment.Segment) ([]segment.Segment, error) {
	var o overlapper
	for i, segs := range channels {
		if err := segment.Check(segs); err != nil {
			return nil, fmt.Errorf("channel %d: %w", i, err)
		}
		for _, s := range segs {
			o.add(s)
		}
	}
	return o.advance(nil, math.MaxInt64), nil
}

// overlapper finds overlaps by passing over the ends of segments in the order
// of their positions, and counting.
type overlapper struct {
	edges    []edge // not passed over
	sorted   bool
	speaking int
	start    int64 // of the overlap, while two or more speak
}

// edge is an end of a segment.
type edge struct {
	at    int64
	delta int // 1 where it begins, -1 after it
}

func (o *overlapper) add(s segment.Segment) {
	if s.Len() > 0 {
		o.edges = append(o.edges, edge{s.Start, 1}, edge{s.End, -1})
		o.sorted = false
	}
}

// advance passes over the edges up to a position, before which no segment will
// begin that is not added, and appends the overlaps that end before it to dst.
func (o *overlapper) advance(dst []segment.Segment, settled int64) []segment.Segment {
	if !o.sorted {
		// Beginnings come first, so that overlaps that touch are one.
		slices.SortFunc(o.edges, func(a, b edge) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.delta, a.delta))
		})
		o.sorted = true
	}
	passed := 0
	for ; passed < len(o.edges) && (o.edges[passed].at < settled || settled == math.MaxInt64); passed++ {
		e := o.edges[passed]
		if o.speaking += e.delta; o.speaking == 2 && e.delta > 0 {
			o.start = e.at
		} else if o.speaking == 1 && e.delta < 0 && o.start < e.at {
			dst = append(dst, segment.Segment{Start: o.start, End: e.at})
		}
	}
	o.edges = o.edges[:copy(o.edges, o.edges[passed:])]
	return dst
}

func (o *overlapper) reset() { *o = overlapper{edges: o.edges[:0]} }

// report adds what one channel reported to the events, with the number of
// channels that speak.
func (s *session) report(channel int) {
	for _, e := range s.reported {
		switch e.Kind {
		case segment.SpeechStarted:
			s.speaking++
		case segment.SpeechDropped, segment.SpeechEnded, segment.SpeechSplit:
			s.speaking--
		case segment.SegmentFinal:
			if len(s.channels) > 1 {
				s.overlap.add(e.Segment)
			}
		}
		e.rate = s.config.SampleRate
		s.events = append(s.events, CallEvent{channel, s.speaking, e})
	}
	s.reported = emptied(s.reported)
}

// reportOverlaps adds the overlaps in which no more segments can begin, in any
// channel, to the events.
func (s *session) reportOverlaps() {
	if len(s.channels) == 1 {
		return
	}
	settled := int64(math.MaxInt64)
	for _, c := range s.channels {
		settled = min(settled, c.settled())
	}
	s.reportOverlapsBefore(settled)
}

// reportOverlapsBefore adds the overlaps to the events that end before a position,
// before which no more segments begin.
func (s *session) reportOverlapsBefore(settled int64) {
	now := int64(0)
	for _, c := range s.channels {
		now = max(now, c.now)
	}
	s.found = s.overlap.advance(s.found[:0], settled)
	for _, found := range s.found {
		e := segment.Event{Kind: SpeechOverlapped, Segment: found, Known: now}
		s.events = append(s.events, CallEvent{-1, s.speaking, Event{Event: e, rate: s.config.SampleRate}})
	}
}
