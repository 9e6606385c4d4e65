package ops

import "math"

// int16sGeneric is the reference of the int16s kernels.
func int16sGeneric(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = float32(int16(uint16(src[2*i])|uint16(src[2*i+1])<<8)) / (1 << 15)
	}
}

// The mantissa of int16Centre + v counts v in steps of 1/32768; the bits of all such
// sums, less those of the lowest, are below 2^16.
const (
	int16Centre = 3 << 7
	int16Lowest = 0x43bf8000 // of int16Centre - 1
)

// toInt16sGeneric is the reference of the toInt16s kernels. Its loop has no
// branch.
func toInt16sGeneric(dst []byte, src []float32) bool {
	var rounded, far uint32
	for i, v := range src {
		sum := v + int16Centre
		bits := math.Float32bits(sum)
		rounded |= math.Float32bits(sum-int16Centre) ^ math.Float32bits(v)
		far |= bits - int16Lowest
		dst[2*i], dst[2*i+1] = byte(bits), byte(bits>>8)
	}
	return rounded == 0 && far < 1<<16
}

// meansGeneric is the reference of the means kernels. Halving is exact except
// for denormals; the conversions keep every machine from fusing it with the sum.
func meansGeneric(dst, src []float32) {
	for i := range dst {
		dst[i] = float32(src[2*i]/2) + float32(src[2*i+1]/2)
	}
}
