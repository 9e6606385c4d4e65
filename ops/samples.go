package ops

import "fmt"

// Int16 decodes samples of 16 bits, little-endian:
//
//	dst[i] = int16(src[2*i] | src[2*i+1]<<8) / 32768
//
// src holds 2*len(dst) bytes.
func Int16(dst []float32, src []byte) {
	if len(src) != 2*len(dst) {
		panic(fmt.Sprintf("ops: %d samples of 16 bits from %d bytes, want %d bytes", len(dst), len(src), 2*len(dst)))
	}
	int16s(dst, src)
}

// Means computes the mean of two interleaved channels:
//
//	dst[i] = src[2*i]/2 + src[2*i+1]/2
//
// src holds 2*len(dst) values and must not overlap dst. No sum overflows.
func Means(dst, src []float32) {
	if len(src) != 2*len(dst) {
		panic(fmt.Sprintf("ops: %d means of %d values, want %d values", len(dst), len(src), 2*len(dst)))
	}
	means(dst, src)
}
