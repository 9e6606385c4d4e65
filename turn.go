package vad

import "sync"

// turn is a batch of the scheduler: one window of each of several streams of one
// rate. At most Workers turns exist at a time. A turn runs in the goroutine of a
// caller that found fewer; if windows wait at its end, the next one runs in a
// worker goroutine.
type turn struct {
	engine   *engine
	requests []*request
	answered []*call // the turn has computed the last that they waited for
}

var turns = sync.Pool{New: func() any { return new(turn) }}

// newTurn returns a turn without requests.
func newTurn(e *engine) *turn {
	t := turns.Get().(*turn)
	t.engine = e
	return t
}

// compute computes the windows of a turn. A stream that cannot begin gets an
// error of its own; if the network panics, all requests get the panic.
func (t *turn) compute() {
	b := t.engine.newBatch(len(t.requests))
	defer b.release()
	for i, r := range t.requests {
		b.entries[i].set(r.stream, r.window, r.feed)
	}
	defer func() {
		if p := recover(); p != nil {
			for _, r := range t.requests {
				r.panicked = p
			}
		}
	}()
	b.run(whatBegan)
	for i, r := range t.requests {
		e := &b.entries[i]
		r.prob, r.err, r.kept = e.prob, e.err, e.window == nil
	}
}

// count counts the requests that are done as answered. The scheduler's lock is
// held.
func (t *turn) count() {
	for _, r := range t.requests {
		if r.goesOn() {
			continue
		}
		if r.call.left--; r.call.left == 0 {
			t.answered = append(t.answered, r.call)
		}
	}
}

// answer lets the calls return that have all they waited for, and returns the
// turn to its pool.
func (t *turn) answer() {
	for _, c := range t.answered {
		c.done <- struct{}{}
	}
	clear(t.requests)
	clear(t.answered)
	t.engine, t.requests, t.answered = nil, t.requests[:0], t.answered[:0]
	turns.Put(t)
}
