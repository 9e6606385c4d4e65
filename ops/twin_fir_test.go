package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// firCall returns a call of the fir kernel: n outputs, at least one, of filters in
// random order at inputs up to five apart, the first of which is not 0.
func firCall(r *rand.Rand, n, taps int) kernelCall {
	const filters = 3
	list, values := make([]firOutput, n), make([]float32, 0, 2*n)
	input := 100
	for m := range list {
		list[m] = firOutput{int32(r.IntN(filters) * taps), int32(input)}
		values = append(values, math.Float32frombits(uint32(list[m].coefficient)), math.Float32frombits(uint32(list[m].input)))
		input += r.IntN(6)
	}
	inputs := int(list[n-1].input-list[0].input) + taps
	return kernelCall{
		name: fmt.Sprintf("fir, %d outputs of %d coefficients", n, taps),
		operands: []operand{
			{name: "y", values: random(r, n)},
			{name: "x", values: random(r, inputs)},
			{name: "c", values: random(r, filters*taps)},
			{name: "list", values: values, opaque: true},
		},
		kernel: func(a [][]float32) { fir(a[0], a[1], a[2], asOutputs(a[3]), taps) },
		twin:   func(a [][]float32) { firGeneric(a[0], a[1], a[2], asOutputs(a[3]), taps) },
		bounds: func(a [][]float32) [][]float64 {
			y := make([]float64, n)
			for m := range y {
				var terms []float32
				for k := range taps {
					terms = append(terms, a[2][int(list[m].coefficient)+k]*a[1][int(list[m].input-list[0].input)+k])
				}
				y[m] = sumBound(terms)
			}
			return [][]float64{y, nil, nil, nil}
		},
	}
}

// randomFIR returns a bank of three filters with n outputs.
func randomFIR(r *rand.Rand, n, taps int) (f *FIR, filters [][]float32, list []firOutput) {
	for range 3 {
		filters = append(filters, random(r, taps))
	}
	f = NewFIR(filters)
	input := 0
	for range n {
		filter := r.IntN(3)
		list = append(list, firOutput{int32(filter * taps), int32(input)})
		f.Append(filter, input)
		input += r.IntN(4)
	}
	return f, filters, list
}

// TestFIR compares with gonum's dot product in float64.
func TestFIR(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for _, taps := range []int{8, 16, 24, 144, 280} {
			const n = 37
			f, filters, list := randomFIR(r, n, taps)
			x, y := random(r, int(list[n-1].input)+taps), make([]float32, n)
			f.Apply(y, x, 0)
			for m, s := range list {
				want := floats.Dot(widen(filters[int(s.coefficient)/taps]), widen(x[s.input:][:taps]))
				if d := math.Abs(float64(y[m]) - want); !(d <= 2e-7*float64(taps)) {
					t.Fatalf("%d coefficients: y[%d] = %v, want %v", taps, m, y[m], want)
				}
			}
		}
	})
}

// TestFIROutputsAgree computes outputs alone, in pieces and all at once.
func TestFIROutputsAgree(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for _, taps := range []int{8, 16, 40, 144} {
			const n = 23
			f, _, list := randomFIR(r, n, taps)
			x, want, got := random(r, int(list[n-1].input)+taps), make([]float32, n), make([]float32, n)
			for m := range want {
				f.Apply(want[m:m+1], x[list[m].input:], m)
			}
			for piece := 2; piece <= n; piece++ {
				for m := 0; m < n; m += piece {
					f.Apply(got[m:min(m+piece, n)], x[list[m].input:], m)
				}
				for m := range want {
					if got[m] != want[m] {
						t.Fatalf("%d coefficients, %d outputs at a time: y[%d] = %v, alone %v", taps, piece, m, got[m], want[m])
					}
				}
			}
		}
	})
}
