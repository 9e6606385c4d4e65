package onnx

import (
	"fmt"
	"slices"
)

// convSpec gives the stride and the padding of a convolution of a network.
type convSpec struct {
	stride, pad int64
}

// checkConv checks that one or more convolutions read a tensor as their weights,
// no other node reads it, and all of them match the spec, over a number of groups
// of channels.
func (m *model) checkConv(value string, spec convSpec, groups int64) error {
	readers := m.readers[value]
	if len(readers) == 0 {
		return fmt.Errorf("%w: no node reads tensor %q, want a Conv", ErrUnsupported, value)
	}
	for _, r := range readers {
		if r.node.op != "Conv" || r.input != 1 {
			return fmt.Errorf("%w: tensor %q is input %d of a node %q, want 1 of a Conv", ErrUnsupported, value, r.input, r.node.op)
		}
		for _, a := range []struct {
			name     string
			standard []int64 // the value of a missing attribute
			want     []int64
		}{
			{"strides", []int64{1}, []int64{spec.stride}},
			{"pads", []int64{0, 0}, []int64{spec.pad, spec.pad}},
			{"dilations", []int64{1}, []int64{1}},
			{"group", []int64{1}, []int64{groups}},
		} {
			got, ok := r.node.ints[a.name]
			if !ok {
				got = a.standard
			}
			if !slices.Equal(got, a.want) {
				return fmt.Errorf("%w: the convolution with %q has %s %d, want %d", ErrUnsupported, value, a.name, got, a.want)
			}
		}
	}
	return nil
}
