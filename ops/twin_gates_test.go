package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// gatesCall returns a call of the kernel of the gates.
func gatesCall(r *rand.Rand, units int) kernelCall {
	sums := random(r, 4*units)
	for i := range sums {
		sums[i] *= 8
	}
	return kernelCall{
		name: fmt.Sprintf("lstmGates, %d units", units),
		operands: []operand{
			{name: "h", values: random(r, units)},
			{name: "c", values: random(r, units)},
			{name: "sums", values: sums},
		},
		kernel: func(a [][]float32) { lstmGates(a[0], a[1], a[2]) },
		twin:   func(a [][]float32) { lstmGatesGeneric(a[0], a[1], a[2]) },
		bounds: gatesBounds,
	}
}

// gatesBounds follows from the error of Sigmoid and Tanh in kernel and twin,
// 2e-7 each by their comments.
func gatesBounds(a [][]float32) [][]float64 {
	const activation = 2 * 2e-7
	h, c := make([]float64, len(a[0])), make([]float64, len(a[1]))
	for u, v := range a[1] {
		size := math.Abs(float64(v))
		// The part of c that is kept or taken off has the error of f, i*g the
		// errors of i and g; two products and two sums are rounded.
		c[u] = activation*(size+2) + 4*roundoff*(size+1)
		// The slope of tanh is at most 1, and 0 at infinity.
		h[u] = 2*activation + 2*roundoff
		if !math.IsInf(size, 1) {
			h[u] += c[u]
		}
	}
	return [][]float64{h, c, nil}
}
