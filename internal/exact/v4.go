package exact

import (
	"math"
)

// v4 is the network of v4.
type v4 struct {
	*Network
	third int // the stride of encoder.8
}

func newV4(n *Network, rate int) *v4 {
	n.basis = newRoundedBasis(256)
	return &v4{n, rate / 8000}
}

// newRoundedBasis is newBasis as the file holds it: hann and exp rounded to
// float32, and their product again. In v4 these last bits matter. Where a loud
// sound leaves most bins silent, they are what the logarithm of the silent ones
// is of: by the exact formula, speech has probabilities up to 1.4e-5 away.
func newRoundedBasis(size int) [][2][]float64 {
	basis := newBasis(size)
	for s := range size {
		hann := float32(0.5 - 0.5*math.Cos(2*math.Pi*float64(s)/float64(size)))
		for k := range basis {
			sin, cos := math.Sincos(2 * math.Pi * float64(k*s%size) / float64(size))
			basis[k][0][s] = float64(hann * float32(cos))
			basis[k][1][s] = float64(-hann * float32(sin))
		}
	}
	return basis
}

func (n *v4) step(window []float32) float64 {
	const pad = 96
	last := n.window - 1
	x := make([]float64, n.window+2*pad)
	for i, v := range window {
		x[pad+i] = float64(v)
	}
	for i := 1; i <= pad; i++ {
		x[pad-i], x[pad+last+i] = x[pad+i], x[pad+last-i]
	}
	mag := n.magnitudes(x)
	a := append(mag, n.normalize(mag)...)
	n.note("features", a)
	a = n.block(a, "first_layer")
	a = n.strided(a, "encoder.0", 2)
	a = n.block(a, "encoder.3")
	a = n.strided(a, "encoder.4", 2)
	a = n.block(a, "encoder.7")
	a = n.strided(a, "encoder.8", n.third)
	a = n.block(a, "encoder.11")
	a = n.strided(a, "encoder.12", 1)
	mean := 0.0
	for f := range a[0] {
		const units = 64
		n.cell("_l0", column(a, f), n.h[:units], n.c[:units])
		n.cell("_l1", n.h[:units], n.h[units:], n.c[units:])
		mean += n.decode(n.h[units:])
	}
	return mean / float64(len(a[0]))
}

// magnitudes returns [129][frames], frames of 256 samples at a hop of 64.
func (n *v4) magnitudes(x []float64) [][]float64 {
	const fft, hop = 256, 64
	mag := make([][]float64, len(n.basis))
	for k, b := range n.basis {
		for at := 0; at+fft <= len(x); at += hop {
			re, reSize := n.dot(b[0], x[at:][:fft])
			im, imSize := n.dot(b[1], x[at:][:fft])
			mag[k] = append(mag[k], math.Hypot(n.round(re, reSize), n.round(im, imSize)))
		}
	}
	return mag
}

// normalize returns the logarithms of the magnitudes, less the mean over all
// frames of their mean over the bins, smoothed over neighbouring frames.
func (n *v4) normalize(mag [][]float64) [][]float64 {
	frames := len(mag[0])
	norm := make([][]float64, len(mag))
	means := make([]float64, frames)
	for k := range mag {
		for f, v := range mag[k] {
			log := math.Log(n.round(1+v*(1<<20), 1+v*(1<<20)))
			norm[k] = append(norm[k], n.round(log, log))
			means[f] += log / float64(len(mag))
		}
	}
	filter, mean := n.t["adaptive_normalization.filter"], 0.0
	for f := range means {
		for tap, w := range filter {
			at := f + tap - len(filter)/2 // mirrored at both ends
			if at < 0 {
				at = -at
			} else if at >= frames {
				at = 2*(frames-1) - at
			}
			mean += w * means[at] / float64(frames)
		}
	}
	mean = n.round(mean, mean)
	for k := range norm {
		for f := range norm[k] {
			norm[k][f] -= mean
		}
	}
	return norm
}

// block is relu(pw_conv(relu(dw_conv(x))) + proj(x)); without proj, x itself is
// added.
func (n *v4) block(x [][]float64, name string) [][]float64 {
	y := n.pointwise(n.depthwise(x, name+".dw_conv"), name+".pw_conv", 1)
	residual := x
	if _, ok := n.t[name+".proj.weight"]; ok {
		residual = n.pointwise(x, name+".proj", 1)
	}
	for o := range y {
		for f := range y[o] {
			y[o][f] = max(y[o][f]+residual[o][f], 0)
		}
	}
	n.note(name, y)
	return y
}

// strided is relu(conv(x)).
func (n *v4) strided(x [][]float64, name string, stride int) [][]float64 {
	y := n.pointwise(x, name, stride)
	for o := range y {
		for f := range y[o] {
			y[o][f] = max(y[o][f], 0)
		}
	}
	n.note(name, y)
	return y
}

// depthwise is a convolution of each channel with kernel 5 and padding 2, then
// ReLU: x [channels][frames], weights [channels][5].
func (n *v4) depthwise(x [][]float64, name string) [][]float64 {
	w, bias := n.t[name+".weight"], n.t[name+".bias"]
	y := make([][]float64, len(x))
	for c := range x {
		for f := range x[c] {
			sum, size := bias[c], math.Abs(bias[c])
			for tap, v := range w[5*c:][:5] {
				if at := f + tap - 2; at >= 0 && at < len(x[c]) {
					term := v * x[c][at]
					sum, size = sum+term, size+math.Abs(term)
				}
			}
			y[c] = append(y[c], max(n.round(sum, size), 0))
		}
	}
	return y
}

// pointwise is a convolution with kernel 1: x [in][frames], weights [out][in].
func (n *v4) pointwise(x [][]float64, name string, stride int) [][]float64 {
	w, bias := n.t[name+".weight"], n.t[name+".bias"]
	y := make([][]float64, len(bias))
	for o := range y {
		for f := 0; f < len(x[0]); f += stride {
			sum, size := bias[o], math.Abs(bias[o])
			for i := range x {
				term := w[o*len(x)+i] * x[i][f]
				sum, size = sum+term, size+math.Abs(term)
			}
			y[o] = append(y[o], n.round(sum, size))
		}
	}
	return y
}

// note keeps the output of a layer for Layers.
func (n *Network) note(name string, x [][]float64) {
	if n.layers != nil {
		n.layers[name] = x
	}
}

// Layers computes one window of v4 and returns, with the probability, the
// outputs of the layers, [channels][frames]: the features, the separable blocks
// first_layer, encoder.3, encoder.7 and encoder.11, and the strided convolutions
// encoder.0, encoder.4, encoder.8 and encoder.12; and h and c, [128][1].
func (n *Network) Layers(window []float32) (prob float64, layers map[string][][]float64) {
	n.layers = map[string][][]float64{}
	prob = n.step(window)
	layers, n.layers = n.layers, nil
	for name, state := range map[string][]float64{"h": n.h, "c": n.c} {
		for _, v := range state {
			layers[name] = append(layers[name], []float64{v})
		}
	}
	return prob, layers
}

// column returns x[0][f], x[1][f], ...
func column(x [][]float64, f int) []float64 {
	var y []float64
	for _, row := range x {
		y = append(y, row[f])
	}
	return y
}
