package onnx

import (
	"fmt"

	"github.com/gosilero/vad/weights"
)

// networks finds, checks and decodes the networks of a model, by sample rate. No
// node may compute with a parameter that is not one of theirs.
func (m *model) networks() (map[int]weights.Network, error) {
	kind, architecture, follow := "v4", weights.ArchitectureV4, (*walk).network
	starts := m.startsV4()
	if len(starts) == 0 {
		kind, architecture, follow = "v5", weights.ArchitectureV5, (*walk).networkV5
		starts = m.startsV5()
	}
	if len(starts) == 0 {
		return nil, m.errNone()
	}
	out := make(map[int]weights.Network)
	used := make(map[string]bool)
	for _, start := range starts {
		w := walk{m: m, kind: kind, graph: start.graph, used: used, tensors: make(map[string]weights.Tensor)}
		rate, basis := follow(&w, start)
		if w.err != nil {
			return nil, w.err
		}
		if _, ok := out[rate]; ok {
			return nil, fmt.Errorf("%w: a second network of %s for %d Hz, want one", ErrUnsupported, kind, rate)
		}
		out[rate] = weights.Network{Architecture: architecture, Tensors: w.tensors, BasisDifference: basis}
	}
	for _, value := range m.order {
		if t := m.tensors[value]; t.isParameter() && len(m.readers[value]) > 0 && !used[value] {
			return nil, fmt.Errorf("%w: %s with unknown tensor %q %d, read by %s", ErrUnsupported, kind, value, t.dims, m.readers[value][0].node.op)
		}
	}
	return out, nil
}
