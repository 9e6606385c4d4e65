// Package onnx reads the weights of Silero's voice activity detector from ONNX
// files: v4, and v5 and v6, in all the forms that the official files have,
//
//	two sample rates as the branches of an If, or one of them alone
//	weights as initializers or in Constant nodes
//	the LSTM as ONNX's, over one window or many, or as the sums of its gates
//
// It is not part of package weights because it needs onnx-go and gorgonia, which a
// program that uses the embedded releases does not link.
package onnx

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/gosilero/vad/weights"
)

var (
	// ErrFormat reports bytes that are not a complete, well-formed ONNX model.
	ErrFormat = errors.New("onnx: malformed model")
	// ErrUnsupported reports an ONNX model that is neither the network of v5 and
	// v6 nor that of v4.
	ErrUnsupported = errors.New("onnx: unsupported network")
)

// maxFile bounds the memory that Read takes; the official files have less than
// 3 MiB.
const maxFile = 16 << 20

// Read reads an ONNX file. The weights' source is the SHA-256 of the file, which
// also determines their release: that of [weights.Files], or [weights.Custom] for
// any other file.
//
// Read follows the graph from the STFT on: what a layer reads, its shape and its
// attributes decide what it is, not its name; the size of the STFT's basis, in v4
// a stride, decides the sample rate. It rejects what it does not know: every
// tensor that the graph computes with must be a known one, convolutions must have
// the strides and pads of the network, and the basis must equal a periodic Hann
// window times the DFT to within [weights.BasisTolerance]. The basis is not stored.
//
// Its errors are ErrFormat, ErrUnsupported, those of [weights.New], and those of
// r.
func Read(r io.Reader) (*weights.Weights, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%w: got more than %d bytes", ErrFormat, maxFile)
	}
	m, err := decodeModel(b)
	if err != nil {
		return nil, fmt.Errorf("%w; looked for an ONNX model, got %d bytes that begin with %.16q", err, len(b), b)
	}
	networks, err := m.networks()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	source := hex.EncodeToString(sum[:])
	file, _ := weights.FileOf(source)
	w, err := weights.New(file.Release, source, networks)
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	return w, nil
}
