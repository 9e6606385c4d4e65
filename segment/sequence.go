package segment

import "iter"

// Events returns the events of a stream of probabilities as a sequence to range
// over, which reads the next probability when the next event is asked for:
//
//	for e, err := range g.Events(probs, nil) {
//
// When probs ends, samples is called for the length of the stream, for Finish;
// nil means all windows that came. An error of probs, or one that Err reports,
// is the last element.
//
// A loop may be left early, and another go on: the events not yet yielded come
// first, unless a method that returns segments or events was called in between.
func (g *Segmenter) Events(probs iter.Seq2[float32, error], samples func() int64) iter.Seq2[Event, error] {
	g.mustBeMade()
	return func(yield func(Event, error) bool) {
		ended := g.ended
		if !g.yieldUnread(yield) {
			return
		}
		for p, err := range probs {
			if err != nil {
				yield(Event{}, err)
				return
			}
			g.push(p)
			if !g.yieldAll(yield) {
				return
			}
		}
		n := g.Samples()
		if n == 0 && ended {
			return // probs had its end in the loop before
		}
		if samples != nil {
			n = samples()
		}
		g.finish(n)
		g.ended = !g.yieldAll(yield)
	}
}

// yieldAll yields the events of the last window, or of the end, then the error
// if there is one. It reports whether to go on.
func (g *Segmenter) yieldAll(yield func(Event, error) bool) bool {
	g.unread = g.machine.count
	if !g.yieldUnread(yield) {
		return false
	}
	if g.err != nil {
		yield(Event{}, g.err)
		return false
	}
	return true
}

// yieldUnread yields the events that no loop has yielded. It reports whether to
// go on.
func (g *Segmenter) yieldUnread(yield func(Event, error) bool) bool {
	for g.unread > 0 {
		e := g.machine.events[g.machine.count-g.unread]
		g.unread--
		if !yield(e, nil) {
			return false
		}
	}
	return true
}

// Segments returns the segments of a stream of probabilities as a sequence to
// range over, each as soon as it is final. Otherwise, it is like Events.
func (g *Segmenter) Segments(probs iter.Seq2[float32, error], samples func() int64) iter.Seq2[Segment, error] {
	return func(yield func(Segment, error) bool) {
		for e, err := range g.Events(probs, samples) {
			if (err != nil || e.Kind == SegmentFinal) && !yield(e.Segment, err) {
				return
			}
		}
	}
}
