package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// finiteCall is a call of the finite kernel; it writes 1 for true.
func finiteCall(r *rand.Rand, n int) kernelCall {
	result := func(ok bool) float32 {
		if ok {
			return 1
		}
		return 0
	}
	return kernelCall{
		name:     fmt.Sprintf("finite, %d values", n),
		operands: []operand{{name: "result", values: []float32{2}, opaque: true}, {name: "x", values: random(r, n)}},
		kernel:   func(a [][]float32) { a[0][0] = result(finite(a[1])) },
		twin:     func(a [][]float32) { a[0][0] = result(finiteGeneric(a[1])) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{{0}, nil} },
	}
}

// TestFinite puts one value that is not finite at every place, among the
// largest values that are.
func TestFinite(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		inf := float32(math.Inf(1))
		for n := range 70 {
			x := make([]float32, n)
			for i := range x {
				x[i] = []float32{math.MaxFloat32, -math.MaxFloat32, 0, tiny}[i%4]
			}
			if !Finite(x) {
				t.Fatalf("%d finite values are not", n)
			}
			for i, v := range x {
				for _, bad := range []float32{inf, -inf, float32(math.NaN()), -float32(math.NaN())} {
					if x[i] = bad; Finite(x) {
						t.Fatalf("%v at %d of %d goes unnoticed", bad, i, n)
					}
				}
				x[i] = v
			}
		}
	})
}
