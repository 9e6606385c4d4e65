package vad

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/gosilero/vad/model"
)

// ErrBatch says that the streams of a batch do not go together.
var ErrBatch = errors.New("vad: wrong batch")

// ProcessBatch computes the next window of each stream: probs[i] is the
// probability of speech in windows[i], the next window of streams[i], equal to
// what streams[i].Process would return. One pass over the weights serves
// sixteen streams, which takes two thirds of the time of sixteen calls of
// Process.
//
// All streams are of this model and of one rate, and none occurs twice. Each has
// its own ResetSilence. Windows may overlap each other and probs, which is written
// when all windows have been computed. On error no stream and none of probs has
// changed.
func (m *Model) ProcessBatch(streams []*Stream, windows [][]float32, probs []float32) error {
	if !m.made() {
		return errModel
	}
	if err := m.checkBatch(streams, windows, probs); err != nil || len(streams) == 0 {
		return err
	}
	b := streams[0].engine.newBatch(len(streams))
	defer b.release()
	for i, s := range streams {
		b.entries[i].set(s, windows[i], nil)
	}
	b.run(allOrNone)
	for i := range b.entries {
		if err := b.entries[i].err; err != nil {
			return inBatch(err, i)
		}
	}
	for i := range probs {
		probs[i] = b.entries[i].prob
	}
	return nil
}

// checkBatch returns an error unless windows can be computed for streams.
func (m *Model) checkBatch(streams []*Stream, windows [][]float32, probs []float32) error {
	if len(streams) != len(windows) || len(streams) != len(probs) {
		return fmt.Errorf("%w: got %d streams, %d windows and room for %d probabilities, want the same number of each",
			ErrBatch, len(streams), len(windows), len(probs))
	}
	for i, s := range streams {
		if err := m.checkBatched(s, streams[0], windows[i]); err != nil {
			return inBatch(err, i)
		}
	}
	return nil
}

// inBatch returns an error of a stream of a batch.
func inBatch(err error, stream int) error {
	return fmt.Errorf("%w (stream %d of the batch)", err, stream)
}

var errTwice = fmt.Errorf("%w: the stream occurs twice", ErrBatch)

// checkBatched returns an error unless window can be computed for s in a batch
// with first.
func (m *Model) checkBatched(s, first *Stream, window []float32) error {
	switch {
	case !s.made():
		return errStream
	case !s.model.sameAs(m):
		return fmt.Errorf("%w: the stream is of another", ErrModel)
	case s.engine != first.engine:
		return fmt.Errorf("%w: got one at %d Hz, want %d Hz as the first", ErrBatch, s.engine.SampleRate, first.engine.SampleRate)
	}
	return s.check(window)
}

// batch computes the next windows of several streams of one engine together,
// and is the memory for it.
type batch struct {
	engine  *engine
	entries []entry
	order   []*entry // by the ids of the streams, the order of their locks
	scratch *model.Scratch

	// The entries that run, as the network takes them.
	states  []*model.State
	windows [][]float32
	probs   []float32
}

// entry is the next window of one stream in a batch.
type entry struct {
	stream *Stream
	window []float32
	feed   *feed // which begin makes the window of, if not nil
	ticket ticket
	prob   float32
	err    error // why the window was not computed
}

// set makes e the window of a stream. It leaves the ticket as it is, which is
// large and is filled by begin.
func (e *entry) set(s *Stream, window []float32, f *feed) {
	e.stream, e.window, e.feed, e.prob, e.err = s, window, f, 0, nil
}

// begin fills the ticket.
func (e *entry) begin() {
	switch {
	case e.err != nil:
	case e.feed != nil:
		e.window = e.feed.begin(e.stream, &e.ticket)
	default:
		e.err = e.stream.begin(&e.ticket)
	}
}

// runs reports whether there is a window to compute, after begin.
func (e *entry) runs() bool { return e.err == nil && e.window != nil }

// kept reports whether begin has kept samples that make no window.
func (e *entry) kept() bool { return e.feed != nil && e.feed.done && e.window == nil }

// commit hands over the results.
func (e *entry) commit(prob float32) {
	e.prob = prob
	e.stream.commit(&e.ticket)
	if e.feed != nil {
		e.feed.commit(e.stream, prob)
	}
}

// newBatch returns a batch with n entries, which are to be set.
func (e *engine) newBatch(n int) *batch {
	b := e.batches.Get().(*batch)
	b.entries = slices.Grow(b.entries[:0], n)[:n]
	return b
}

// release returns the memory to the engine without keeping streams alive.
func (b *batch) release() {
	for i := range b.entries {
		b.entries[i].set(nil, nil, nil)
	}
	clear(b.order)
	clear(b.windows)
	b.engine.batches.Put(b)
}

// policy says what a batch does if some of its streams cannot begin.
type policy int

const (
	allOrNone policy = iota // compute nothing
	whatBegan               // compute the others
)

// run computes the windows and commits the states. A stream that cannot begin
// gets an error in its entry and stays as it was.
func (b *batch) run(p policy) {
	b.lock()
	defer b.unlock()
	if began := b.begin(); !began && p == allOrNone {
		return
	}
	b.compute()
	b.commit()
}

// lock locks the streams' computation. The order of the streams' ids is the
// same for all callers, so that no two wait for each other. An entry whose
// stream occurs in another one gets an error and no lock.
func (b *batch) lock() {
	b.order = b.order[:0]
	for i := range b.entries {
		b.order = append(b.order, &b.entries[i])
	}
	slices.SortFunc(b.order, func(x, y *entry) int { return cmp.Compare(x.stream.id, y.stream.id) })
	for i, e := range b.order {
		if i > 0 && e.stream == b.order[i-1].stream {
			e.err = errTwice
			continue
		}
		e.stream.compute.Lock()
	}
}

func (b *batch) unlock() {
	for i, e := range b.order {
		if i == 0 || e.stream != b.order[i-1].stream {
			e.stream.compute.Unlock()
		}
	}
}

// begin fills the tickets. It returns false if an entry has an error.
func (b *batch) begin() bool {
	began := true
	for i := range b.entries {
		e := &b.entries[i]
		e.begin()
		began = began && e.err == nil
	}
	return began
}

// compute runs the windows through the network.
func (b *batch) compute() {
	b.states, b.windows = b.states[:0], b.windows[:0]
	for i := range b.entries {
		if e := &b.entries[i]; e.runs() {
			b.states, b.windows = append(b.states, &e.ticket.net), append(b.windows, e.window)
		}
	}
	n := len(b.states)
	b.probs = slices.Grow(b.probs[:0], n)[:n]
	for lo := 0; lo < n; lo += b.scratch.Rows() {
		hi := min(lo+b.scratch.Rows(), n)
		b.engine.stepAll(b.scratch, b.states[lo:hi], b.windows[lo:hi], b.probs[lo:hi])
	}
}

// commit hands the results to the entries and the streams.
func (b *batch) commit() {
	n := 0
	for i := range b.entries {
		if e := &b.entries[i]; e.runs() {
			e.commit(b.probs[n])
			n++
		}
	}
}
