package weights

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
)

// referenceBasis is the name of the STFT basis in the reference's safetensors file,
// silero_vad_16k.safetensors.
const referenceBasis = "stft_conv.weight"

// referenceNames pairs the names of tensors in that file with those in this
// package.
var referenceNames = map[string]string{
	"conv1.weight":        "encoder.0.weight",
	"conv1.bias":          "encoder.0.bias",
	"conv2.weight":        "encoder.1.weight",
	"conv2.bias":          "encoder.1.bias",
	"conv3.weight":        "encoder.2.weight",
	"conv3.bias":          "encoder.2.bias",
	"conv4.weight":        "encoder.3.weight",
	"conv4.bias":          "encoder.3.bias",
	"lstm_cell.weight_ih": "lstm.weight_ih",
	"lstm_cell.weight_hh": "lstm.weight_hh",
	"lstm_cell.bias_ih":   "lstm.bias_ih",
	"lstm_cell.bias_hh":   "lstm.bias_hh",
	"final_conv.weight":   "decoder.weight",
	"final_conv.bias":     "decoder.bias",
}

// isReference reports whether a file has the reference's names.
func isReference(h header) bool {
	return slices.ContainsFunc(h.entries, func(e entry) bool {
		return e.name == referenceBasis || referenceNames[e.name] != ""
	})
}

// parseReference reads a file with the reference's names. The size of the basis
// decides the sample rate.
func parseReference(container string, h header, data string) (*Weights, error) {
	net := Network{Architecture: ArchitectureV5, Tensors: make(map[string]Tensor)}
	var basis Tensor
	for _, e := range h.entries {
		if err := checkPlace(e, len(data)); err != nil {
			return nil, err
		}
		t := Tensor{Shape: slices.Clone(e.shape), Data: make([]float32, (e.end-e.begin)/4)}
		for i := range t.Data {
			t.Data[i] = math.Float32frombits(uint32At(data[e.begin:e.end], 4*i))
		}
		name, ok := referenceNames[e.name]
		switch {
		case e.name == referenceBasis:
			basis = t
		case ok:
			net.Tensors[name] = t
		default:
			return nil, fmt.Errorf("%w: unknown tensor %q among the reference's, such as %q", ErrTensor, e.name, referenceBasis)
		}
	}
	if err := checkTiling(h.entries, len(data)); err != nil {
		return nil, err
	}
	rate := 16000
	switch {
	case slices.Equal(basis.Shape, []int{258, 1, 256}):
	case slices.Equal(basis.Shape, []int{130, 1, 128}):
		rate = 8000
	default:
		return nil, fmt.Errorf("%w: %q has shape %d, want [258 1 256] or [130 1 128]", ErrTensor, referenceBasis, basis.Shape)
	}
	var err error
	if net.BasisDifference, err = CheckBasis(basis.Data, basis.Shape[2]); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(container))
	source := hex.EncodeToString(sum[:])
	file, _ := FileOf(source)
	return New(file.Release, source, map[int]Network{rate: net})
}
