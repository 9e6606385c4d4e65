// Package exact is the networks of MODEL.md in float64, written to resemble that
// text: dense transform, all taps, no packing. It is slow. Tests use it to find how
// much of a difference between two float32 implementations is rounding.
package exact

import (
	"fmt"
	"math"

	"github.com/gosilero/vad/weights"
)

// Network is a network at one rate with the state of one stream.
type Network struct {
	window int
	noise  float64
	seed   uint64

	t     map[string][]float64
	basis [][2][]float64 // [bins][re, im][fft]
	h, c  []float64      // [128]
	step  func(window []float32) float64

	layers map[string][][]float64 // of one step, where they are asked for
}

// NewWindow returns a network at the start of a stream, with windows of the given
// number of samples, of which v4 has a choice.
//
// Each sum gets a random error, from the seed, of up to noise times the sum of
// the absolute values of its terms; with a noise of 0 it is exact. In float32, an
// addition has a relative error of up to 2^-24.
func NewWindow(w *weights.Weights, rate, window int, noise float64, seed uint64) (*Network, error) {
	n := &Network{window: window, noise: noise, seed: seed, t: map[string][]float64{},
		h: make([]float64, 128), c: make([]float64, 128)}
	for _, name := range w.Architecture().Names() {
		tensor, err := w.Tensor(rate, name)
		if err != nil {
			return nil, fmt.Errorf("exact: %w", err)
		}
		for _, v := range tensor.Data {
			n.t[name] = append(n.t[name], float64(v))
		}
	}
	if w.Architecture() == weights.ArchitectureV4 {
		n.step = newV4(n, rate).step
	} else {
		n.step = newV5(n, rate).step
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

// cell advances an LSTM cell by one step on x: its weights are the tensors
// lstm.weight_ih, lstm.weight_hh, ... with a suffix, h and c its state.
func (n *Network) cell(suffix string, x, h, c []float64) {
	wih, whh := n.t["lstm.weight_ih"+suffix], n.t["lstm.weight_hh"+suffix]
	bih, bhh := n.t["lstm.bias_ih"+suffix], n.t["lstm.bias_hh"+suffix]
	hidden := len(h)
	gates := make([]float64, 4*hidden)
	for row := range gates {
		input, inputSize := n.dot(wih[row*len(x):], x)
		past, pastSize := n.dot(whh[row*hidden:], h)
		gates[row] = n.round(bih[row]+bhh[row]+input+past, inputSize+pastSize)
	}
	for u := range hidden {
		c[u] = sigmoid(gates[hidden+u])*c[u] + sigmoid(gates[u])*math.Tanh(gates[2*hidden+u])
		c[u] = n.round(c[u], math.Abs(c[u]))
		h[u] = sigmoid(gates[3*hidden+u]) * math.Tanh(c[u])
	}
}

// decode returns the probability that an output of the LSTM stands for.
func (n *Network) decode(h []float64) float64 {
	sum := n.t["decoder.bias"][0]
	for u, v := range h {
		sum += n.t["decoder.weight"][u] * max(v, 0)
	}
	return sigmoid(sum)
}

// round adds the random error to a sum; size is the sum of the absolute values of
// its terms.
func (n *Network) round(sum, size float64) float64 {
	n.seed = n.seed*6364136223846793005 + 1442695040888963407
	return sum + n.noise*size*float64(int32(n.seed>>32))/(1<<31)
}

// dot returns the sum of all x[i]*w[i], and that of their absolute values where
// they matter.
func (n *Network) dot(w, x []float64) (sum, size float64) {
	w = w[:len(x)]
	if n.noise == 0 {
		return dotExact(w, x), 0
	}
	for i, v := range x {
		term := w[i] * v
		sum, size = sum+term, size+math.Abs(term)
	}
	return sum, size
}

// dotExact adds in four parts, side by side, which takes a quarter of the time.
func dotExact(w, x []float64) float64 {
	var s0, s1, s2, s3 float64
	for len(x) >= 4 && len(w) >= 4 {
		s0 += w[0] * x[0]
		s1 += w[1] * x[1]
		s2 += w[2] * x[2]
		s3 += w[3] * x[3]
		w, x = w[4:], x[4:]
	}
	for i, v := range x {
		s0 += w[i] * v
	}
	return s0 + s1 + s2 + s3
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
