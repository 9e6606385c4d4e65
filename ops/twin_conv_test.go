package ops

import (
	"fmt"
	"math/rand/v2"
)

// convCall returns a call of the convolution kernel.
func convCall(r *rand.Rand, in int) kernelCall {
	ys := Lanes + r.IntN(20)
	return kernelCall{
		name: fmt.Sprintf("conv3x4, %d inputs, stride %d", in, ys),
		operands: []operand{
			{name: "y", values: random(r, (Frames-1)*ys+Lanes)},
			{name: "x", values: random(r, in*Frames)},
			{name: "w", values: random(r, in*3*Lanes)},
			{name: "bias", values: random(r, Lanes)},
		},
		kernel: func(a [][]float32) { conv3x4(a[0], ys, a[1], asTaps(a[2]), a[3]) },
		twin:   func(a [][]float32) { conv3x4Generic(a[0], ys, a[1], asTaps(a[2]), a[3]) },
		bounds: func(a [][]float32) [][]float64 {
			y, w := make([]float64, len(a[0])), asTaps(a[2])
			for f := range Frames {
				for o := range Lanes {
					terms := []float32{a[3][o]}
					for i := range w {
						for tap := range w[i] {
							if at := f + tap - 1; at >= 0 && at < Frames {
								terms = append(terms, a[1][i*Frames+at]*w[i][tap][o])
							}
						}
					}
					y[f*ys+o] = sumBound(terms)
				}
			}
			return [][]float64{y, nil, nil, nil}
		},
	}
}
