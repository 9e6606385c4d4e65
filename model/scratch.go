package model

import "github.com/gosilero/vad/ops"

// State is what a stream carries from window to window. It is a plain value, and
// the zero value is the state at the start of a stream.
type State struct {
	H, C    [Hidden]float32     // in v4 [2 layers][64]
	Context [MaxContext]float32 // the newest samples, in the first Config.Context elements
	Decay   float32             // the part of C, 0 to 1, that is taken away after each window below SilenceThreshold
}

// Scratch is the memory that one call works in; Network.NewScratch returns one.
// One goroutine uses it at a time. It keeps nothing between calls, except from
// Encode to Recur.
type Scratch struct {
	rows  int
	input ops.Rows // [rows][pad + context + window + pad]
	x     ops.Rows // [rows * steps][LSTM's inputs]
	h     ops.Rows // [rows * steps][units]: one layer's h of many streams or steps
	sums  ops.Rows // [rows * steps][4 * units]

	scratchV5
	scratchV4
}

// matrix returns rows of cols values. Rows lie multiples of 64 bytes apart, so
// that no vector crosses a cache line.
func matrix(rows, cols int) ops.Rows {
	stride := (cols + 15) / 16 * 16
	return ops.Rows{Data: make([]float32, rows*stride), Stride: stride}
}

// NewScratch returns memory for calls of up to rows windows at once.
func (n *Network) NewScratch(rows int) *Scratch {
	n.checkMade()
	s := &Scratch{
		rows:  rows,
		input: matrix(rows, n.PadLeft+n.Context+n.Window+n.PadRight),
		h:     matrix(rows*n.Steps, n.units),
		sums:  matrix(rows*n.Steps, n.cells[0].NumSums()),
	}
	n.encoder.allocate(s, rows)
	return s
}

// Rows returns the number of windows that s has room for, 0 if s is nil.
func (s *Scratch) Rows() int {
	if s == nil {
		return 0
	}
	return s.rows
}
