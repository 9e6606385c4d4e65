package model

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// TestSumsStayFinite: no sum of a network reaches the largest float32 for samples and
// states below ops.Limit. Each layer's outputs are bounded by the bounds of its inputs
// times its weights' absolute values, so no order of additions goes beyond.
func TestSumsStayFinite(t *testing.T) {
	everyNetwork(t, func(t *testing.T, w *weights.Weights, n *Network) {
		b := bounds{t: t}
		var err error
		if b.tensors, err = tensorsOf(w, n.SampleRate); err != nil {
			t.Fatal(err)
		}
		// A bin is a sum of FFT samples, each times a factor of at most 1, and its
		// magnitude the root of a sum of two squares.
		bin := float64(ops.Limit) * float64(n.FFT)
		b.sum("the squares of a bin", 2*bin*bin)
		magnitude := math.Sqrt2 * bin
		var x []float64
		if w.Architecture() == weights.ArchitectureV4 {
			x = b.v4(n, magnitude)
		} else {
			x = slices.Repeat([]float64{magnitude}, n.FFT/2+1)
			for i := range 4 {
				x = b.convolution(fmt.Sprintf("encoder.%d", i), x)
			}
		}
		for _, suffix := range []string{"", "_l0", "_l1"} {
			x = b.cell(suffix, n.units, x)
		}
		b.row("decoder", b.tensors["decoder.weight"], x, float64(n.bias))
		t.Logf("no sum exceeds %.1e, for %s", b.most, b.name)
	})
}

// bounds has the bounds of a network's sums.
type bounds struct {
	t       *testing.T
	tensors tensors
	most    float64 // of all sums
	name    string  // where
}

// sum notes a bound of a sum.
func (b *bounds) sum(name string, bound float64) {
	if !(bound < math.MaxFloat32) {
		b.t.Errorf("%s: sums up to %v, want less than %v", name, bound, math.MaxFloat32)
	}
	if bound > b.most {
		b.most, b.name = bound, name
	}
}

// row returns the bound of one output: a bias and the products of weights and
// inputs, some for each input.
func (b *bounds) row(name string, w []float32, x []float64, bias float64) float64 {
	bound := math.Abs(bias)
	for i, v := range w {
		bound += math.Abs(float64(v)) * x[i*len(x)/len(w)]
	}
	b.sum(name, bound)
	return bound
}

// convolution returns the bounds of a convolution's outputs: weights
// [out][in][taps], inputs [in].
func (b *bounds) convolution(name string, x []float64) []float64 {
	w, bias := b.tensors[name+".weight"], b.tensors[name+".bias"]
	y := make([]float64, len(bias))
	for o := range y {
		y[o] = b.row(name, w[o*len(w)/len(y):][:len(w)/len(y)], x, float64(bias[o]))
	}
	return y
}

// v4 returns the bounds of what the encoder of v4 gives the LSTM.
func (b *bounds) v4(n *Network, magnitude float64) []float64 {
	bins := n.FFT/2 + 1
	b.sum("the logarithm's argument", 1+magnitude*(1<<20))
	largest := math.Log1p(magnitude * (1 << 20))
	logarithm := largest // and the filtered mean that is subtracted
	for _, v := range b.tensors["adaptive_normalization.filter"] {
		logarithm += largest * math.Abs(float64(v))
	}
	x := append(slices.Repeat([]float64{magnitude}, bins), slices.Repeat([]float64{logarithm}, bins)...)
	for _, layers := range [][2]string{{"first_layer", "encoder.0"}, {"encoder.3", "encoder.4"}, {"encoder.7", "encoder.8"}, {"encoder.11", "encoder.12"}} {
		deep, w := make([]float64, len(x)), b.tensors[layers[0]+".dw_conv.weight"]
		for c := range deep {
			deep[c] = b.row(layers[0]+".dw_conv", w[5*c:][:5], x[c:][:1], float64(b.tensors[layers[0]+".dw_conv.bias"][c]))
		}
		residual := x
		if b.tensors[layers[0]+".proj.weight"] != nil {
			residual = b.convolution(layers[0]+".proj", x)
		}
		x = b.convolution(layers[0]+".pw_conv", deep)
		for o := range x {
			x[o] += residual[o]
			b.sum(layers[0], x[o])
		}
		x = b.convolution(layers[1], x)
	}
	return x
}

// cell returns the bounds of the outputs of a layer of the LSTM, if there is one with
// that suffix. States hold values up to ops.Limit.
func (b *bounds) cell(suffix string, units int, x []float64) []float64 {
	ih, hh := b.tensors["lstm.weight_ih"+suffix], b.tensors["lstm.weight_hh"+suffix]
	if ih == nil {
		return x
	}
	h := slices.Repeat([]float64{ops.Limit}, units)
	for row := range 4 * units {
		sum := b.row("the LSTM"+suffix, ih[row*len(x):][:len(x)], x, float64(b.tensors["lstm.bias_ih"+suffix][row]))
		sum += b.row("the LSTM"+suffix, hh[row*units:][:units], h, float64(b.tensors["lstm.bias_hh"+suffix][row]))
		b.sum("the LSTM"+suffix, sum)
	}
	return slices.Repeat([]float64{1}, units)
}
