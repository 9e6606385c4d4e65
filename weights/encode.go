package weights

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
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

	header := map[string]any{metadataKey: encodeInfo(info)}
	var data []byte
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		t, begin := tensors[name], len(data)
		for _, v := range t.Data {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		header[name] = map[string]any{
			"dtype":        "F32",
			"shape":        t.Shape,
			"data_offsets": [2]int{begin, len(data)},
		}
	}
	head, err := json.Marshal(header) // sorts the keys
	if err != nil {
		return "", fmt.Errorf("%w: %v", ErrContainer, err)
	}
	for len(head)%8 != 0 {
		head = append(head, ' ')
	}
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return string(append(append(out, head...), data...)), nil
}
