package weights

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// encode returns a container. It checks only what parse cannot, and it is
// deterministic: names and keys are sorted, tensors follow each other in that
// order, and spaces pad the header to a multiple of 8 bytes.
func encode(release, source string, nets map[int]Network) (string, error) {
	info := metadata{release: release, source: source, basis: make(map[int]float64)}
	tensors := make(map[string]Tensor)
	for rate, net := range nets {
		n, ok := networkAt(rate)
		if !ok {
			return "", fmt.Errorf("%w: got %d Hz, want 8000 or 16000", ErrRate, rate)
		}
		if !net.Architecture.known() {
			return "", fmt.Errorf("%w: got architecture %d for %d Hz", ErrTensor, int(net.Architecture), rate)
		}
		if len(net.Tensors) == 0 {
			return "", fmt.Errorf("%w: got no tensors for %d Hz, want %d", ErrTensor, rate, len(net.Architecture.Names()))
		}
		if len(info.basis) > 0 && net.Architecture != info.architecture {
			return "", fmt.Errorf("%w: got networks of %v and %v, want one architecture", ErrTensor, info.architecture, net.Architecture)
		}
		info.architecture = net.Architecture
		info.basis[rate] = net.BasisDifference
		for name, t := range net.Tensors {
			tensors[n.prefix+name] = t
		}
	}

	head := []byte{'{'}
	var data []byte
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		t, begin := tensors[name], len(data)
		for _, v := range t.Data {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		head = append(appendString(head, name), ':')
		head = fmt.Appendf(head, `{"data_offsets":[%d,%d],"dtype":"F32","shape":[`, begin, len(data))
		for i, n := range t.Shape {
			if i > 0 {
				head = append(head, ',')
			}
			head = strconv.AppendInt(head, int64(n), 10)
		}
		head = append(head, "]},"...)
	}
	head = append(appendMetadata(head, encodeInfo(info)), '}')
	for len(head)%8 != 0 {
		head = append(head, ' ')
	}
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return string(append(append(out, head...), data...)), nil
}

// appendMetadata appends the last entry of a header, keys sorted.
func appendMetadata(b []byte, metadata map[string]string) []byte {
	b = append(appendString(b, metadataKey), ':')
	next := byte('{')
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		b = append(appendString(append(b, next), key), ':')
		b = appendString(b, metadata[key])
		next = ','
	}
	return append(b, '}')
}
