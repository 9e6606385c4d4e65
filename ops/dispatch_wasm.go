//go:build goexperiment.simd && go1.27 && !purego

package ops

// Implementation names the kernels in use: "simd128", the vectors of WebAssembly.
//
// The kernels are in assembly, whose loops are loops of WebAssembly: the compiler makes
// one of all loops of a function, with a table of where to go on, which takes as long as
// eight products of vectors.
func Implementation() string { return "simd128" }

// useAVX512 is whether there are the kernels in AVX-512.
const useAVX512 = false

// anyWidth is whether the kernels of one row or two compute any number of outputs, in
// multiples of 32, those of more rows 32, and that of the convolution any multiple of
// Lanes. A call takes as long as a thousand products.
const anyWidth = true

// panelRows computes two rows by one panel at a time, or one row by two panels, so that
// eight sums hide the latency of additions.
func panelRows(rows, width int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32) {
	for ; rows >= 2; rows -= 2 {
		panel2x16Asm(width/Lanes, y, ys, x, xs, w, init, is, ws, k, floor)
		if rows == 2 {
			return
		}
		y, x, init = y[2*ys:], x[2*xs:], init[2*is:]
	}
	if width == Lanes {
		panel1x16Asm(y, x, w, init, k, floor)
	} else {
		panel1x32Asm(width/(2*Lanes), y, x, w, init, ws, k, floor)
	}
}

//go:noescape
func panel2x16Asm(panels int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel1x32Asm(pairs int, y, x []float32, w []lanes, init []float32, ws, k int, floor float32)

//go:noescape
func panel1x16Asm(y, x []float32, w []lanes, init []float32, k int, floor float32)

func chainRows(rows, width int, y []float32, ys int, x []float32, xs int, w []lanes, k int) {
	chainGeneric(rows, width, y, ys, x, xs, w, k)
}

func conv3x4(width int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32) {
	conv3x4Asm(width/Lanes, y, ys, x, w, init, is, ws, k, floor)
}

//go:noescape
func conv3x4Asm(panels int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32)

func logMagnitudes(mag, log, spectrum, sums []float32) {
	logMagnitudesGeneric(mag, log, spectrum, sums)
}

func depthwise(y, x []float32, xs int, w, bias []float32, taps int) {
	depthwiseGeneric(y, x, xs, w, bias, taps)
}

func fftSplit(d []float64, x []float32, window, split []float64, points int) {
	fftSplitAsm(d, x, window, split, points)
}

//go:noescape
func fftSplitAsm(d []float64, x []float32, window, split []float64, points int)

func fftRadix4(d, twiddle []float64, quarter, blocks int) {
	fftRadix4Asm(d, twiddle, quarter, blocks)
}

//go:noescape
func fftRadix4Asm(d, twiddle []float64, quarter, blocks int)

func fftRadix2(d []float64, pairs int) { fftRadix2Asm(d, pairs) }

//go:noescape
func fftRadix2Asm(d []float64, pairs int)

func fftMagnitude(mag []float32, d, post []float64, order []int32, points int) {
	fftMagnitudeAsm(mag, d, post, order, points)
}

//go:noescape
func fftMagnitudeAsm(mag []float32, d, post []float64, order []int32, points int)

func lstmGates(h, c, sums []float32) { lstmGatesAsm(h, c, sums) }

//go:noescape
func lstmGatesAsm(h, c, sums []float32)

func dotReLU(sum float32, x, w []float32) float32 { return dotReLUAsm(sum, x, w) }

//go:noescape
func dotReLUAsm(sum float32, x, w []float32) float32

func fir(y, x, c []float32, list []firOutput, taps int) { firAsm(y, x, c, list, taps) }

//go:noescape
func firAsm(y, x, c []float32, list []firOutput, taps int)

func int16s(dst []float32, src []byte) {
	whole := len(dst) &^ 7
	int16sAsm(dst[:whole], src)
	int16sGeneric(dst[whole:], src[2*whole:])
}

//go:noescape
func int16sAsm(dst []float32, src []byte)

func toInt16s(dst []byte, src []float32) bool {
	whole := len(src) &^ 7
	return toInt16sAsm(dst, src[:whole]) && toInt16sGeneric(dst[2*whole:], src[whole:])
}

//go:noescape
func toInt16sAsm(dst []byte, src []float32) bool

func means(dst, src []float32) { meansGeneric(dst, src) }

func inRange(x []float32) bool {
	whole := len(x) &^ 15
	return inRangeAsm(x[:whole]) && inRangeGeneric(x[whole:])
}

//go:noescape
func inRangeAsm(x []float32) bool
