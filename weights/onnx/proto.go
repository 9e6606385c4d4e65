package onnx

import (
	"fmt"
	"iter"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field numbers of the ONNX messages, from onnx.proto3.
const (
	modelIRVersion   = 1
	modelGraph       = 7
	modelOpsetImport = 8

	graphNode        = 1
	graphInitializer = 5
	graphOutput      = 12

	valueName = 1

	nodeInput     = 1
	nodeOutput    = 2
	nodeOpType    = 4
	nodeAttribute = 5

	attributeName   = 1
	attributeI      = 3
	attributeS      = 4
	attributeTensor = 5
	attributeGraph  = 6
	attributeInts   = 8
	attributeGraphs = 11

	tensorDims         = 1
	tensorDataType     = 2
	tensorFloatData    = 4
	tensorName         = 8
	tensorRawData      = 9
	tensorDataLocation = 14
)

// field is one field of a protobuf message. Its value is in bytes for the
// length-delimited wire type, otherwise in number.
type field struct {
	num    protowire.Number
	typ    protowire.Type
	number uint64
	bytes  []byte
}

// fields yields the fields of a message in order. It stops after an error, which
// wraps ErrFormat.
func fields(b []byte) iter.Seq2[field, error] {
	return func(yield func(field, error) bool) {
		for len(b) > 0 {
			f, n := consumeField(b)
			if n < 0 {
				yield(field{}, fmt.Errorf("%w: %w", ErrFormat, protowire.ParseError(n)))
				return
			}
			if !yield(f, nil) {
				return
			}
			b = b[n:]
		}
	}
}

// consumeField returns the first field of b and its length, or a negative length,
// which is an error code of protowire.
func consumeField(b []byte) (f field, n int) {
	var tag int
	if f.num, f.typ, tag = protowire.ConsumeTag(b); tag < 0 {
		return f, tag
	}
	b = b[tag:]
	switch f.typ {
	case protowire.BytesType:
		f.bytes, n = protowire.ConsumeBytes(b)
	case protowire.VarintType:
		f.number, n = protowire.ConsumeVarint(b)
	default:
		n = protowire.ConsumeFieldValue(f.num, f.typ, b)
	}
	if n < 0 {
		return f, n
	}
	return f, tag + n
}

// appendInts appends the value of a repeated integer field, packed or not.
func appendInts(dst []int64, f field) ([]int64, error) {
	if f.typ != protowire.BytesType {
		return append(dst, int64(f.number)), nil
	}
	for b := f.bytes; len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, fmt.Errorf("%w: %w", ErrFormat, protowire.ParseError(n))
		}
		dst = append(dst, int64(v))
		b = b[n:]
	}
	return dst, nil
}
