package vad

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// PanicError is what a method of a [Scheduler] panics with if the computation of
// its windows panicked, perhaps in another goroutine. Other streams of the batch
// are not affected; the stream of the window is as it was before it.
type PanicError struct {
	Value any    // of the panic
	Stack []byte // of the goroutine that computed
}

// Error returns the value and the stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("vad: panic in a batch of the scheduler: %v\n\n%s", e.Value, e.Stack)
}

// Unwrap returns the value if it is an error, otherwise nil.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// turn is a batch of the scheduler: one window of each of several streams of one
// rate. At most Workers turns exist at a time. Without a MaxDelay, a turn runs in
// the goroutine of a caller that found fewer; if windows wait at its end, the next
// one runs in a worker goroutine. With a MaxDelay, all turns do.
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
// error of its own. If the network panics, each window is computed by itself, so
// that only those get a panic that cause one.
func (t *turn) compute() {
	panicked := t.try(t.requests)
	switch {
	case panicked == nil:
	case len(t.requests) == 1:
		t.requests[0].panicked = panicked
	default:
		for i, r := range t.requests {
			if !r.kept {
				r.panicked = t.try(t.requests[i : i+1])
			}
		}
	}
}

// try computes the windows of some requests together. If the network panics, it
// returns the panic, and no window has been consumed.
func (t *turn) try(requests []*request) (panicked *PanicError) {
	b := t.engine.newBatch(len(requests))
	defer b.release()
	for i, r := range requests {
		b.entries[i].set(r.stream, r.window, r.feed)
	}
	defer func() {
		if p := recover(); p != nil {
			panicked = &PanicError{Value: p, Stack: debug.Stack()}
		}
		for i, r := range requests {
			e := &b.entries[i]
			r.prob, r.err, r.kept = e.prob, e.err, e.kept()
		}
	}()
	b.run(whatBegan)
	return nil
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
