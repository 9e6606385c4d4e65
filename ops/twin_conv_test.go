package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// convCall returns a call of the convolution kernel, for one panel of outputs or
// for two where it takes two. Between panels lie up to four unused inputs.
func convCall(r *rand.Rand, in int) kernelCall {
	out := Lanes
	if (useAVX512 || anyWidth) && r.IntN(4) != 0 {
		out = 2 * Lanes
	}
	ys, is, ws := out+r.IntN(20), 0, in+r.IntN(5)
	if r.IntN(2) == 0 {
		is = out + r.IntN(20)
	}
	floor := float32(0)
	if r.IntN(2) == 0 {
		floor = float32(math.Inf(-1))
	}
	return kernelCall{
		name: fmt.Sprintf("conv3x4, %d inputs, %d outputs, strides y %d, init %d, w %d, floor %v", in, out, ys, is, ws, floor),
		operands: []operand{
			{name: "y", values: random(r, (Frames-1)*ys+out)},
			{name: "x", values: random(r, in*Frames)},
			{name: "w", values: random(r, ((out/Lanes-1)*ws+in)*3*Lanes)},
			{name: "init", values: random(r, (Frames-1)*is+out)},
		},
		kernel: func(a [][]float32) { conv3x4(out, a[0], ys, a[1], asTaps(a[2]), a[3], is, ws, in, floor) },
		twin:   func(a [][]float32) { conv3x4Generic(out, a[0], ys, a[1], asTaps(a[2]), a[3], is, ws, in, floor) },
		bounds: func(a [][]float32) [][]float64 {
			y, w := make([]float64, len(a[0])), asTaps(a[2])
			for f := range Frames {
				for o := range out {
					terms := []float32{a[3][f*is+o]}
					for i := range in {
						for tap, c := range w[o/Lanes*ws+i] {
							if at := f + tap - 1; at >= 0 && at < Frames {
								terms = append(terms, a[1][i*Frames+at]*c[o%Lanes])
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
