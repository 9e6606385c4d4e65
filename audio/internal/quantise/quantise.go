// Package quantise turns samples into integers.
package quantise

import "math"

// Sample returns x * 1<<(bits-1), rounded to the nearest integer, of equals to the
// even one, that has the given number of bits.
func Sample(x float32, bits int) int32 {
	scale := float64(int64(1) << (bits - 1))
	return int32(max(-scale, min(scale-1, math.RoundToEven(float64(x)*scale))))
}
