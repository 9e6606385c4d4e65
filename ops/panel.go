package ops

import (
	"fmt"
	"math"
)

// Lanes is the number of neighbouring outputs packed together in a panel.
const Lanes = 16

// widest is the largest number of outputs that a kernel computes at once, but for
// kernels of any width.
const widest = 4 * Lanes

// Rows is a strided view of a matrix: row i begins at Data[i*Stride].
// With Stride 0 all rows are the same, as for a bias.
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
// Lanes outputs: [n/Lanes][k][Lanes]. Pack returns one.
type Panels struct {
	data   []lanes
	n, k   int
	stride int // from one panel to the next, in inputs
}

// lanes are the weights of one input of a panel.
type lanes = [Lanes]float32

// Pack packs a matrix of n outputs and k inputs; n is a multiple of Lanes, and a
// multiple of 64 is fastest for one row or two. Pack calls row for each output,
// which writes the output's k weights to dst.
func Pack(n, k int, row func(dst []float32, output int)) Panels {
	if n <= 0 || n%Lanes != 0 || k <= 0 {
		panic(fmt.Sprintf("ops: a matrix of %d outputs and %d inputs, want outputs in multiples of %d", n, k, Lanes))
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

// Inputs returns the columns of the matrix for the inputs lo to hi-1. It shares
// the weights.
func (p Panels) Inputs(lo, hi int) Panels {
	if lo < 0 || hi <= lo || hi > p.k {
		panic(fmt.Sprintf("ops: inputs %d to %d of %d", lo, hi, p.k))
	}
	return Panels{data: p.data[lo:], n: p.n, k: hi - lo, stride: p.stride}
}

// run is the number of products that are added up before their sum is added to
// the total: one long sum of float32 gathers more rounding errors. On 15 minutes of
// speech v6's probabilities are up to 9.5e-6 from the exact ones with runs of 256
// and 3.4e-6 with 128. With 64, which takes more calls, they are no nearer.
const run = 128

// Product multiplies rows of inputs by a packed matrix:
//
//	for r := range rows {
//		for o := range n {
//			sum := init[r][o]
//			for i := range k {
//				sum += x[r][i] * w[o][i] // in runs of 128
//			}
//			y[r][o] = sum // max(sum, 0) with relu
//		}
//	}
//
// x has k columns, y and init have n. init may be y itself, to continue a sum;
// otherwise y must not overlap x or init.
func Product(y, x Rows, w Panels, init Rows, rows int, relu bool) {
	if w.n == 0 {
		panic("ops: a product with empty Panels, use Pack")
	}
	y.check("y", rows, w.n)
	x.check("x", rows, w.k)
	init.check("init", rows, w.n)
	if rows <= 0 {
		return
	}
	// A panel's run of weights stays in the first-level cache for all rows.
	width := panelWidth(rows, w.n)
	for o := 0; o < w.n; o += width {
		from := init
		for lo := 0; lo < w.k; lo += run {
			hi, floor := min(lo+run, w.k), float32(math.Inf(-1))
			if relu && hi == w.k {
				floor = 0
			}
			p := panel{
				y: Rows{y.Data[o:], y.Stride}, x: Rows{x.Data[lo:], x.Stride}, init: Rows{from.Data[o:], from.Stride},
				w: w.data[o/Lanes*w.stride+lo:], stride: w.stride, k: hi - lo, floor: floor,
			}
			p.multiply(rows, width)
			from = y
		}
	}
}

// panelWidth returns the number of neighbouring outputs, of n, that a kernel computes
// at once for a number of rows.
func panelWidth(rows, n int) int {
	switch {
	case anyWidth && rows <= 2 && n%(widest/2) == 0:
		return n
	case (rows == 1 || rows == 2 && useAVX512) && n%widest == 0:
		return widest
	case (rows == 2 || rows > 2 && (useAVX512 || anyWidth)) && n%(widest/2) == 0:
		return widest / 2
	}
	return Lanes
}

// panel is a part of a product: neighbouring outputs, one run of inputs.
type panel struct {
	y, x, init Rows
	w          []lanes
	stride, k  int
	floor      float32
}

// multiply computes width outputs of the rows, in groups of up to six rows, of
// sizes as equal as possible. One row and two rows have wide kernels alone.
func (p *panel) multiply(rows, width int) {
	if rows <= 2 && width == Lanes {
		for r := range rows {
			p.narrow(r)
		}
		return
	}
	for r := 0; r < rows; {
		n := firstGroup(rows - r)
		panelRows(n, width, p.y.Row(r), p.y.Stride, p.x.Row(r), p.x.Stride, p.w, p.init.Row(r), p.init.Stride, p.stride, p.k, p.floor)
		r += n
	}
}

// firstGroup returns the number of rows in the first group, if rows are computed in
// as few groups of up to six as possible: groups of three or more, if there are as
// many rows.
func firstGroup(rows int) int { return rows / ((rows + 5) / 6) }

// narrow computes Lanes outputs of one row, as three rows that are the same.
// They go elsewhere first, since init may be y.
func (p *panel) narrow(row int) {
	var y [3 * Lanes]float32
	panelRows(3, Lanes, y[:], Lanes, p.x.Row(row), 0, p.w, p.init.Row(row), 0, p.stride, p.k, p.floor)
	copy(p.y.Row(row)[:Lanes], y[:])
}
