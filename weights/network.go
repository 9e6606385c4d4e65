package weights

import "strings"

// networkSpec describes the network for one sample rate.
type networkSpec struct {
	rate   int    // Hz
	prefix string // of tensor names in a container
	bins   int    // nFFT/2 + 1 of v5 and v6, the input channels of their first convolution
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

// volume returns the number of elements of a tensor of the given shape, which is
// that of a tensor of the network: the product cannot overflow.
func volume(shape []int) int {
	v := 1
	for _, d := range shape {
		v *= d
	}
	return v
}
