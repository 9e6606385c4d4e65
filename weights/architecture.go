package weights

// Architecture is a kind of network: which tensors there are, and how they are
// computed with. The zero value is that of v5 and v6.
type Architecture int

const (
	ArchitectureV5 Architecture = iota // v5 and v6: one LSTM cell of 128 units, audio context
	ArchitectureV4                     // v4: two LSTM layers of 64 units, no context
)

// architectures describes them, by Architecture.
var architectures = [...]struct {
	name    string // in a container's metadata
	tensors []tensorSpec
}{
	ArchitectureV5: {"v5", tensorsV5},
	ArchitectureV4: {"v4", tensorsV4},
}

// tensorsV5 are the tensors of v5 and v6.
var tensorsV5 = []tensorSpec{
	{"encoder.0.weight", []int{128, 0, 3}},
	{"encoder.0.bias", []int{128}},
	{"encoder.1.weight", []int{64, 128, 3}},
	{"encoder.1.bias", []int{64}},
	{"encoder.2.weight", []int{64, 64, 3}},
	{"encoder.2.bias", []int{64}},
	{"encoder.3.weight", []int{128, 64, 3}},
	{"encoder.3.bias", []int{128}},
	{"lstm.weight_ih", []int{512, 128}},
	{"lstm.weight_hh", []int{512, 128}},
	{"lstm.bias_ih", []int{512}},
	{"lstm.bias_hh", []int{512}},
	{"decoder.weight", []int{1, 128, 1}},
	{"decoder.bias", []int{1}},
}

// tensorsV4 are the tensors of v4, of the same shapes at both rates.
var tensorsV4 = []tensorSpec{
	{"adaptive_normalization.filter", []int{1, 1, 7}},
	{"first_layer.dw_conv.weight", []int{258, 1, 5}},
	{"first_layer.dw_conv.bias", []int{258}},
	{"first_layer.pw_conv.weight", []int{16, 258, 1}},
	{"first_layer.pw_conv.bias", []int{16}},
	{"first_layer.proj.weight", []int{16, 258, 1}},
	{"first_layer.proj.bias", []int{16}},
	{"encoder.0.weight", []int{16, 16, 1}},
	{"encoder.0.bias", []int{16}},
	{"encoder.3.dw_conv.weight", []int{16, 1, 5}},
	{"encoder.3.dw_conv.bias", []int{16}},
	{"encoder.3.pw_conv.weight", []int{32, 16, 1}},
	{"encoder.3.pw_conv.bias", []int{32}},
	{"encoder.3.proj.weight", []int{32, 16, 1}},
	{"encoder.3.proj.bias", []int{32}},
	{"encoder.4.weight", []int{32, 32, 1}},
	{"encoder.4.bias", []int{32}},
	{"encoder.7.dw_conv.weight", []int{32, 1, 5}},
	{"encoder.7.dw_conv.bias", []int{32}},
	{"encoder.7.pw_conv.weight", []int{32, 32, 1}},
	{"encoder.7.pw_conv.bias", []int{32}},
	{"encoder.8.weight", []int{32, 32, 1}},
	{"encoder.8.bias", []int{32}},
	{"encoder.11.dw_conv.weight", []int{32, 1, 5}},
	{"encoder.11.dw_conv.bias", []int{32}},
	{"encoder.11.pw_conv.weight", []int{64, 32, 1}},
	{"encoder.11.pw_conv.bias", []int{64}},
	{"encoder.11.proj.weight", []int{64, 32, 1}},
	{"encoder.11.proj.bias", []int{64}},
	{"encoder.12.weight", []int{64, 64, 1}},
	{"encoder.12.bias", []int{64}},
	{"lstm.weight_ih_l0", []int{256, 64}},
	{"lstm.weight_hh_l0", []int{256, 64}},
	{"lstm.bias_ih_l0", []int{256}},
	{"lstm.bias_hh_l0", []int{256}},
	{"lstm.weight_ih_l1", []int{256, 64}},
	{"lstm.weight_hh_l1", []int{256, 64}},
	{"lstm.bias_ih_l1", []int{256}},
	{"lstm.bias_hh_l1", []int{256}},
	{"decoder.weight", []int{1, 64, 1}},
	{"decoder.bias", []int{1}},
}

// String returns "v5" or "v4".
func (a Architecture) String() string { return architectures[a].name }

// Names returns the names of the tensors of a network, in the order in which
// the computation meets them.
func (a Architecture) Names() []string {
	specs := architectures[a].tensors
	names := make([]string, len(specs))
	for i, t := range specs {
		names[i] = t.name
	}
	return names
}

// shape returns the shape of a tensor of the network n.
func (a Architecture) shape(n networkSpec, name string) ([]int, bool) {
	for _, t := range architectures[a].tensors {
		if t.name != name {
			continue
		}
		shape := append([]int(nil), t.shape...)
		for i := range shape {
			if shape[i] == 0 {
				shape[i] = n.bins
			}
		}
		return shape, true
	}
	return nil, false
}

// known reports whether a is one of the constants.
func (a Architecture) known() bool { return a >= 0 && int(a) < len(architectures) }

// architectureNamed returns the architecture that a container's metadata name.
func architectureNamed(name string) (Architecture, bool) {
	for i, a := range architectures {
		if a.name == name {
			return Architecture(i), true
		}
	}
	return 0, false
}
