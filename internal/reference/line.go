package reference

import "math/bits"

// halfband is one side of the odd taps of a half-band low-pass filter of length
// 63, in units of 2^-15; the middle tap is 1/2 and the even ones are zero. It is
// a windowed sinc (Kaiser, beta 7): flat to 0.002 dB up to 3.4 kHz, 70 dB down
// above 4.6 kHz.
var halfband = [16]int32{10398, -3379, 1927, -1274, 893, -640, 460, -328, 230, -157, 103, -65, 39, -21, 10, -4}

// halve converts 16 kHz to 8 kHz:
//
//	y[i] = round(x[2i]/2 + sum over k of h[k]*(x[2i-2k-1] + x[2i+2k+1]))
//
// with zeros outside of x, and saturates.
func halve(x []int16) []int16 {
	y := make([]int16, (len(x)+1)/2)
	for i := range y {
		sum := int64(at(x, 2*i)) << 14
		for k, h := range halfband {
			sum += int64(h) * int64(at(x, 2*i-2*k-1)+at(x, 2*i+2*k+1))
		}
		y[i] = saturate((sum + 1<<14) >> 15)
	}
	return y
}

// double converts 8 kHz to 16 kHz:
//
//	y[2i] = x[i]
//	y[2i+1] = round(2 * (sum over k of h[k]*(x[i-k] + x[i+1+k])))
//
// with zeros outside of x, and saturates.
func double(x []int16) []int16 {
	y := make([]int16, 2*len(x))
	for i := range x {
		sum := int64(0)
		for k, h := range halfband {
			sum += int64(h) * int64(at(x, i-k)+at(x, i+1+k))
		}
		y[2*i], y[2*i+1] = x[i], saturate((sum+1<<13)>>14)
	}
	return y
}

// at returns x[i], or zero outside of x.
func at(x []int16, i int) int32 {
	if i < 0 || i >= len(x) {
		return 0
	}
	return int32(x[i])
}

func saturate(v int64) int16 { return int16(min(max(v, -1<<15), 1<<15-1)) }

// muLaw returns the sample that is left of x after coding by the mu-law of ITU-T
// G.711: its five leading bits, 132 added before and subtracted after.
func muLaw(x int16) int16 {
	size := int(x)
	if x < 0 {
		size = -size
	}
	size = min(size, 32635) + 132
	shift := bits.Len(uint(size)) - 5
	size = (size>>shift<<shift | 1<<(shift-1)) - 132
	if x < 0 {
		size = -size
	}
	return int16(size)
}
