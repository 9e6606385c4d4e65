package ops

import "fmt"

// DotReLU returns sum + max(x[0], 0)*w[0] + max(x[1], 0)*w[1] + ...
// in eight interleaved partial sums. The lengths are a multiple of 8.
func DotReLU(sum float32, x, w []float32) float32 {
	if len(x) != len(w) || len(x)%8 != 0 {
		panic(fmt.Sprintf("ops: a product of %d by %d values, want equal lengths, a multiple of 8", len(x), len(w)))
	}
	var s [8]float32
	for i := 0; i+8 <= len(x); i += 8 {
		a, b := (*[8]float32)(x[i:]), (*[8]float32)(w[i:])
		s[0] += max(a[0], 0) * b[0]
		s[1] += max(a[1], 0) * b[1]
		s[2] += max(a[2], 0) * b[2]
		s[3] += max(a[3], 0) * b[3]
		s[4] += max(a[4], 0) * b[4]
		s[5] += max(a[5], 0) * b[5]
		s[6] += max(a[6], 0) * b[6]
		s[7] += max(a[7], 0) * b[7]
	}
	return sum + ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}
