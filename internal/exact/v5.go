package exact

import (
	"fmt"
	"math"
)

// v5 is the network of v5 and v6.
type v5 struct {
	*Network
	context, fft int
	past         []float64 // the context
}

func newV5(n *Network, rate int) *v5 {
	v := &v5{Network: n, context: rate * 4 / 1000, fft: rate * 16 / 1000}
	v.past, v.basis = make([]float64, v.context), newBasis(v.fft)
	return v
}

func (n *v5) step(window []float32) float64 {
	x := append([]float64(nil), n.past...)
	for _, v := range window {
		x = append(x, float64(v))
	}
	copy(n.past, x[n.window:])
	for i := range n.context { // as many mirrored samples as context
		x = append(x, x[n.context+n.window-2-i])
	}
	a := n.magnitudes(x)
	for layer, stride := range []int{1, 2, 2, 1} {
		name := fmt.Sprintf("encoder.%d", layer)
		a = n.convolve(a, n.t[name+".weight"], n.t[name+".bias"], stride)
	}
	n.cell("", column(a, 0), n.h, n.c)
	return n.decode(n.h)
}

// magnitudes returns [bins][4].
func (n *v5) magnitudes(x []float64) [][]float64 {
	mag := make([][]float64, len(n.basis))
	for k, b := range n.basis {
		for f := range 4 {
			var re, im float64
			for s, v := range x[f*n.fft/2:][:n.fft] {
				re += v * b[0][s]
				im += v * b[1][s]
			}
			mag[k] = append(mag[k], n.round(math.Hypot(re, im), math.Hypot(re, im)))
		}
	}
	return mag
}

// convolve is Conv1d with kernel 3 and padding 1, then ReLU: x [in][frames],
// w [out][in][3].
func (n *v5) convolve(x [][]float64, w, bias []float64, stride int) [][]float64 {
	frames := len(x[0])
	y := make([][]float64, len(bias))
	for o := range y {
		for f := 0; f < frames; f += stride {
			sum, size := bias[o], 0.0
			for i := range x {
				for tap := range 3 {
					if at := f + tap - 1; at >= 0 && at < frames {
						term := w[(o*len(x)+i)*3+tap] * x[i][at]
						sum, size = sum+term, size+math.Abs(term)
					}
				}
			}
			y[o] = append(y[o], max(n.round(sum, size), 0))
		}
	}
	return y
}
