// Package model is Silero's networks: that of releases v5 and v6, and that of v4.
// It has their packed weights, the state of a stream, and the forward pass, in
// forward.go. MODEL.md at the root of the module describes the networks.
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

// Network is a network at one sample rate, its weights packed for the kernels.
// New returns one. It is immutable and may be used by any number of goroutines at
// once, each with a Scratch of its own.
//
// All networks are an encoder, which computes the inputs of the LSTM from a window,
// an LSTM, and a decoder. The encoder is what distinguishes them, with the numbers
// of the LSTM's layers and of its steps in a window.
type Network struct {
	Config
	encoder encoder
	cells   []*lstm.Cell // the LSTM's layers; the outputs of one are the inputs of the next
	units   int          // of a layer
	decoder []float32    // [units]
	bias    float32      // of the decoder
}

// encoder is the layers before the LSTM.
type encoder interface {
	// allocate adds the memory for a number of rows to s.
	allocate(s *Scratch, rows int)
	// encode computes s.x from s.input, in the first rows of s.
	encode(s *Scratch, rows int)
}

// New packs the network of one release at one sample rate, with its default
// windows, which have 32 ms. It returns an error if w is nil or has no network at
// that rate.
func New(w *weights.Weights, sampleRate int) (*Network, error) {
	return NewWindow(w, sampleRate, DefaultWindow(sampleRate))
}

// NewWindow is New with windows of another number of samples: v4 has a choice of
// 512, 1024 and 1536 at 16 kHz and of 256, 512 and 768 at 8 kHz, the other
// releases have one size.
func NewWindow(w *weights.Weights, sampleRate, window int) (*Network, error) {
	config, err := configFor(w.Architecture(), sampleRate, window)
	if err != nil {
		return nil, err
	}
	t, err := tensorsOf(w, sampleRate)
	if err != nil {
		return nil, err
	}
	n := &Network{Config: config, decoder: t["decoder.weight"], bias: t["decoder.bias"][0]}
	if w.Architecture() == weights.ArchitectureV4 {
		n.encoder = newEncoderV4(config, t)
		n.addCell(t, "_l0")
		n.addCell(t, "_l1")
	} else {
		n.encoder = newEncoderV5(config, t)
		n.addCell(t, "")
	}
	return n, nil
}

// configFor returns the shapes with windows of the given size.
func configFor(a weights.Architecture, sampleRate, window int) (Config, error) {
	configs := Configs(a, sampleRate)
	if configs == nil {
		return Config{}, fmt.Errorf("model: no network at %d Hz", sampleRate)
	}
	var sizes []int
	for _, c := range configs {
		if c.Window == window {
			return c, nil
		}
		sizes = append(sizes, c.Window)
	}
	return Config{}, fmt.Errorf("model: windows of %d samples, want one of %d at %d Hz", window, sizes, sampleRate)
}

// tensors are the weights of a network by name.
type tensors map[string][]float32

// tensorsOf returns the tensors of the network at one sample rate.
func tensorsOf(w *weights.Weights, sampleRate int) (tensors, error) {
	t := make(tensors)
	for _, name := range w.Architecture().Names() {
		tensor, err := w.Tensor(sampleRate, name)
		if err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		t[name] = tensor.Data
	}
	return t, nil
}

// addCell adds a layer of the LSTM, whose tensors' names end in suffix.
func (n *Network) addCell(t tensors, suffix string) {
	n.units = len(n.decoder)
	ih, hh := t["lstm.weight_ih"+suffix], t["lstm.weight_hh"+suffix]
	n.cells = append(n.cells, lstm.New(len(ih)/(4*n.units), n.units, ih, hh, t["lstm.bias_ih"+suffix], t["lstm.bias_hh"+suffix]))
}

// pack packs a convolution's weights [out][in][size] as a matrix whose inputs are
// [taps][in], taps in the order given.
func (t tensors) pack(name string, out, in, size int, taps ...int) ops.Panels {
	w := t[name]
	return ops.Pack(out, len(taps)*in, func(dst []float32, o int) {
		for at, tap := range taps {
			for i := range in {
				dst[at*in+i] = w[(o*in+i)*size+tap]
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
	if n == nil || n.encoder == nil {
		panic("model: an empty Network, use New")
	}
}
