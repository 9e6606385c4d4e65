// Package weights holds the parameters of Silero's voice activity detector:
// the container they are stored in and the releases embedded in this module.
//
// A release has one network for each sample rate it supports, 16 kHz alone or
// 8 kHz and 16 kHz. The tensors of a network of v5 or v6, float32 and row-major,
// with bins = 129 at 16 kHz and 65 at 8 kHz, are
//
//	encoder.0.weight [128, bins, 3]   encoder.0.bias [128]
//	encoder.1.weight [64, 128, 3]     encoder.1.bias [64]
//	encoder.2.weight [64, 64, 3]      encoder.2.bias [64]
//	encoder.3.weight [128, 64, 3]     encoder.3.bias [128]
//	lstm.weight_ih   [512, 128]       lstm.bias_ih   [512]
//	lstm.weight_hh   [512, 128]       lstm.bias_hh   [512]
//	decoder.weight   [1, 128, 1]      decoder.bias   [1]
//
// and those of v4, another network, at both rates
//
//	adaptive_normalization.filter [1, 1, 7]
//	first_layer.dw_conv.weight [258, 1, 5]   first_layer.dw_conv.bias [258]
//	first_layer.pw_conv.weight [16, 258, 1]  first_layer.pw_conv.bias [16]
//	first_layer.proj.weight    [16, 258, 1]  first_layer.proj.bias    [16]
//	encoder.0.weight  [16, 16, 1]            encoder.0.bias  [16]
//	encoder.3: dw_conv [16, 1, 5], pw_conv and proj [32, 16, 1]
//	encoder.4.weight  [32, 32, 1]            encoder.4.bias  [32]
//	encoder.7: dw_conv [32, 1, 5], pw_conv [32, 32, 1]
//	encoder.8.weight  [32, 32, 1]            encoder.8.bias  [32]
//	encoder.11: dw_conv [32, 1, 5], pw_conv and proj [64, 32, 1]
//	encoder.12.weight [64, 64, 1]            encoder.12.bias [64]
//	lstm.weight_ih_l0 [256, 64]              lstm.bias_ih_l0 [256]
//	lstm.weight_hh_l0 [256, 64]              lstm.bias_hh_l0 [256]
//	lstm.weight_ih_l1 [256, 64]              lstm.bias_ih_l1 [256]
//	lstm.weight_hh_l1 [256, 64]              lstm.bias_hh_l1 [256]
//	decoder.weight    [1, 64, 1]             decoder.bias    [1]
//
// Convolution weights are [out, in, tap]; the rows of the LSTM's are the gates
// i, f, g, o in PyTorch's order. The basis of the short-time Fourier transform
// is not among them: it equals a periodic Hann window times the DFT to within
// [BasisTolerance], which the extraction of weights has to check.
//
// The package imports the standard library only. A program contains the bytes of
// those releases alone whose functions it calls.
package weights

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
)

var (
	// ErrContainer reports bytes that are not a well-formed container.
	ErrContainer = errors.New("weights: malformed container")
	// ErrTensor reports tensors that are not those of the network: one is
	// unknown, missing, not float32, not finite, or has another shape.
	ErrTensor = errors.New("weights: wrong tensor")
	// ErrRate reports a sample rate for which there are no weights.
	ErrRate = errors.New("weights: unsupported sample rate")
)

// Tensor is a dense array in row-major order; len(Data) is the product of Shape.
type Tensor struct {
	Shape []int
	Data  []float32
}

// Network is the network for one sample rate, an argument of [New].
type Network struct {
	Architecture Architecture      // of v5 and v6 if it is not set
	Tensors      map[string]Tensor // by the names in the package comment
	// BasisDifference is max |basis - hann x DFT| over the STFT basis of the
	// original model, at most BasisTolerance. Three digits of it are kept.
	BasisDifference float64
}

// Weights is one release of the detector; V6, V5, Parse and New return one. It is
// immutable and may be used by any number of goroutines. The zero value and a nil
// pointer have no sample rates and no tensors.
type Weights struct {
	container string // the whole file; tensors are decoded from it on demand
	data      string // its tail, to which the offsets of tensors refer
	info      metadata
	checksum  *[sha256.Size]byte // of an embedded release; nil otherwise
	tensors   map[string]entry   // by their names in the container, "16k.lstm.bias_ih"
}

// New returns weights with the given networks, by sample rate in hertz. The
// release is a short name such as "v6"; the source is the SHA-256 of the ONNX
// file of the networks, in hexadecimal. New copies its arguments. Its errors are
// ErrRate, ErrTensor and, for the release, the source and the basis differences,
// which are the container's metadata, ErrContainer.
func New(release, source string, networks map[int]Network) (*Weights, error) {
	container, err := encode(release, source, networks)
	if err != nil {
		return nil, err
	}
	return parse(container)
}

// Parse reads a container, a safetensors file that holds the tensors of one
// release and nothing else. It is strict: the tensors must be those of the
// network, all of them, with the expected shapes, float32 and finite, and they
// must cover the data without gap or overlap. Parse copies blob. Its errors are
// ErrContainer and ErrTensor.
//
// A file with the reference's own names, stft_conv.weight and so on, is read too;
// its Source is the file itself.
func Parse(blob []byte) (*Weights, error) {
	return parse(string(blob))
}

// Release returns the name of the release: "v6", "v5" or "v4" for the embedded
// weights and the files that have the same, that of one of [Files], or [Custom].
func (w *Weights) Release() string { return w.get().info.release }

// Source returns the SHA-256 of the weights' ONNX file, as 64 hexadecimal digits.
// [FileOf] returns which it is.
func (w *Weights) Source() string { return w.get().info.source }

// Architecture returns the kind of network that the tensors belong to.
func (w *Weights) Architecture() Architecture { return w.get().info.architecture }

// Rates returns the sample rates in hertz, ascending.
func (w *Weights) Rates() []int {
	var rates []int
	for _, n := range networks {
		if _, ok := w.get().info.basis[n.rate]; ok {
			rates = append(rates, n.rate)
		}
	}
	return rates
}

// BasisDifference returns the largest difference between the STFT basis in the
// ONNX file and the formula hann[n] * e^(-2*pi*i*k*n/N), to three digits. Its
// error is ErrRate.
func (w *Weights) BasisDifference(rate int) (float64, error) {
	d, ok := w.get().info.basis[rate]
	if !ok {
		return 0, w.errRate(rate)
	}
	return d, nil
}

// Tensor decodes one tensor; the caller owns the copy. Its errors are ErrRate and
// ErrTensor.
func (w *Weights) Tensor(rate int, name string) (Tensor, error) {
	if _, ok := w.get().info.basis[rate]; !ok {
		return Tensor{}, w.errRate(rate)
	}
	n, _ := networkAt(rate)
	e, ok := w.tensors[n.prefix+name]
	if !ok {
		return Tensor{}, fmt.Errorf("%w: no tensor %q, want one of %q", ErrTensor, name, w.info.architecture.Names())
	}
	raw := w.data[e.begin:e.end]
	t := Tensor{Shape: append([]int(nil), e.shape...), Data: make([]float32, len(raw)/4)}
	for i := range t.Data {
		t.Data[i] = math.Float32frombits(uint32At(raw, 4*i))
	}
	return t, nil
}

// Encode returns a copy of the container: for weights from Parse the bytes that
// were parsed, for weights from New the same bytes for the same arguments.
func (w *Weights) Encode() []byte { return []byte(w.get().container) }

// Checksum returns the SHA-256 of the container.
func (w *Weights) Checksum() [sha256.Size]byte {
	if sum := w.get().checksum; sum != nil {
		return *sum
	}
	return sha256.Sum256(w.Encode())
}

// get returns w, or empty weights for a nil w.
func (w *Weights) get() *Weights {
	if w == nil {
		return &Weights{}
	}
	return w
}

func (w *Weights) errRate(rate int) error {
	if len(w.Rates()) == 0 {
		return fmt.Errorf("%w: got %d Hz of empty Weights, use weights.V6, V5, Parse or New", ErrRate, rate)
	}
	return fmt.Errorf("%w: got %d Hz, want one of %d", ErrRate, rate, w.Rates())
}

// uint32At reads the little-endian word at s[i:i+4], on a machine of any
// byte order.
func uint32At(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
