package model

import "github.com/gosilero/vad/ops"

// State is what a stream carries from window to window. It is a plain value, and
// the zero value is the state at the start of a stream.
type State struct {
	H, C    [Hidden]float32
	Context [MaxContext]float32 // the newest samples, in the first Config.Context elements
}

// Scratch is the memory that one call works in; Network.NewScratch returns one.
// One goroutine uses it at a time. It keeps nothing between calls, except from
// Encode to Recur.
type Scratch struct {
	rows  int
	input ops.Rows  // [rows][context + window + pad]
	fft   []float32 // one window's complex points
	mag   ops.Rows  // [rows][bins][4]
	act1  ops.Rows  // [rows][4 frames][128]
	act2  ops.Rows  // [rows][2 frames][64]
	act3  ops.Rows  // [rows][64]
	xh    ops.Rows  // [rows][LSTM's input 128, h 128]
	sums  ops.Rows  // [rows][512]
}

// NewScratch returns memory for calls of up to rows windows at once.
func (n *Network) NewScratch(rows int) *Scratch {
	n.checkMade()
	matrix := func(cols int) ops.Rows {
		// Rows lie multiples of 64 bytes apart, so that no vector crosses a
		// cache line.
		stride := (cols + 15) / 16 * 16
		return ops.Rows{Data: make([]float32, rows*stride), Stride: stride}
	}
	return &Scratch{
		rows:  rows,
		input: matrix(n.Context + n.Window + n.Pad()),
		fft:   make([]float32, n.transform.Work()),
		mag:   matrix(n.transform.Bins() * ops.Frames),
		act1:  matrix(ops.Frames * channels1),
		act2:  matrix(2 * channels2),
		act3:  matrix(channels3),
		xh:    matrix(channels4 + Hidden),
		sums:  matrix(n.cell.NumSums()),
	}
}

// Rows returns the number of windows that s has room for, 0 if s is nil.
func (s *Scratch) Rows() int {
	if s == nil {
		return 0
	}
	return s.rows
}
