package ops

import (
	"fmt"
	"math"
)

// Lanes is the number of neighbouring outputs packed together in a panel.
const Lanes = 16

// group is the number of outputs that the one-row kernel computes at once;
// the number of outputs of a product is a multiple of it.
const group = 4 * Lanes

// Rows is a strided view of a matrix: row i begins at Data[i*Stride].
// With Stride 0 every row is the same one, as a bias is.
type Rows struct {
	Data   []float32
	Stride int
}

// Row returns row i from its start to the end of the data.
func (r Rows) Row(i int) []float32 { return r.Data[i*r.Stride:] }

func (r Rows) check(name string, rows, cols int) {
	// By division: a product of a large stride would overflow.
	if r.Stride < 0 || rows > 0 && len(r.Data) < cols || r.Stride > 0 && rows > 1 && (len(r.Data)-cols)/r.Stride < rows-1 {
		panic(fmt.Sprintf("ops: %s has %d values at stride %d, want %d rows of %d",
			name, len(r.Data), r.Stride, rows, cols))
	}
}

// Panels is a weight matrix of n outputs and k inputs, packed in panels of
// Lanes outputs: [n/Lanes][k][Lanes].
type Panels struct {
	data   []lanes
	n, k   int
	stride int // from one panel to the next, in inputs
}

// lanes are the weights of one input of a panel.
type lanes = [Lanes]float32

// Pack packs a matrix of n outputs and k inputs, n a multiple of 64. row
// writes the k weights of one output.
func Pack(n, k int, row func(dst []float32, output int)) Panels {
	if n <= 0 || n%group != 0 || k <= 0 {
		panic(fmt.Sprintf("ops: a matrix of %d outputs and %d inputs, want outputs in multiples of %d", n, k, group))
	}
	data := make([]lanes, n/Lanes*k)
	rows := make([]float32, Lanes*k)
	for p := range n / Lanes {
		for o := range Lanes {
			row(rows[o*k:][:k], p*Lanes+o)
		}
		for i := range k {
			for o := range Lanes {
				data[p*k+i][o] = rows[o*k+i]
			}
		}
	}
	return Panels{data: data, n: n, k: k, stride: k}
}

// Inputs returns the part of the matrix that meets the inputs from lo up to,
// not including, hi. It shares the weights.
func (p Panels) Inputs(lo, hi int) Panels {
	if lo < 0 || hi <= lo || hi > p.k {
		panic(fmt.Sprintf("ops: inputs %d to %d of %d", lo, hi, p.k))
	}
	return Panels{data: p.data[lo:], n: p.n, k: hi - lo, stride: p.stride}
}

// Product multiplies rows of inputs by a packed matrix:
//
//	for r := range rows {
//		for o := range n {
//			sum := init[r][o]
//			for i := range k {
//				sum += x[r][i] * w[o][i]
//			}
//			y[r][o] = sum // max(sum, 0) with relu
//		}
//	}
//
// x has k columns, y and init have n. init may be y itself, to go on with a
// sum; else y must not overlap the others.
func Product(y, x Rows, w Panels, init Rows, rows int, relu bool) {
	y.check("y", rows, w.n)
	x.check("x", rows, w.k)
	init.check("init", rows, w.n)
	floor := float32(math.Inf(-1))
	if relu {
		floor = 0
	}
	switch {
	case rows <= 0:
	case rows == 1:
		for o := 0; o < w.n; o += 4 * Lanes {
			panel1x64(y.Data[o:], x.Data, w.panel(o), init.Data[o:], w.stride, w.k, floor)
		}
	case rows == 2:
		for o := 0; o < w.n; o += 2 * Lanes {
			panel2x32(y.Data[o:], y.Stride, x.Data, x.Stride, w.panel(o), init.Data[o:], init.Stride, w.stride, w.k, floor)
		}
	default:
		// The rows go through each panel in groups of three to six, as even
		// as can be, while the panel stays in the first-level cache.
		groups := (rows + 5) / 6
		for o := 0; o < w.n; o += Lanes {
			panel := w.panel(o)
			for g, r := 0, 0; g < groups; g++ {
				n := (rows - r) / (groups - g)
				panelRows(n, y.Row(r)[o:], y.Stride, x.Row(r), x.Stride, panel, init.Row(r)[o:], init.Stride, w.k, floor)
				r += n
			}
		}
	}
}

// panel returns the weights from the panel of output o on.
func (p Panels) panel(o int) []lanes { return p.data[o/Lanes*p.stride:] }
