package segment

import "iter"

// Events returns the events of a stream of probabilities as a sequence to range
// over, which reads the next probability when the next event is asked for:
//
//	for e, err := range g.Events(probs, nil) {
//
// When probs ends, samples is called for the length of the stream, for Finish;
// nil means all windows that came. An error of probs, or one that Err reports,
// is the last element. Whoever leaves the loop early misses what else happened
// in that window, and can range over the windows that follow.
func (g *Segmenter) Events(probs iter.Seq2[float32, error], samples func() int64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		var buffer [maxEvents]Event
		for p, err := range probs {
			if err != nil {
				yield(Event{}, err)
				return
			}
			if !g.yieldEvents(g.PushEvents(buffer[:0], p), yield) {
				return
			}
		}
		n := g.Samples()
		if samples != nil {
			n = samples()
		}
		g.yieldEvents(g.FinishEvents(buffer[:0], n), yield)
	}
}

// yieldEvents yields the events of a window, then the error if there is one. It
// reports whether to go on.
func (g *Segmenter) yieldEvents(events []Event, yield func(Event, error) bool) bool {
	for _, e := range events {
		if !yield(e, nil) {
			return false
		}
	}
	if g.err != nil {
		yield(Event{}, g.err)
		return false
	}
	return true
}

// Segments returns the segments of a stream of probabilities as a sequence to
// range over, each as soon as it is final. All else is as in Events.
func (g *Segmenter) Segments(probs iter.Seq2[float32, error], samples func() int64) iter.Seq2[Segment, error] {
	return func(yield func(Segment, error) bool) {
		for e, err := range g.Events(probs, samples) {
			if (err != nil || e.Kind == SegmentFinal) && !yield(e.Segment, err) {
				return
			}
		}
	}
}
