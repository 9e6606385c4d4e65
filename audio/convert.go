package audio

import "fmt"

// Int16 converts samples of 16 bits, as sound cards and codecs deliver them:
//
//	dst[i] = src[i] / 32768
//
// dst holds len(src) values. It allocates nothing, as all conversions here. For
// samples as bytes, see [Encoding.Decode].
func Int16(dst []float32, src []int16) {
	dst = sized("Int16", dst, len(src))
	for i, v := range src {
		dst[i] = float32(v) / 32768
	}
}

// Float64 converts samples of 64 bits:
//
//	dst[i] = src[i]
//
// dst holds len(src) values.
func Float64(dst []float32, src []float64) {
	dst = sized("Float64", dst, len(src))
	for i, v := range src {
		dst[i] = float32(v)
	}
}

// Scale converts samples that are not at full scale from -1 to 1:
//
//	dst[i] = src[i] / fullScale
//
// fullScale is 32768 for 16-bit integers that were stored as floats. dst holds
// len(src) values and may be src.
func Scale(dst, src []float32, fullScale float32) {
	if !(fullScale > 0) {
		panic(fmt.Sprintf("audio: Scale: a full scale of %v", fullScale))
	}
	dst = sized("Scale", dst, len(src))
	for i, v := range src {
		dst[i] = v / fullScale
	}
}

// Mean mixes interleaved channels into one:
//
//	dst[i] = mean over c of src[i*channels+c]
//
// src is [samples][channels], dst holds a value for each sample and must not
// overlap src. [Deinterleave] keeps the channels apart.
func Mean(dst, src []float32, channels int) {
	if channels < 1 || len(src)%channels != 0 {
		panic(fmt.Sprintf("audio: Mean: %d interleaved values of %d channels", len(src), channels))
	}
	switch dst = sized("Mean", dst, len(src)/channels); {
	case len(dst) == 0:
	case channels == 1:
		copy(dst, src)
	default:
		meanOfChannels(dst, src)
	}
}

// sized returns the first n values of dst.
func sized(name string, dst []float32, n int) []float32 {
	if len(dst) < n {
		panic(fmt.Sprintf("audio: %s: room for %d values, want %d", name, len(dst), n))
	}
	return dst[:n]
}
