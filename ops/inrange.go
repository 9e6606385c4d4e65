package ops

import "math"

// Limit is the size that a sample must stay below. Its squares and their sums
// are far from the largest float32, so that no finite input makes the network
// infinite; integer samples of 32 bits without scaling stay within it.
const Limit = 1 << 32

// InRange tells whether all values of x are smaller than Limit in size, and so
// neither NaN nor infinite.
func InRange(x []float32) bool { return inRange(x) }

// excess is what, added to the exponent of Limit or more, carries into the sign
// bit: 256 less Limit's biased exponent.
const excess = (256 - (127 + 32)) << 23

// inRangeGeneric is the reference of the inRange kernels. Its loop has no branch.
func inRangeGeneric(x []float32) bool {
	var carry uint32
	for _, v := range x {
		carry |= math.Float32bits(v)&^(1<<31) + excess
	}
	return carry>>31 == 0
}
