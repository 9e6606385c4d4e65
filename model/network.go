// Package model is Silero's network of releases v5 and v6: packed weights, the
// state of a stream, and the forward pass, in forward.go. MODEL.md at the root of
// the module describes the network.
//
// The package is outside of the module's compatibility promise: its API may
// change in any release.
package model

import (
	"fmt"

	"github.com/gosilero/vad/lstm"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// Network is the network at one sample rate, its weights packed for the
// kernels. New returns one. It is immutable and may be used by any number of
// goroutines at once, each with a Scratch of its own.
type Network struct {
	Config
	transform *ops.STFT
	weights1  ops.Conv   // bins -> 128, 4 frames
	weights2  ops.Panels // 128 -> 64, stride 2: 4 -> 2 frames; inputs [3 taps][128]
	weights3  ops.Panels // 64 -> 64, stride 2: 2 -> 1 frame; inputs [taps 1, 2][64]
	weights4  ops.Panels // 64 -> 128, 1 frame; taps 0 and 2 take padding only
	bias2     []float32  // [64]
	bias3     []float32  // [64]
	bias4     []float32  // [128]
	cell      *lstm.Cell // 128 -> 128
	decoder   []float32  // [128]
	bias      float32    // of the decoder
}

// Channels of the encoder's layers.
const (
	channels1 = 128
	channels2 = 64
	channels3 = 64
	channels4 = 128
)

// New packs the network of one release at one sample rate. It returns an error
// if w is nil or has no network at that rate.
func New(w *weights.Weights, sampleRate int) (*Network, error) {
	config, ok := ConfigFor(sampleRate)
	if !ok {
		return nil, fmt.Errorf("model: no network at %d Hz", sampleRate)
	}
	t := make(map[string][]float32)
	for _, name := range weights.ArchitectureV5.Names() {
		tensor, err := w.Tensor(sampleRate, name)
		if err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		t[name] = tensor.Data
	}
	transform := ops.NewSTFT(config.FFT)
	return &Network{
		Config:    config,
		transform: transform,
		weights1:  ops.NewConv(channels1, transform.Bins(), t["encoder.0.weight"], t["encoder.0.bias"]),
		weights2:  packTaps(channels2, channels1, t["encoder.1.weight"], 0, 1, 2),
		weights3:  packTaps(channels3, channels2, t["encoder.2.weight"], 1, 2),
		weights4:  packTaps(channels4, channels3, t["encoder.3.weight"], 1),
		bias2:     t["encoder.1.bias"],
		bias3:     t["encoder.2.bias"],
		bias4:     t["encoder.3.bias"],
		cell:      lstm.New(channels4, Hidden, t["lstm.weight_ih"], t["lstm.weight_hh"], t["lstm.bias_ih"], t["lstm.bias_hh"]),
		decoder:   t["decoder.weight"],
		bias:      t["decoder.bias"][0],
	}, nil
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

// check panics if New did not make n, or s has no room for the given number of
// rows.
func (n *Network) check(s *Scratch, rows int) {
	n.checkMade()
	if s == nil || s.rows < rows {
		panic(fmt.Sprintf("model: %d windows in a Scratch for %d, use Network.NewScratch", rows, s.Rows()))
	}
}

func (n *Network) checkMade() {
	if n == nil || n.cell == nil {
		panic("model: an empty Network, use New")
	}
}
