package vad

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gosilero/vad/model"
	"github.com/gosilero/vad/ops"
)

// engine is the network at one rate with memory for the calls that run it.
type engine struct {
	*model.Network
	one     sync.Pool // of *model.Scratch for one window
	blocks  sync.Pool // of *block
	batches sync.Pool // of *batch

	// Set in tests only: beforeCompute holds or fails a computation, and
	// afterState puts other calls between two holds of a stream's state lock.
	beforeCompute, afterState func()
}

func newEngine(n *model.Network) *engine {
	e := &engine{Network: n}
	e.one.New = func() any { return n.NewScratch(1) }
	e.blocks.New = func() any {
		return &block{
			scratch: n.NewScratch(blockWindows),
			buffer:  make([]float32, blockWindows*n.Window),
			encoded: make(chan struct{}, 1),
		}
	}
	e.batches.New = func() any { return &batch{engine: e, scratch: n.NewScratch(blockWindows)} }
	return e
}

// blockWindows is the most windows, of a recording or of a batch, that go through
// a layer at once. More than 16 gain nothing: reading the weights of a layer
// takes little of the time then.
const blockWindows = 16

// step advances one stream by one window and returns its probability.
func (e *engine) step(st *model.State, window []float32) float32 {
	scratch := e.one.Get().(*model.Scratch)
	defer e.one.Put(scratch)
	if e.beforeCompute != nil {
		e.beforeCompute()
	}
	return e.Step(scratch, st, window)
}

// stepAll advances several streams by one window each and writes their
// probabilities.
func (e *engine) stepAll(s *model.Scratch, states []*model.State, windows [][]float32, probs []float32) {
	if e.beforeCompute != nil {
		e.beforeCompute()
	}
	e.Batch(s, states, windows, probs)
}

// CheckSamples returns an error that wraps [ErrSample] and names the first
// sample out of range, nil if there is none. Methods that take samples check
// them; CheckSamples is for callers that pass audio on in pieces and want none
// of it processed if a later piece is out of range.
func CheckSamples(pcm []float32) error {
	if i := outOfRange(pcm); i >= 0 {
		return fmt.Errorf("%w: got %v at %d, want less than 2^32 in size", ErrSample, pcm[i], i)
	}
	return nil
}

// outOfRange returns the index of the first sample that is NaN, infinite or
// too large, -1 if there is none.
func outOfRange(pcm []float32) int {
	if ops.InRange(pcm) {
		return -1
	}
	return slices.IndexFunc(pcm, func(v float32) bool { return !(v > -ops.Limit && v < ops.Limit) })
}
