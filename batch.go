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
// sixteen streams, which takes two thirds of the time that sixteen calls of
// Process take.
//
// All streams are of this model and of one rate, and none occurs twice. On
// error no stream has changed.
func (m *Model) ProcessBatch(streams []*Stream, windows [][]float32, probs []float32) error {
	if len(streams) != len(windows) || len(streams) != len(probs) {
		return fmt.Errorf("%w: got %d streams, %d windows and room for %d probabilities, want as many of each",
			ErrBatch, len(streams), len(windows), len(probs))
	}
	if len(streams) == 0 {
		return nil
	}
	first := streams[0]
	for i, s := range streams {
		switch {
		case s == nil || s.model != m:
			return fmt.Errorf("%w: stream %d of the batch", ErrModel, i)
		case s.engine != first.engine:
			return fmt.Errorf("%w: stream %d is at %d Hz, stream 0 at %d Hz", ErrBatch, i, s.engine.SampleRate, first.engine.SampleRate)
		}
		if err := s.check(windows[i]); err != nil {
			return fmt.Errorf("%w (stream %d of the batch)", err, i)
		}
	}
	b := first.engine.batches.Get().(*batch)
	defer b.release(first.engine)
	return b.process(first.engine, streams, windows, probs)
}

// batch is the memory of one pass of several streams, all of one engine.
type batch struct {
	order   []*Stream // the streams in the order of their locks
	tickets []ticket
	states  []*model.State
	scratch *model.Scratch
}

func (b *batch) process(e *engine, streams []*Stream, windows [][]float32, probs []float32) error {
	b.lock(streams)
	defer b.unlock()
	for i := 1; i < len(b.order); i++ {
		if s := b.order[i]; s == b.order[i-1] {
			return fmt.Errorf("%w: stream %d occurs again", ErrBatch, slices.Index(streams, s))
		}
	}
	b.tickets = slices.Grow(b.tickets[:0], len(streams))[:len(streams)]
	for i, s := range streams {
		if err := s.begin(&b.tickets[i]); err != nil {
			return fmt.Errorf("%w (stream %d of the batch)", err, i)
		}
	}
	b.compute(e, windows, probs)
	for i, s := range streams {
		s.commit(&b.tickets[i], probs[i])
	}
	return nil
}

// lock takes the compute locks of all streams, of one that occurs again once.
// The order of the streams' ids is the same for all callers, so that no two
// wait for each other.
func (b *batch) lock(streams []*Stream) {
	b.order = append(b.order[:0], streams...)
	slices.SortFunc(b.order, func(x, y *Stream) int { return cmp.Compare(x.id, y.id) })
	for i, s := range b.order {
		if i == 0 || s != b.order[i-1] {
			s.compute.Lock()
		}
	}
}

func (b *batch) unlock() {
	for i, s := range b.order {
		if i == 0 || s != b.order[i-1] {
			s.compute.Unlock()
		}
	}
}

// compute takes the windows of all tickets through the network.
func (b *batch) compute(e *engine, windows [][]float32, probs []float32) {
	b.states = b.states[:0]
	for i := range b.tickets {
		b.states = append(b.states, &b.tickets[i].net)
	}
	for lo := 0; lo < len(b.states); lo += b.scratch.Rows() {
		hi := min(lo+b.scratch.Rows(), len(b.states))
		e.batch(b.scratch, b.states[lo:hi], windows[lo:hi], probs[lo:hi])
	}
}

// release gives the memory back without keeping streams alive.
func (b *batch) release(e *engine) {
	clear(b.order)
	e.batches.Put(b)
}
