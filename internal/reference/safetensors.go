package reference

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// ErrFile reports a file of goldens that is damaged or was not written by Record.
var ErrFile = errors.New("reference: bad golden file")

// tensors is the content of a safetensors file: float32 tensors by name, and
// metadata.
type tensors struct {
	metadata map[string]string
	values   map[string]tensor
}

type tensor struct {
	shape []int // row-major
	data  []float32
}

// entry is a tensor in the header of a file; offsets count from the header's end.
type entry struct {
	DType   string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

const metadataKey = "__metadata__"

// encode writes a file:
//
//	uint64, little-endian: n | n bytes of JSON | data
//
// The same content has the same encoding: keys are sorted, tensors are in the order
// of their names, and spaces pad the header to a multiple of 8 bytes.
func (t *tensors) encode() ([]byte, error) {
	header := map[string]any{metadataKey: t.metadata}
	var data []byte
	for _, name := range slices.Sorted(maps.Keys(t.values)) {
		v, begin := t.values[name], len(data)
		data = appendFloats(data, v.data)
		header[name] = entry{"F32", v.shape, [2]int64{int64(begin), int64(len(data))}}
	}
	head, err := json.Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	head = append(head, bytes.Repeat([]byte(" "), -len(head)&7)...)
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return append(append(file, head...), data...), nil
}

// decodeTensors decodes a file that encode wrote. Any other file, such as one with
// gaps, overlaps, keys that appear twice or bytes at the end, is an error: its
// content does not encode to the same bytes.
func decodeTensors(file []byte) (*tensors, error) {
	if len(file) < 8 {
		return nil, fmt.Errorf("%w: got %d bytes, want at least 8", ErrFile, len(file))
	}
	n := binary.LittleEndian.Uint64(file)
	if n > uint64(len(file)-8) {
		return nil, fmt.Errorf("%w: header of %d bytes, want at most %d", ErrFile, n, len(file)-8)
	}
	head, data := file[8:8+n], file[8+n:]
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(head, &raw); err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrFile, err)
	}
	t := &tensors{values: make(map[string]tensor)}
	for name, value := range raw {
		if name == metadataKey {
			if err := json.Unmarshal(value, &t.metadata); err != nil {
				return nil, fmt.Errorf("%w: metadata: %w", ErrFile, err)
			}
			continue
		}
		v, err := decodeTensor(value, data)
		if err != nil {
			return nil, fmt.Errorf("%w: tensor %q: %w", ErrFile, name, err)
		}
		t.values[name] = v
	}
	again, err := t.encode()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, file) {
		return nil, fmt.Errorf("%w: the content of %d bytes encodes to %d other bytes", ErrFile, len(file), len(again))
	}
	return t, nil
}

func decodeTensor(header, data []byte) (tensor, error) {
	var e entry
	if err := json.Unmarshal(header, &e); err != nil {
		return tensor{}, err
	}
	begin, end := e.Offsets[0], e.Offsets[1]
	if begin < 0 || end < begin || end > int64(len(data)) {
		return tensor{}, fmt.Errorf("got bytes [%d, %d), want a range within [0, %d)", begin, end, len(data))
	}
	size := int64(4)
	for _, d := range e.Shape {
		if d < 0 || d > math.MaxInt32 || size > math.MaxInt32 {
			return tensor{}, fmt.Errorf("got shape %d, which is too large", e.Shape)
		}
		size *= int64(d)
	}
	if e.DType != "F32" || end-begin != size {
		return tensor{}, fmt.Errorf("got %s of %d bytes, want F32 of %d", e.DType, end-begin, size)
	}
	return tensor{e.Shape, decodeFloats(data[begin:end])}, nil
}
