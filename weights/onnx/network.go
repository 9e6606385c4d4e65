package onnx

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gosilero/vad/weights"
)

// basisSuffix ends the name of the STFT basis, which is not stored.
const basisSuffix = "stft.forward_basis_buffer"

// suffixes pairs the ends of names in ONNX files with names in package weights.
// The prefix before them distinguishes the networks of a file: "model.",
// "model_8k.", "If_0_else_branch__Inline_0__" or nothing.
var suffixes = [...]struct{ suffix, name string }{
	{"encoder.0.reparam_conv.weight", "encoder.0.weight"},
	{"encoder.0.reparam_conv.bias", "encoder.0.bias"},
	{"encoder.1.reparam_conv.weight", "encoder.1.weight"},
	{"encoder.1.reparam_conv.bias", "encoder.1.bias"},
	{"encoder.2.reparam_conv.weight", "encoder.2.weight"},
	{"encoder.2.reparam_conv.bias", "encoder.2.bias"},
	{"encoder.3.reparam_conv.weight", "encoder.3.weight"},
	{"encoder.3.reparam_conv.bias", "encoder.3.bias"},
	{"decoder.rnn.weight_ih", "lstm.weight_ih"},
	{"decoder.rnn.weight_hh", "lstm.weight_hh"},
	{"decoder.rnn.bias_ih", "lstm.bias_ih"},
	{"decoder.rnn.bias_hh", "lstm.bias_hh"},
	{"decoder.decoder.2.weight", "decoder.weight"},
	{"decoder.decoder.2.bias", "decoder.bias"},
}

// group holds the value names in the model of the tensors of one network.
type group struct {
	basis  string            // value name of the STFT basis, "" if there is none
	values map[string]string // by name in package weights
}

// networks finds, checks and decodes the networks of a model, by sample rate.
func (m *model) networks() (map[int]weights.Network, error) {
	if starts := m.startsV4(); len(starts) > 0 {
		return m.networksV4(starts)
	}
	groups, err := m.groups()
	if err != nil {
		return nil, err
	}
	if len(groups) == 0 {
		return nil, fmt.Errorf("%w: got %d tensors, none of v4, v5 or v6", ErrUnsupported, len(m.order))
	}
	out := make(map[int]weights.Network)
	for _, prefix := range slices.Sorted(maps.Keys(groups)) {
		g := groups[prefix]
		if g.basis == "" {
			return nil, fmt.Errorf("%w: no tensor %q", ErrUnsupported, prefix+basisSuffix)
		}
		rate, network, err := m.decodeGroup(g)
		if err != nil {
			return nil, err
		}
		if _, ok := out[rate]; ok {
			return nil, fmt.Errorf("%w: %q is a second network for %d Hz, want one", ErrUnsupported, prefix, rate)
		}
		out[rate] = network
	}
	return out, nil
}

// groups sorts the tensors of a model into networks, by the prefixes of their
// names. An unknown tensor is an error if a node reads it; exporters leave tensors
// in a file that no node reads.
func (m *model) groups() (map[string]*group, error) {
	out := make(map[string]*group)
	at := func(prefix string) *group {
		if out[prefix] == nil {
			out[prefix] = &group{values: make(map[string]string)}
		}
		return out[prefix]
	}
	for _, value := range m.order {
		if prefix, ok := cutSuffix(value, basisSuffix); ok {
			at(prefix).basis = value
		} else if prefix, name, ok := cutKnown(value); ok {
			at(prefix).values[name] = value
		} else if t := m.tensors[value]; t.isParameter() && len(m.readers[value]) > 0 {
			return nil, fmt.Errorf("%w: unknown tensor %q %d, read by %s",
				ErrUnsupported, value, t.dims, m.readers[value][0].node.op)
		}
	}
	return out, nil
}

// cutKnown cuts a known suffix off a value name, and returns the prefix and the
// name in package weights for the suffix.
func cutKnown(value string) (prefix, name string, ok bool) {
	for _, s := range suffixes {
		if prefix, ok := cutSuffix(value, s.suffix); ok {
			return prefix, s.name, true
		}
	}
	return "", "", false
}

// cutSuffix is strings.CutSuffix for a suffix at the beginning of a word:
// "my_stft.basis" has the suffix "stft.basis", "mystft.basis" does not.
func cutSuffix(value, suffix string) (prefix string, ok bool) {
	prefix, ok = strings.CutSuffix(value, suffix)
	return prefix, ok && (prefix == "" || strings.ContainsAny(prefix[len(prefix)-1:], "._/"))
}

// decodeGroup decodes one network. The size of its STFT basis gives its sample
// rate; [weights.New] checks the other tensors.
func (m *model) decodeGroup(g *group) (rate int, n weights.Network, err error) {
	basis, err := m.tensors[g.basis].decode(g.basis)
	if err != nil {
		return 0, n, err
	}
	var nfft int
	switch {
	case slices.Equal(basis.Shape, []int{258, 1, 256}):
		rate, nfft = 16000, 256
	case slices.Equal(basis.Shape, []int{130, 1, 128}):
		rate, nfft = 8000, 128
	default:
		return 0, n, fmt.Errorf("%w: tensor %q has shape %d, want [258 1 256] or [130 1 128]", ErrUnsupported, g.basis, basis.Shape)
	}
	if n.BasisDifference, err = checkBasis(g.basis, basis, nfft); err != nil {
		return 0, n, err
	}
	if err := m.checkConvolutions(g, nfft/2); err != nil {
		return 0, n, err
	}
	n.Tensors = make(map[string]weights.Tensor)
	for _, name := range slices.Sorted(maps.Keys(g.values)) {
		value := g.values[name]
		if n.Tensors[name], err = m.tensors[value].decode(value); err != nil {
			return 0, n, err
		}
	}
	return rate, n, nil
}

// checkBasis returns the difference of a basis from the formula, and an error
// if the formula may not replace it.
func checkBasis(value string, basis weights.Tensor, nfft int) (float64, error) {
	d := basisDifference(basis.Data, nfft)
	if !(d <= weights.BasisTolerance) {
		return d, fmt.Errorf("%w: tensor %q differs from a periodic Hann window times the DFT by %.3g, want at most %g",
			ErrUnsupported, value, d, weights.BasisTolerance)
	}
	return d, nil
}
