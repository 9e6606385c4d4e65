package ops

import "math"

// Finite tells whether no value of x is NaN or infinite.
func Finite(x []float32) bool { return finite(x) }

// finiteGeneric is the reference of the finite kernels. The loop has no branch:
// adding one to an exponent of all ones carries into the sign bit.
func finiteGeneric(x []float32) bool {
	var carry uint32
	for _, v := range x {
		carry |= math.Float32bits(v)&^(1<<31) + 1<<23
	}
	return carry>>31 == 0
}
