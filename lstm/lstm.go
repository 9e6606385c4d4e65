// Package lstm is the recurrent cell of Silero's network: PyTorch's LSTMCell,
// gate order i, f, g, o, over the operators of package ops.
package lstm

import (
	"fmt"

	"github.com/gosilero/vad/ops"
)

// Cell is an LSTM cell of a number of inputs and hidden units. It is
// immutable and may be used by any number of goroutines at once.
//
// The sums of a step lie in packed gate order, [hidden/16][i, f, g, o][16], so
// that the four gates of a unit meet in neighbouring vectors.
type Cell struct {
	in, hidden int
	w          ops.Panels // outputs in packed gate order; inputs x, then h
	wx, wh     ops.Panels // the parts of w that meet x and h
	bias       []float32  // both biases added, in packed gate order
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
	// row is where PyTorch keeps the row that stands at place p here.
	row := func(p int) int {
		block, gate, unit := p/(4*ops.Lanes), p/ops.Lanes%4, p%ops.Lanes
		return gate*hidden + block*ops.Lanes + unit
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

// Sums returns the number of values that one step's sums take.
func (c *Cell) Sums() int { return 4 * c.hidden }

// Step advances n independent cells by one step. Row r of xh is cell r's
// input followed by its h, [in+hidden], and receives the new h; row r of cell
// is its c, [hidden]; sums is scratch of n rows of Sums values.
func (c *Cell) Step(xh, cell, sums ops.Rows, n int) {
	ops.Product(sums, xh, c.w, ops.Rows{Data: c.bias}, n, false)
	for r := range n {
		ops.Gates(xh.Row(r)[c.in:][:c.hidden], cell.Row(r)[:c.hidden], sums.Row(r)[:c.Sums()])
	}
}

// Project computes the share of n inputs, rows of [in], in the sums of their
// steps: all of a step that does not depend on the step before.
func (c *Cell) Project(sums, x ops.Rows, n int) {
	ops.Product(sums, x, c.wx, ops.Rows{Data: c.bias}, n, false)
}

// Recur completes one step that Project began: sums is its row, h and cell
// are [hidden] and advance by the step. sums is used up.
//
// Step and Project with Recur add the same products in the same order: their
// results are equal to the last bit.
func (c *Cell) Recur(sums, h, cell []float32) {
	s := ops.Rows{Data: sums}
	ops.Product(s, ops.Rows{Data: h}, c.wh, s, 1, false)
	ops.Gates(h, cell, sums[:c.Sums()])
}
