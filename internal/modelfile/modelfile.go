// Package modelfile reads files of weights in the formats that a program links:
// the container of package weights always, and ONNX if weights/onnx is imported,
// which registers its reader here.
package modelfile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad/weights"
)

// ErrFormat reports a file that is not a container of package weights, in a
// program that does not read ONNX.
var ErrFormat = errors.New(`not a container of weights; to read ONNX files, import _ "github.com/gosilero/vad/weights/onnx"`)

// readONNX is what RegisterONNX was given, nil for nothing.
var readONNX func(io.Reader) (*weights.Weights, error)

// RegisterONNX makes Read take files that are not containers for ONNX files, and
// read them with the given function. Only an init function may call it.
func RegisterONNX(read func(io.Reader) (*weights.Weights, error)) { readONNX = read }

// maxContainer bounds the memory that Read takes for a container; the embedded
// ones have less than 2 MiB.
const maxContainer = 16 << 20

// ReadFile reads the weights in a file. Its errors are those of os.Open and of Read,
// and name the file.
func ReadFile(path string) (*weights.Weights, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	w, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

// Read reads weights. Its errors are those of r, of weights.Parse, of the
// registered reader, and ErrFormat.
func Read(r io.Reader) (*weights.Weights, error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(headSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case isContainer(head):
		return readContainer(b)
	case readONNX == nil:
		return nil, ErrFormat
	}
	return readONNX(b)
}

// headSize is the number of bytes that isContainer looks at.
const headSize = 9

// isContainer reports whether a file begins like a safetensors file: the length
// of the header in 8 bytes, little-endian, and an object in JSON. An ONNX file
// begins with tags, none of which is 0, where the length has its zeros.
func isContainer(head []byte) bool {
	return len(head) == headSize && binary.LittleEndian.Uint64(head) < 1<<32 && head[8] == '{'
}

func readContainer(r io.Reader) (*weights.Weights, error) {
	blob, err := io.ReadAll(io.LimitReader(r, maxContainer+1))
	if err != nil {
		return nil, err
	}
	if len(blob) > maxContainer {
		return nil, fmt.Errorf("%w: got more than %d bytes", weights.ErrContainer, maxContainer)
	}
	return weights.Parse(blob)
}
