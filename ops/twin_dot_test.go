package ops

import (
	"fmt"
	"math/rand/v2"
)

// dotReLUCall returns a call of the dotReLU kernel, which adds to what the result is
// before.
func dotReLUCall(r *rand.Rand, n int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("dotReLU, %d values", n),
		operands: []operand{{name: "result", values: random(r, 1)}, {name: "x", values: random(r, n)}, {name: "w", values: random(r, n)}},
		kernel:   func(a [][]float32) { a[0][0] = dotReLU(a[0][0], a[1], a[2]) },
		twin:     func(a [][]float32) { a[0][0] = dotReLUGeneric(a[0][0], a[1], a[2]) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{{0}, nil, nil} },
	}
}
