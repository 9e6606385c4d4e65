package ops

import "math"

// excess is added to the exponent of a value: 256 less Limit's biased exponent.
// For values of Limit or more, the sum carries into the sign bit.
const excess = (256 - (127 + 32)) << 23

// inRangeGeneric is the reference of the inRange kernels. Its loop has no
// branch.
func inRangeGeneric(x []float32) bool {
	var carry uint32
	for _, v := range x {
		carry |= math.Float32bits(v)&^(1<<31) + excess
	}
	return carry>>31 == 0
}
