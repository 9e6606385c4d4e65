// Package lstm is the recurrent cell of Silero's network: PyTorch's LSTMCell on
// the operators of package ops.
//
//	sums = W_ih*x + b_ih + W_hh*h + b_hh    // of the gates i, f, g, o
//	c = sigmoid(f)*c + sigmoid(i)*tanh(g)
//	h = sigmoid(o) * tanh(c)
//
// The package is outside of the module's compatibility promise: its API may
// change in any release.
package lstm

import (
	"fmt"

	"github.com/gosilero/vad/ops"
)

// Cell is an LSTM cell of a number of inputs and hidden units. New returns one.
// It is immutable and may be used by any number of goroutines at once.
//
// The sums of a step lie in packed gate order, [hidden/16][i, f, g, o][16], so
// that the four gates of a unit are in neighbouring vectors.
type Cell struct {
	in, hidden int
	w          ops.Panels // outputs in packed gate order; inputs x, then h
	wx, wh     ops.Panels // the columns of w for x and for h
	bias       []float32  // the sum of both biases, in packed gate order
}

// New packs a cell. weightIH is [4*hidden][in], weightHH [4*hidden][hidden],
// biasIH and biasHH [4*hidden], rows in PyTorch's order: all of i, then f, g
// and o. hidden is a multiple of 16.
func New(in, hidden int, weightIH, weightHH, biasIH, biasHH []float32) *Cell {
	rows := 4 * hidden
	if len(weightIH) != rows*in || len(weightHH) != rows*hidden || len(biasIH) != rows || len(biasHH) != rows {
		panic(fmt.Sprintf("lstm: %d, %d weights and %d, %d biases, want %d, %d and %d, %d",
			len(weightIH), len(weightHH), len(biasIH), len(biasHH), rows*in, rows*hidden, rows, rows))
	}
	c := &Cell{in: in, hidden: hidden, bias: make([]float32, rows)}
	// row returns PyTorch's row for place p in packed gate order.
	row := func(p int) int {
		first, gate, unit := p/(4*ops.Lanes)*ops.Lanes, p/ops.Lanes%4, p%ops.Lanes
		return gate*hidden + first + unit
	}
	c.w = ops.Pack(rows, in+hidden, func(dst []float32, p int) {
		r := row(p)
		copy(dst[:in], weightIH[r*in:])
		copy(dst[in:], weightHH[r*hidden:])
	})
	c.wx, c.wh = c.w.Inputs(0, in), c.w.Inputs(in, in+hidden)
	for p := range c.bias {
		c.bias[p] = biasIH[row(p)] + biasHH[row(p)]
	}
	return c
}

// NumSums returns the number of sums of a step, 4*hidden.
func (c *Cell) NumSums() int { return 4 * c.hidden }

// Sum computes the sums of n independent steps. Row r of xh is the input x and
// the state h of step r, [in+hidden]; row r of sums receives NumSums values.
func (c *Cell) Sum(sums, xh ops.Rows, n int) {
	c.check()
	ops.Product(sums, xh, c.w, ops.Rows{Data: c.bias}, n, false)
}

// Project computes the part of the sums of n steps that does not depend on h:
// row r of x is the input of step r, [in]. Recur completes the sums.
func (c *Cell) Project(sums, x ops.Rows, n int) {
	c.check()
	ops.Product(sums, x, c.wx, ops.Rows{Data: c.bias}, n, false)
}

// Recur adds W_hh*h to the sums of one step that Project computed.
//
// Sum, and Project with Recur, add the same products in the same order: their
// results are equal to the last bit.
func (c *Cell) Recur(sums, h []float32) {
	c.check()
	s := ops.Rows{Data: sums}
	ops.Product(s, ops.Rows{Data: h}, c.wh, s, 1, false)
}

// Activate applies the gates: it advances the state h and cell, [hidden] each,
// by the step whose sums are given.
func (c *Cell) Activate(h, cell, sums []float32) {
	c.check()
	ops.Gates(h, cell, sums[:c.NumSums()])
}

func (c *Cell) check() {
	if c == nil || c.hidden == 0 {
		panic("lstm: an empty Cell, use New")
	}
}
