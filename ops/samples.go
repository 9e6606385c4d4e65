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

// EncodeInt16 is the inverse of Int16:
//
//	dst[2*i] | dst[2*i+1]<<8 = src[i] * 32768
//
// dst holds 2*len(src) bytes. It reports whether Int16 gives the same bits again;
// if not, as with a sample that is 1 or -0, dst is of no use.
func EncodeInt16(dst []byte, src []float32) bool {
	if len(dst) != 2*len(src) {
		panic(fmt.Sprintf("ops: %d samples to 16 bits in %d bytes, want %d bytes", len(src), len(dst), 2*len(src)))
	}
	return toInt16s(dst, src)
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
