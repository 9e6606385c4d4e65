package vad

import "slices"

// compute runs the windows of a turn. A stream that cannot begin gets its
// error alone; if the network panics, all requests get that.
func (t *turn) compute() {
	b := t.engine.batches.Get().(*batch)
	defer b.release(t.engine)
	t.streams = t.streams[:0]
	for _, l := range t.lanes {
		t.streams = append(t.streams, l.stream)
	}
	b.lock(t.streams)
	defer b.unlock()
	defer func() {
		if p := recover(); p != nil {
			for _, r := range t.requests {
				r.panicked = p
			}
		}
	}()

	t.begun, t.windows = t.begun[:0], t.windows[:0]
	b.tickets = slices.Grow(b.tickets[:0], len(t.streams))
	for i, s := range t.streams {
		n := len(b.tickets)
		b.tickets = b.tickets[:n+1]
		if err := s.begin(&b.tickets[n]); err != nil {
			t.requests[i].err = err
			b.tickets = b.tickets[:n]
			continue
		}
		t.begun = append(t.begun, i)
		t.windows = append(t.windows, t.requests[i].window)
	}
	t.probs = slices.Grow(t.probs[:0], len(t.begun))[:len(t.begun)]
	b.compute(t.engine, t.windows, t.probs)
	for n, i := range t.begun {
		t.streams[i].commit(&b.tickets[n], t.probs[n])
		t.requests[i].prob = t.probs[n]
	}
}

// answer hands the requests back to their callers and gives up the turn.
func (t *turn) answer() {
	for _, r := range t.requests {
		r.done <- struct{}{}
	}
	clear(t.lanes)
	clear(t.requests)
	clear(t.streams)
	clear(t.windows)
	t.engine = nil
	turns.Put(t)
}
