// Package exact is the network of MODEL.md in float64, written to resemble that
// text: dense transform, all taps, no packing. It is slow. Tests use it to find how
// much of a difference between two float32 implementations is rounding.
package exact

import (
	"fmt"
	"math"

	"github.com/gosilero/vad/weights"
)

const hidden = 128

// Network is the network at one rate with the state of one stream.
type Network struct {
	window, context, fft int
	noise                float64
	seed                 uint64

	t     map[string][]float64
	basis [][2][]float64 // [bins][re, im][fft]
	h, c  []float64
	past  []float64 // the context
}

// New returns a network at the start of a stream.
//
// Each sum gets a random error, from the seed, of up to noise times the sum of
// the absolute values of its terms; with a noise of 0 it is exact. In float32, an
// addition has a relative error of up to 2^-24.
func New(w *weights.Weights, rate int, noise float64, seed uint64) (*Network, error) {
	n := &Network{window: rate * 32 / 1000, context: rate * 4 / 1000, fft: rate * 16 / 1000,
		noise: noise, seed: seed, t: map[string][]float64{}, h: make([]float64, hidden), c: make([]float64, hidden)}
	n.past, n.basis = make([]float64, n.context), newBasis(n.fft)
	for _, name := range weights.Names() {
		tensor, err := w.Tensor(rate, name)
		if err != nil {
			return nil, fmt.Errorf("exact: %w", err)
		}
		for _, v := range tensor.Data {
			n.t[name] = append(n.t[name], float64(v))
		}
	}
	return n, nil
}

// newBasis returns hann[s]*exp(-2*pi*i*k*s/size) for all bins k.
func newBasis(size int) [][2][]float64 {
	basis := make([][2][]float64, size/2+1)
	for k := range basis {
		for s := range size {
			hann := 0.5 - 0.5*math.Cos(2*math.Pi*float64(s)/float64(size))
			sin, cos := math.Sincos(2 * math.Pi * float64(k*s%size) / float64(size))
			basis[k][0] = append(basis[k][0], hann*cos)
			basis[k][1] = append(basis[k][1], -hann*sin)
		}
	}
	return basis
}

// Probabilities continues the stream with pcm. It fills the last window with zeros.
func (n *Network) Probabilities(pcm []float32) []float64 {
	var probs []float64
	for ; len(pcm) > 0; pcm = pcm[min(n.window, len(pcm)):] {
		window := make([]float32, n.window)
		copy(window, pcm)
		probs = append(probs, n.step(window))
	}
	return probs
}

func (n *Network) step(window []float32) float64 {
	x := append([]float64(nil), n.past...)
	for _, v := range window {
		x = append(x, float64(v))
	}
	copy(n.past, x[n.window:])
	for i := range n.context { // the pad is as long as the context
		x = append(x, x[n.context+n.window-2-i])
	}
	a := n.magnitudes(x)
	for layer, stride := range []int{1, 2, 2, 1} {
		name := fmt.Sprintf("encoder.%d", layer)
		a = n.convolve(a, n.t[name+".weight"], n.t[name+".bias"], stride)
	}
	n.lstm(a)
	sum := n.t["decoder.bias"][0]
	for u, v := range n.h {
		sum += n.t["decoder.weight"][u] * max(v, 0)
	}
	return sigmoid(sum)
}

// magnitudes returns [bins][4].
func (n *Network) magnitudes(x []float64) [][]float64 {
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
func (n *Network) convolve(x [][]float64, w, bias []float64, stride int) [][]float64 {
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

func (n *Network) lstm(x [][]float64) {
	gates := make([]float64, 4*hidden)
	for row := range gates {
		sum, size := n.t["lstm.bias_ih"][row]+n.t["lstm.bias_hh"][row], 0.0
		for i := range hidden {
			a, b := n.t["lstm.weight_ih"][row*hidden+i]*x[i][0], n.t["lstm.weight_hh"][row*hidden+i]*n.h[i]
			sum += a + b
			size += math.Abs(a) + math.Abs(b)
		}
		gates[row] = n.round(sum, size)
	}
	for u := range hidden {
		n.c[u] = sigmoid(gates[hidden+u])*n.c[u] + sigmoid(gates[u])*math.Tanh(gates[2*hidden+u])
		n.c[u] = n.round(n.c[u], math.Abs(n.c[u]))
		n.h[u] = sigmoid(gates[3*hidden+u]) * math.Tanh(n.c[u])
	}
}

// round adds the random error to a sum; size is the sum of the absolute values of
// its terms.
func (n *Network) round(sum, size float64) float64 {
	n.seed = n.seed*6364136223846793005 + 1442695040888963407
	return sum + n.noise*size*float64(int32(n.seed>>32))/(1<<31)
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
