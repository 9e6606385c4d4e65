package weights

import "strings"

// BasisTolerance is the largest difference between a model's STFT basis and the
// formula, a periodic Hann window times the DFT, with which the formula may
// replace the basis. In the official models it is 7.7e-8, the rounding errors of
// float32; with a symmetric Hann window it would be 9e-3.
const BasisTolerance = 1e-7

// networkSpec describes the network for one sample rate.
type networkSpec struct {
	rate   int    // Hz
	prefix string // of tensor names in a container
	bins   int    // nFFT/2 + 1, the input channels of the first convolution
}

// networks lists the supported sample rates, ascending.
var networks = [...]networkSpec{
	{rate: 8000, prefix: "8k.", bins: 65},
	{rate: 16000, prefix: "16k.", bins: 129},
}

func networkAt(rate int) (networkSpec, bool) {
	for _, n := range networks {
		if n.rate == rate {
			return n, true
		}
	}
	return networkSpec{}, false
}

// splitName returns the network and the plain name of a tensor in a container.
func splitName(full string) (n networkSpec, name string, ok bool) {
	for _, n := range networks {
		if name, ok := strings.CutPrefix(full, n.prefix); ok {
			return n, name, true
		}
	}
	return networkSpec{}, "", false
}

// tensorSpec is the name of a tensor and its shape; a 0 stands for the number
// of bins, the one dimension that depends on the sample rate.
type tensorSpec struct {
	name  string
	shape []int
}

var tensorSpecs = [...]tensorSpec{
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

// Names returns the names of the tensors of a network, in the order of the
// computation.
func Names() []string {
	names := make([]string, len(tensorSpecs))
	for i, t := range tensorSpecs {
		names[i] = t.name
	}
	return names
}

// shape returns the shape of a tensor of the network.
func (n networkSpec) shape(name string) ([]int, bool) {
	for _, t := range tensorSpecs {
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

// volume returns the number of elements of a tensor of the given shape, which is
// that of a tensor of the network: the product cannot overflow.
func volume(shape []int) int {
	v := 1
	for _, d := range shape {
		v *= d
	}
	return v
}
