package lstm

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/ops"
)

func random(r *rand.Rand, n int, scale float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = scale * (2*r.Float32() - 1)
	}
	return x
}

// sizes are the sizes of the networks' cells.
var sizes = []struct{ in, hidden int }{{128, 128}, {64, 64}}

// reference is PyTorch's documentation of LSTMCell in float64.
type reference struct{ wih, whh, bih, bhh []float32 }

func (w reference) step(x, h, c []float64) {
	in, hidden := len(x), len(h)
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

func newCell(r *rand.Rand, in, hidden int) (*Cell, reference) {
	w := reference{random(r, 4*hidden*in, 0.3), random(r, 4*hidden*hidden, 0.1), random(r, 4*hidden, 1), random(r, 4*hidden, 1)}
	return New(in, hidden, w.wih, w.whh, w.bih, w.bhh), w
}

// matrix returns rows of cols zeros.
func matrix(rows, cols int) ops.Rows { return ops.Rows{Data: make([]float32, rows*cols), Stride: cols} }

// step advances n cells by one step: row r of x is cell r's input, rows r of h and
// c are its state.
func step(cell *Cell, x, h, c ops.Rows, n int) {
	sums := matrix(n, cell.NumSums())
	cell.Project(sums, x, n)
	cell.Recur(sums, h, n)
	for r := range n {
		cell.Activate(h.Row(r)[:h.Stride], c.Row(r)[:c.Stride], sums.Row(r))
	}
}

func TestCellAgainstFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, size := range sizes {
		cell, ref := newCell(r, size.in, size.hidden)
		const steps = 50
		wantH, wantC := make([]float64, size.hidden), make([]float64, size.hidden)
		h, c := matrix(1, size.hidden), matrix(1, size.hidden)
		for i := range steps {
			x := random(r, size.in, 1)
			wide := make([]float64, size.in)
			for j, v := range x {
				wide[j] = float64(v)
			}
			ref.step(wide, wantH, wantC)
			step(cell, ops.Rows{Data: x}, h, c, 1)
			for u := range size.hidden {
				if d := math.Abs(float64(h.Data[u]) - wantH[u]); !(d < 5e-6) {
					t.Fatalf("%+v, step %d: h[%d] is off by %v", size, i, u, d)
				}
				if d := math.Abs(float64(c.Data[u]) - wantC[u]); !(d < 1e-5) {
					t.Fatalf("%+v, step %d: c[%d] is off by %v", size, i, u, d)
				}
			}
		}
	}
}

// TestWaysAgree runs the same sequences one by one, side by side, and with the
// inputs of all steps projected ahead: they are equal to the last bit.
func TestWaysAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, size := range sizes {
		in, hidden := size.in, size.hidden
		cell, _ := newCell(r, in, hidden)
		const cells, steps = 7, 20
		x := random(r, cells*steps*in, 1) // [cells][steps][in]

		oneH, oneC := matrix(cells, hidden), matrix(cells, hidden)
		for i := range cells {
			h, c := ops.Rows{Data: oneH.Row(i), Stride: hidden}, ops.Rows{Data: oneC.Row(i), Stride: hidden}
			for s := range steps {
				step(cell, ops.Rows{Data: x[(i*steps+s)*in:]}, h, c, 1)
			}
		}

		h, c := matrix(cells, hidden), matrix(cells, hidden)
		for s := range steps {
			step(cell, ops.Rows{Data: x[s*in:], Stride: steps * in}, h, c, cells)
		}
		if !slices.Equal(h.Data, oneH.Data) || !slices.Equal(c.Data, oneC.Data) {
			t.Errorf("%+v: side by side, h or c differ from those of cells by themselves", size)
		}

		for i := range cells {
			sums, h, c := matrix(steps, cell.NumSums()), make([]float32, hidden), make([]float32, hidden)
			cell.Project(sums, ops.Rows{Data: x[i*steps*in:], Stride: in}, steps)
			for s := range steps {
				cell.Recur(ops.Rows{Data: sums.Row(s)}, ops.Rows{Data: h}, 1)
				cell.Activate(h, c, sums.Row(s))
			}
			if !slices.Equal(h, oneH.Row(i)[:hidden]) || !slices.Equal(c, oneC.Row(i)[:hidden]) {
				t.Errorf("%+v: projected ahead, h or c of cell %d differ from those step by step", size, i)
			}
		}
	}
}

// TestEmptyCell uses a Cell that New did not make.
func TestEmptyCell(t *testing.T) {
	for _, c := range []*Cell{nil, new(Cell)} {
		for name, call := range map[string]func(){
			"Project":  func() { c.Project(ops.Rows{}, ops.Rows{}, 1) },
			"Recur":    func() { c.Recur(ops.Rows{}, ops.Rows{}, 1) },
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
