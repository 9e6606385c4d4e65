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
	hidden int
	wx, wh ops.Panels // of x and of h, outputs in packed gate order
	bias   []float32  // the sum of both biases, in packed gate order
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
	c := &Cell{hidden: hidden, bias: make([]float32, rows)}
	// row returns PyTorch's row for place p in packed gate order.
	row := func(p int) int {
		first, gate, unit := p/(4*ops.Lanes)*ops.Lanes, p/ops.Lanes%4, p%ops.Lanes
		return gate*hidden + first + unit
	}
	c.wx = ops.Pack(rows, in, func(dst []float32, p int) { copy(dst, weightIH[row(p)*in:]) })
	c.wh = ops.Pack(rows, hidden, func(dst []float32, p int) { copy(dst, weightHH[row(p)*hidden:]) })
	for p := range c.bias {
		c.bias[p] = biasIH[row(p)] + biasHH[row(p)]
	}
	return c
}

// NumSums returns the number of sums of a step, 4*hidden.
func (c *Cell) NumSums() int { return 4 * c.hidden }

// Project computes the part of the sums of n steps that does not depend on h:
// row r of x is the input of step r, [in], and row r of sums receives NumSums
// values. Recur completes the sums.
func (c *Cell) Project(sums, x ops.Rows, n int) {
	c.check()
	ops.Product(sums, x, c.wx, ops.Rows{Data: c.bias}, n, false)
}

// Recur adds W_hh*h to the sums that Project computed, for one step of each of n
// independent cells: row r of h is the state of cell r, [hidden], row r of sums
// its sums. The result of a cell does not depend on the other cells.
func (c *Cell) Recur(sums, h ops.Rows, n int) {
	c.check()
	ops.Product(sums, h, c.wh, sums, n, false)
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
