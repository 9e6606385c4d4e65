package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// convCall returns a call of the convolution kernel.
func convCall(r *rand.Rand, in int) kernelCall {
	ys, is := Lanes+r.IntN(20), 0
	if r.IntN(2) == 0 {
		is = Lanes + r.IntN(20)
	}
	floor := float32(0)
	if r.IntN(2) == 0 {
		floor = float32(math.Inf(-1))
	}
	return kernelCall{
		name: fmt.Sprintf("conv3x4, %d inputs, strides %d and %d, floor %v", in, ys, is, floor),
		operands: []operand{
			{name: "y", values: random(r, (Frames-1)*ys+Lanes)},
			{name: "x", values: random(r, in*Frames)},
			{name: "w", values: random(r, in*3*Lanes)},
			{name: "init", values: random(r, (Frames-1)*is+Lanes)},
		},
		kernel: func(a [][]float32) { conv3x4(a[0], ys, a[1], asTaps(a[2]), a[3], is, floor) },
		twin:   func(a [][]float32) { conv3x4Generic(a[0], ys, a[1], asTaps(a[2]), a[3], is, floor) },
		bounds: func(a [][]float32) [][]float64 {
			y, w := make([]float64, len(a[0])), asTaps(a[2])
			for f := range Frames {
				for o := range Lanes {
					terms := []float32{a[3][f*is+o]}
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
