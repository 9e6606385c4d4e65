package onnx

import (
	"encoding/binary"
	"fmt"

	onnxgo "github.com/owulveryck/onnx-go"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/gosilero/vad/weights"
)

// Values of TensorProto.data_type.
const (
	typeFloat  = 1
	typeInt32  = 6
	typeInt64  = 7
	typeString = 8
	typeBool   = 9
)

// maxElements bounds a tensor; the largest one of the network has 66,048 elements.
const maxElements = 1 << 24

// tensorProto is a TensorProto with its elements not decoded.
type tensorProto struct {
	name     string
	dims     []int64
	dataType int64
	stored   int    // elements in the message, counted as float32
	external bool   // elements are in another file
	bytes    []byte // the whole message
}

// decodeTensorProto decodes a TensorProto except for its elements.
func decodeTensorProto(b []byte) (tensorProto, error) {
	t := tensorProto{bytes: b}
	raw, floats := -1, 0
	for f, err := range fields(b) {
		if err != nil {
			return t, err
		}
		switch f.num {
		case tensorDims:
			t.dims, err = appendInts(t.dims, f)
		case tensorDataType:
			t.dataType = int64(f.number)
		case tensorFloatData:
			if f.typ == protowire.BytesType { // packed
				floats += len(f.bytes) / 4
			} else {
				floats++
			}
		case tensorName:
			t.name = string(f.bytes)
		case tensorRawData:
			raw = len(f.bytes)
		case tensorDataLocation:
			t.external = f.number != 0
		}
		if err != nil {
			return t, err
		}
	}
	t.stored = floats
	if raw >= 0 { // has precedence over float_data, as in onnx-go
		t.stored = raw / 4
	}
	return t, nil
}

// elements returns the product of the dimensions, or 0 if it is not a number
// from 1 to maxElements.
func (t tensorProto) elements() int {
	n := int64(1)
	for _, d := range t.dims {
		if d < 1 || d > maxElements/n {
			return 0
		}
		n *= d
	}
	return int(n)
}

// isParameter reports whether a tensor is one of the network's parameters. The
// others are integers, such as indices, shapes and pads, or single numbers, such as
// exponents and fill values.
func (t tensorProto) isParameter() bool {
	switch t.dataType {
	case typeInt32, typeInt64, typeString, typeBool:
		return false
	}
	return t.elements() != 1
}

// decode returns the elements of a float32 tensor. It checks the shape, as onnx-go
// passes one that does not fit the data to gorgonia, which panics.
func (t tensorProto) decode(name string) (weights.Tensor, error) {
	var out weights.Tensor
	if t.dataType != typeFloat {
		return out, fmt.Errorf("%w: tensor %q has data type %d, want %d (float32)", ErrUnsupported, name, t.dataType, typeFloat)
	}
	if t.external {
		return out, fmt.Errorf("%w: tensor %q has its data in another file, want them in this one", ErrUnsupported, name)
	}
	n := t.elements()
	if n == 0 || n != t.stored {
		return out, fmt.Errorf("%w: tensor %q has %d elements, want the product of its dimensions %d", ErrFormat, name, t.stored, t.dims)
	}
	data, err := decodeFloats(t.bytes)
	if err != nil {
		return out, fmt.Errorf("%w: tensor %q: %v", ErrFormat, name, err)
	}
	if len(data) != n {
		return out, fmt.Errorf("%w: tensor %q has %d elements, want %d", ErrFormat, name, len(data), n)
	}
	out.Data = data
	for _, d := range t.dims {
		out.Shape = append(out.Shape, int(d))
	}
	return out, nil
}

// decodeInts returns the elements of an int64 tensor.
func (t tensorProto) decodeInts(name string) ([]int64, error) {
	raw, err := t.raw()
	if err != nil {
		return nil, err
	}
	if t.dataType != typeInt64 || len(raw) != 8*t.elements() {
		return nil, fmt.Errorf("%w: tensor %q has data type %d and %d bytes, want %d (int64) and 8 for each of %d",
			ErrUnsupported, name, t.dataType, len(raw), typeInt64, t.dims)
	}
	out := make([]int64, len(raw)/8)
	for i := range out {
		out[i] = int64(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return out, nil
}

// raw returns the elements as they are stored.
func (t tensorProto) raw() (raw []byte, err error) {
	for f, err := range fields(t.bytes) {
		if err != nil {
			return nil, err
		}
		if f.num == tensorRawData {
			raw = f.bytes
		}
	}
	return raw, nil
}

// decodeFloats decodes a TensorProto of float32. It recovers from panics, with which
// the libraries report some inconsistencies.
func decodeFloats(b []byte) (data []float32, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decoding failed: %v", r)
		}
	}()
	t, err := onnxgo.NewTensor(b)
	if err != nil {
		return nil, err
	}
	switch v := t.Data().(type) {
	case []float32:
		return v, nil
	case float32: // a tensor without dimensions
		return []float32{v}, nil
	default:
		return nil, fmt.Errorf("got elements of type %T, want float32", v)
	}
}
