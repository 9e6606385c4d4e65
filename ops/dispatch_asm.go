//go:build (amd64 || arm64) && !purego

package ops

import "math"

// Implementation names the kernels in use: "avx512", "avx2", "neon" or
// "portable".
func Implementation() string {
	switch {
	case useAVX512:
		return "avx512"
	case useAsm:
		return asmName
	}
	return "portable"
}

// anyWidth is whether the kernels of one row or two compute any number of outputs, those
// of more rows 32, and that of the convolution any multiple of Lanes.
const anyWidth = false

// The dispatch of the kernels follows, each with its function in assembly,
// which every architecture here has in the kernel's _amd64.s or _arm64.s file.
// An Asm function computes what its generic twin computes; it may leave out
// the rounding of a product before its sum. Some kernels have an AVX512 function
// too, where that is not slower; it gives what the Asm function gives, to the last
// bit. Where useAVX512 is set, useAsm is.

func panelRows(rows, width int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32) {
	switch {
	case !useAsm:
		panelGeneric(rows, width, y, ys, x, xs, w, ws, init, is, k, floor)
	case useAVX512 && (rows == 2 && width == widest || rows > 2 && width == widest/2):
		panelRowsAVX512(rows, y, ys, x, xs, w, init, is, ws, k, floor)
	case rows == 1:
		panel1x64Asm(y, x, w, init, ws, k, floor)
	case rows == 2:
		panel2x32Asm(y, ys, x, xs, w, init, is, ws, k, floor)
	case rows == 3:
		panel3x16Asm(y, ys, x, xs, w, init, is, k, floor)
	case rows == 4:
		panel4x16Asm(y, ys, x, xs, w, init, is, k, floor)
	case rows == 5:
		panel5x16Asm(y, ys, x, xs, w, init, is, k, floor)
	case rows == 6:
		panel6x16Asm(y, ys, x, xs, w, init, is, k, floor)
	default:
		panic("ops: a panel kernel takes one to six rows")
	}
}

//go:noescape
func panel1x64Asm(y, x []float32, w []lanes, init []float32, ws, k int, floor float32)

//go:noescape
func panel2x32Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel3x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel4x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel5x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel6x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

func chainRows(rows, width int, y []float32, ys int, x []float32, xs int, w []lanes, k int) {
	if useAsm {
		var zero [widest]float32
		panelRows(rows, width, y, ys, x, xs, w, zero[:], 0, k, k, float32(math.Inf(-1)))
	} else {
		chainGeneric(rows, width, y, ys, x, xs, w, k)
	}
}

func conv3x4(width int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32) {
	switch {
	case !useAsm:
		conv3x4Generic(width, y, ys, x, w, init, is, ws, k, floor)
	case useAVX512 && width == 2*Lanes:
		conv3x4AVX512(y, ys, x, w, init, is, ws, k, floor)
	default:
		conv3x4Asm(y, ys, x, w[:k], init, is, floor)
	}
}

//go:noescape
func conv3x4Asm(y []float32, ys int, x []float32, w []taps, init []float32, is int, floor float32)

func logMagnitudes(mag, log, spectrum, sums []float32) {
	switch {
	case !useAsm:
		logMagnitudesGeneric(mag, log, spectrum, sums)
	case useAVX512 && len(mag)%64 == 0:
		logMagnitudesAVX512(mag, log, spectrum, sums)
	default:
		logMagnitudesAsm(mag, log, spectrum, sums)
	}
}

//go:noescape
func logMagnitudesAsm(mag, log, spectrum, sums []float32)

func depthwise(y, x []float32, xs int, w, bias []float32, taps int) {
	if useAsm {
		depthwiseAsm(y, x, xs, w, bias, taps)
	} else {
		depthwiseGeneric(y, x, xs, w, bias, taps)
	}
}

//go:noescape
func depthwiseAsm(y, x []float32, xs int, w, bias []float32, taps int)

func fftSplit(d []float64, x []float32, window, split []float64, points int) {
	if useAsm {
		fftSplitAsm(d, x, window, split, points)
	} else {
		fftSplitGeneric(d, x, window, split, points)
	}
}

//go:noescape
func fftSplitAsm(d []float64, x []float32, window, split []float64, points int)

func fftRadix4(d, twiddle []float64, quarter, blocks int) {
	if useAsm {
		fftRadix4Asm(d, twiddle, quarter, blocks)
	} else {
		fftRadix4Generic(d, twiddle, quarter, blocks)
	}
}

//go:noescape
func fftRadix4Asm(d, twiddle []float64, quarter, blocks int)

func fftRadix2(d []float64, pairs int) {
	if useAsm {
		fftRadix2Asm(d, pairs)
	} else {
		fftRadix2Generic(d, pairs)
	}
}

//go:noescape
func fftRadix2Asm(d []float64, pairs int)

func fftMagnitude(mag []float32, d, post []float64, order []int32, points int) {
	if useAsm {
		fftMagnitudeAsm(mag, d, post, order, points)
	} else {
		fftMagnitudeGeneric(mag, d, post, order, points)
	}
}

//go:noescape
func fftMagnitudeAsm(mag []float32, d, post []float64, order []int32, points int)

func lstmGates(h, c, sums []float32) {
	switch {
	case !useAsm:
		lstmGatesGeneric(h, c, sums)
	case useAVX512:
		lstmGatesAVX512(h, c, sums)
	default:
		lstmGatesAsm(h, c, sums)
	}
}

//go:noescape
func lstmGatesAsm(h, c, sums []float32)

func dotReLU(sum float32, x, w []float32) float32 { return dotReLUGeneric(sum, x, w) }

func fir(y, x, c []float32, list []firOutput, taps int) {
	if useAsm {
		firAsm(y, x, c, list, taps)
	} else {
		firGeneric(y, x, c, list, taps)
	}
}

//go:noescape
func firAsm(y, x, c []float32, list []firOutput, taps int)

func int16s(dst []float32, src []byte) {
	if useAsm {
		int16sAsm(dst, src)
	} else {
		int16sGeneric(dst, src)
	}
}

//go:noescape
func int16sAsm(dst []float32, src []byte)

func toInt16s(dst []byte, src []float32) bool {
	if useAsm {
		return toInt16sAsm(dst, src)
	}
	return toInt16sGeneric(dst, src)
}

//go:noescape
func toInt16sAsm(dst []byte, src []float32) bool

func means(dst, src []float32) {
	if useAsm {
		meansAsm(dst, src)
	} else {
		meansGeneric(dst, src)
	}
}

//go:noescape
func meansAsm(dst, src []float32)

func inRange(x []float32) bool {
	if useAsm {
		return inRangeAsm(x)
	}
	return inRangeGeneric(x)
}

//go:noescape
func inRangeAsm(x []float32) bool
