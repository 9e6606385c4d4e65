package ops

import "fmt"

// DotReLU returns sum + max(x[0], 0)*w[0] + max(x[1], 0)*w[1] + ...
// in eight interleaved partial sums. The lengths are a multiple of 8.
func DotReLU(sum float32, x, w []float32) float32 {
	if len(x) != len(w) || len(x)%8 != 0 {
		panic(fmt.Sprintf("ops: a product of %d by %d values, want equal lengths, a multiple of 8", len(x), len(w)))
	}
	return dotReLU(sum, x, w)
}
