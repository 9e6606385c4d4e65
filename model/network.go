// Package model is Silero's network of releases v5 and v6: packed weights,
// the state of a stream, and the three ways through: one window, many windows
// of one stream, many streams. MODEL.md at the root of the module describes
// the network.
package model

import (
	"fmt"

	"github.com/gosilero/vad/lstm"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// Network is the network at one sample rate, its weights packed for the
// kernels. It is immutable and may be used by any number of goroutines at
// once, each with a Scratch of its own.
type Network struct {
	Config
	stft    *ops.STFT
	conv1   ops.Conv   // bins -> 128, 4 frames
	conv2   ops.Panels // 128 -> 64, stride 2: 4 -> 2 frames; inputs [3 taps][128]
	conv3   ops.Panels // 64 -> 64, stride 2: 2 -> 1 frame; inputs [taps 1, 2][64]
	conv4   ops.Panels // 64 -> 128, 1 frame; only the middle tap meets data
	bias2   []float32  // [64]
	bias3   []float32  // [64]
	bias4   []float32  // [128]
	cell    *lstm.Cell // 128 -> 128
	decoder []float32  // [128]
	bias    float32
}

// Channels of the encoder's layers.
const (
	channels1 = 128
	channels2 = 64
	channels3 = 64
	channels4 = 128
)

// New packs the network of one release at one sample rate.
func New(w *weights.Weights, sampleRate int) (*Network, error) {
	config, ok := ConfigFor(sampleRate)
	if !ok {
		return nil, fmt.Errorf("model: no network at %d Hz", sampleRate)
	}
	t := make(map[string][]float32, len(tensors))
	for _, name := range tensors {
		tensor, err := w.Tensor(sampleRate, name)
		if err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		t[name] = tensor.Data
	}
	stft := ops.NewSTFT(config.FFT)
	return &Network{
		Config:  config,
		stft:    stft,
		conv1:   ops.NewConv(channels1, stft.Bins(), t["encoder.0.weight"], t["encoder.0.bias"]),
		conv2:   packTaps(channels2, channels1, t["encoder.1.weight"], 0, 1, 2),
		conv3:   packTaps(channels3, channels2, t["encoder.2.weight"], 1, 2),
		conv4:   packTaps(channels4, channels3, t["encoder.3.weight"], 1),
		bias2:   t["encoder.1.bias"],
		bias3:   t["encoder.2.bias"],
		bias4:   t["encoder.3.bias"],
		cell:    lstm.New(channels4, Hidden, t["lstm.weight_ih"], t["lstm.weight_hh"], t["lstm.bias_ih"], t["lstm.bias_hh"]),
		decoder: t["decoder.weight"],
		bias:    t["decoder.bias"][0],
	}, nil
}

// tensors are the weights of one rate; package weights has their shapes.
var tensors = []string{
	"encoder.0.weight", "encoder.0.bias",
	"encoder.1.weight", "encoder.1.bias",
	"encoder.2.weight", "encoder.2.bias",
	"encoder.3.weight", "encoder.3.bias",
	"lstm.weight_ih", "lstm.weight_hh", "lstm.bias_ih", "lstm.bias_hh",
	"decoder.weight", "decoder.bias",
}

// packTaps packs a convolution's weights [out][in][3] as a matrix whose inputs
// are [taps][in], taps in the order given.
func packTaps(out, in int, w []float32, taps ...int) ops.Panels {
	return ops.Pack(out, len(taps)*in, func(dst []float32, o int) {
		for at, tap := range taps {
			for i := range in {
				dst[at*in+i] = w[(o*in+i)*3+tap]
			}
		}
	})
}
