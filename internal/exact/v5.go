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
			frame := x[f*n.fft/2:][:n.fft]
			re, _ := n.dot(b[0], frame)
			im, _ := n.dot(b[1], frame)
			mag[k] = append(mag[k], n.round(math.Hypot(re, im), math.Hypot(re, im)))
		}
	}
	return mag
}

// convolve is Conv1d with kernel 3 and padding 1, then ReLU: x [in][frames],
// w [out][in][3].
func (n *v5) convolve(x [][]float64, w, bias []float64, stride int) [][]float64 {
	frames, taps := len(x[0]), make([]float64, 3*len(x))
	y := make([][]float64, len(bias))
	for f := 0; f < frames; f += stride {
		for i := range x {
			for tap := range 3 {
				taps[3*i+tap] = 0
				if at := f + tap - 1; at >= 0 && at < frames {
					taps[3*i+tap] = x[i][at]
				}
			}
		}
		for o := range y {
			sum, size := n.dot(w[o*len(taps):], taps)
			y[o] = append(y[o], max(n.round(bias[o]+sum, size), 0))
		}
	}
	return y
}
