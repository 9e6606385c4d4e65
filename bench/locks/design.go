package main

import (
	"sync"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/model"
)

// design is one way to share a network, and the states of a number of streams,
// among goroutines. All methods may be called from several at once.
type design interface {
	// Process takes a stream one window further and returns its probability.
	Process(stream int, window []float32) float32
	// Read returns what a stream remembers.
	Read(stream int) memory
	// Reset takes a stream back to its start.
	Reset(stream int)
}

// memory is what the LSTM remembers of a stream. That of a stream at its start
// is the zero value.
type memory struct{ H, C [model.Hidden]float32 }

func remember(st *model.State) memory { return memory{st.H, st.C} }

// contender is a design, and how to make it.
type contender struct {
	name  string
	title string
	make  func(k *kit, streams int) design
}

var contenders = []contender{
	{"A", "one lock, inference inside", newOneLock},
	{"B", "one state lock, inference outside", newOutside},
	{"C", "session lock and state lock, four steps", newFourSteps},
	{"D", "this library: two locks per stream, generations", newOurs},
}

// kit is what designs are made of.
type kit struct {
	model   *vad.Model
	network *model.Network

	// Hooks for tests, which hold a window there; nil otherwise. D calls none.
	copied func() // the state has been copied, and no lock is held that others need for that
	infer  func() // the network is about to run
}

func (k *kit) afterCopy() {
	if k.copied != nil {
		k.copied()
	}
}

// step runs the network as all designs but D do.
func (k *kit) step(s *model.Scratch, st *model.State, in *input) float32 {
	if k.infer != nil {
		k.infer()
	}
	return k.network.Step(s, st, in[:])
}

// input is the network's input, as an ONNX design fills a tensor.
type input [windowSize]float32

// prepare fills the input.
func (in *input) prepare(window []float32) { copy(in[:], window) }

// call is the memory of one call, where several may run at once.
type call struct {
	input   input
	scratch *model.Scratch
}

func newCalls(k *kit) *sync.Pool {
	return &sync.Pool{New: func() any { return &call{scratch: k.network.NewScratch(1)} }}
}
