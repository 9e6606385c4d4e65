package main

import (
	"sync"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/model"
)

// design is one way to share a network, and the states of a number of streams,
// among goroutines. All methods may be called from several at once.
type design interface {
	// Process advances a stream by one window and returns its probability.
	Process(stream int, window []float32) float32
	// Read returns what a stream remembers.
	Read(stream int) memory
	// Reset resets a stream.
	Reset(stream int)
}

// memory is what the LSTM remembers of a stream. The zero value is that of a stream
// at its start.
type memory struct{ H, C [model.Hidden]float32 }

func remember(st *model.State) memory { return memory{st.H, st.C} }

// contender is a design with its constructor.
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

// kit holds the parts of the designs.
type kit struct {
	model   *vad.Model
	network *model.Network

	// Hooks of the tests, which stop a window there; nil otherwise. D calls none.
	copied func() // after the state has been copied and its lock released
	infer  func() // before the network runs
}

func (k *kit) afterCopy() {
	if k.copied != nil {
		k.copied()
	}
}

// step runs the network; all designs but D use it.
func (k *kit) step(s *model.Scratch, st *model.State, in *input) float32 {
	if k.infer != nil {
		k.infer()
	}
	return k.network.Step(s, st, in[:])
}

// input is the network's input, which a design on ONNX Runtime would fill as a
// tensor.
type input [windowSize]float32

// prepare fills the input.
func (in *input) prepare(window []float32) { copy(in[:], window) }

// call is the memory of one call, of which several may run at once.
type call struct {
	input   input
	scratch *model.Scratch
}

func newCalls(k *kit) *sync.Pool {
	return &sync.Pool{New: func() any { return &call{scratch: k.network.NewScratch(1)} }}
}
