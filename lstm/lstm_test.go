package lstm

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gosilero/vad/ops"
)

const in, hidden = 128, 128

func random(r *rand.Rand, n int, scale float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = scale * (2*r.Float32() - 1)
	}
	return x
}

// reference is PyTorch's documentation of LSTMCell in float64.
type reference struct{ wih, whh, bih, bhh []float32 }

func (w reference) step(x, h, c []float64) {
	sigmoid := func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
	gate := make([]float64, 4*hidden)
	for row := range gate {
		gate[row] = float64(w.bih[row]) + float64(w.bhh[row])
		for i, v := range x {
			gate[row] += float64(w.wih[row*in+i]) * v
		}
		for i, v := range h {
			gate[row] += float64(w.whh[row*hidden+i]) * v
		}
	}
	for u := range h {
		c[u] = sigmoid(gate[hidden+u])*c[u] + sigmoid(gate[u])*math.Tanh(gate[2*hidden+u])
		h[u] = sigmoid(gate[3*hidden+u]) * math.Tanh(c[u])
	}
}

func newCell(r *rand.Rand) (*Cell, reference) {
	w := reference{random(r, 4*hidden*in, 0.3), random(r, 4*hidden*hidden, 0.1), random(r, 4*hidden, 1), random(r, 4*hidden, 1)}
	return New(in, hidden, w.wih, w.whh, w.bih, w.bhh), w
}

// step advances n cells by one step, in the layout of the network: row r of xh
// is cell r's input and h, [in+hidden], row r of cells is its c.
func step(c *Cell, xh, cells, sums ops.Rows, n int) {
	c.Sum(sums, xh, n)
	for r := range n {
		c.Activate(xh.Row(r)[in:][:hidden], cells.Row(r)[:hidden], sums.Row(r))
	}
}

func TestCellAgainstFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	cell, ref := newCell(r)
	const steps = 50
	h, c := make([]float64, hidden), make([]float64, hidden)
	xh := ops.Rows{Data: make([]float32, in+hidden)}
	cc := ops.Rows{Data: make([]float32, hidden)}
	sums := ops.Rows{Data: make([]float32, cell.NumSums())}
	for i := range steps {
		x := random(r, in, 1)
		copy(xh.Data, x)
		wide := make([]float64, in)
		for j, v := range x {
			wide[j] = float64(v)
		}
		ref.step(wide, h, c)
		step(cell, xh, cc, sums, 1)
		for u := range hidden {
			if d := math.Abs(float64(xh.Data[in+u]) - h[u]); !(d < 5e-6) {
				t.Fatalf("step %d: h[%d] is off by %v", i, u, d)
			}
			if d := math.Abs(float64(cc.Data[u]) - c[u]); !(d < 1e-5) {
				t.Fatalf("step %d: c[%d] is off by %v", i, u, d)
			}
		}
	}
}

// TestWaysAgree runs the same sequences through Sum one by one, through Sum side
// by side, and through Project and Recur: they are equal to the last bit.
func TestWaysAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	cell, _ := newCell(r)
	const cells, steps = 7, 20
	x := random(r, cells*steps*in, 1) // [cells][steps][in]
	matrix := func(rows, cols int) ops.Rows { return ops.Rows{Data: make([]float32, rows*cols), Stride: cols} }

	oneH, oneC := matrix(cells, hidden), matrix(cells, hidden)
	for i := range cells {
		xh, sums := matrix(1, in+hidden), matrix(1, cell.NumSums())
		for s := range steps {
			copy(xh.Data, x[(i*steps+s)*in:][:in])
			step(cell, xh, ops.Rows{Data: oneC.Row(i)}, sums, 1)
		}
		copy(oneH.Row(i), xh.Data[in:])
	}

	xh, c, sums := matrix(cells, in+hidden), matrix(cells, hidden), matrix(cells, cell.NumSums())
	for s := range steps {
		for i := range cells {
			copy(xh.Row(i), x[(i*steps+s)*in:][:in])
		}
		step(cell, xh, c, sums, cells)
	}

	for i := range cells {
		sums := matrix(steps, cell.NumSums())
		cell.Project(sums, ops.Rows{Data: x[i*steps*in:], Stride: in}, steps)
		h, cc := make([]float32, hidden), make([]float32, hidden)
		for s := range steps {
			cell.Recur(sums.Row(s)[:cell.NumSums()], h)
			cell.Activate(h, cc, sums.Row(s))
		}
		for u := range hidden {
			if got, want := xh.Row(i)[in+u], oneH.Row(i)[u]; got != want {
				t.Fatalf("side by side: h[%d] of cell %d = %v, alone %v", u, i, got, want)
			}
			if got, want := c.Row(i)[u], oneC.Row(i)[u]; got != want {
				t.Fatalf("side by side: c[%d] of cell %d = %v, alone %v", u, i, got, want)
			}
			if h[u] != oneH.Row(i)[u] || cc[u] != oneC.Row(i)[u] {
				t.Fatalf("projected: unit %d of cell %d: h %v, c %v, alone %v and %v", u, i, h[u], cc[u], oneH.Row(i)[u], oneC.Row(i)[u])
			}
		}
	}
}

// TestEmptyCell uses a Cell that New did not make.
func TestEmptyCell(t *testing.T) {
	for _, c := range []*Cell{nil, new(Cell)} {
		for name, call := range map[string]func(){
			"Sum":      func() { c.Sum(ops.Rows{}, ops.Rows{}, 1) },
			"Project":  func() { c.Project(ops.Rows{}, ops.Rows{}, 1) },
			"Recur":    func() { c.Recur(nil, nil) },
			"Activate": func() { c.Activate(nil, nil, nil) },
		} {
			func() {
				defer func() {
					if got := recover(); got != "lstm: an empty Cell, use New" {
						t.Errorf("%s: panic %v, want one that names New", name, got)
					}
				}()
				call()
			}()
		}
	}
}
