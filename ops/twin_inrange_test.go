package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// inRangeCall returns a call of the inRange kernel, which writes 1 for true.
func inRangeCall(r *rand.Rand, n int) kernelCall {
	result := func(ok bool) float32 {
		if ok {
			return 1
		}
		return 0
	}
	return kernelCall{
		name:     fmt.Sprintf("inRange, %d values", n),
		operands: []operand{{name: "result", values: []float32{2}, opaque: true}, {name: "x", values: random(r, n)}},
		kernel:   func(a [][]float32) { a[0][0] = result(inRange(a[1])) },
		twin:     func(a [][]float32) { a[0][0] = result(inRangeGeneric(a[1])) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{{0}, nil} },
	}
}

// TestInRange puts a value that is out of range at each place among the largest
// values in range.
func TestInRange(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		inf, largest := float32(math.Inf(1)), math.Nextafter32(Limit, 0)
		for n := range 70 {
			x := make([]float32, n)
			for i := range x {
				x[i] = []float32{largest, -largest, 0, tiny}[i%4]
			}
			if !InRange(x) {
				t.Fatalf("%d values in range are reported as out of range", n)
			}
			for i, v := range x {
				for _, bad := range []float32{Limit, -Limit, math.MaxFloat32, inf, -inf, float32(math.NaN()), -float32(math.NaN())} {
					if x[i] = bad; InRange(x) {
						t.Fatalf("%v at %d of %d is reported as in range", bad, i, n)
					}
				}
				x[i] = v
			}
		}
	})
}
