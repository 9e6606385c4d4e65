package live

import "iter"

// puller makes a sequence to range over out of events that come in groups.
type puller[E any] struct {
	queue  []E
	unread []E // part of queue: what was not asked for
}

// sequence returns the events that next appends to its argument, until it
// reports that there are no more, or an error, which is the last element.
// Leaving the loop early keeps the rest of a group for the next sequence.
func (p *puller[E]) sequence(next func(dst []E) (events []E, more bool, err error)) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		if !p.yield(p.unread, yield) {
			return
		}
		for more := true; more; {
			var err error
			p.queue, more, err = next(p.queue[:0])
			if !p.yield(p.queue, yield) {
				return
			}
			if err != nil {
				var none E
				yield(none, err)
				return
			}
		}
	}
}

// yield yields events and reports whether to go on.
func (p *puller[E]) yield(events []E, yield func(E, error) bool) bool {
	for i, e := range events {
		p.unread = events[i+1:]
		if !yield(e, nil) {
			return false
		}
	}
	return true
}

// forget drops what was not asked for.
func (p *puller[E]) forget() { p.unread = nil }
