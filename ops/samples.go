package ops

import "fmt"

// Int16 decodes samples of 16 bits, little-endian:
//
//	dst[i] = int16(src[2*i] | src[2*i+1]<<8) / 32768
//
// src holds 2*len(dst) bytes.
func Int16(dst []float32, src []byte) {
	if len(src) != 2*len(dst) {
		panic(fmt.Sprintf("ops: %d samples of 16 bits in %d bytes", len(dst), len(src)))
	}
	int16s(dst, src)
}

// Means computes the mean of two interleaved channels:
//
//	dst[i] = src[2*i]/2 + src[2*i+1]/2
//
// src holds 2*len(dst) values, and dst does not overlap it. No sum overflows.
func Means(dst, src []float32) {
	if len(src) != 2*len(dst) {
		panic(fmt.Sprintf("ops: %d means of %d values", len(dst), len(src)))
	}
	means(dst, src)
}

// int16sGeneric is the reference of the int16s kernels.
func int16sGeneric(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = float32(int16(uint16(src[2*i])|uint16(src[2*i+1])<<8)) / (1 << 15)
	}
}

// meansGeneric is the reference of the means kernels. Halving is exact but for
// denormals, where no machine may fuse it with the sum.
func meansGeneric(dst, src []float32) {
	for i := range dst {
		dst[i] = float32(src[2*i]/2) + float32(src[2*i+1]/2)
	}
}
