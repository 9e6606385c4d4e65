//go:build (!amd64 && !arm64 && !(wasm && goexperiment.simd && go1.27)) || purego

package ops

// Implementation names the kernels in use: "avx512", "avx2", "neon",
// "simd128" or "portable".
func Implementation() string { return "portable" }

// useAVX512 is whether there are the kernels in AVX-512.
const useAVX512 = false

// anyWidth is whether the kernels of one row or two compute any number of outputs, those
// of more rows 32, and that of the convolution any multiple of Lanes.
const anyWidth = false

func panelRows(rows, width int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32) {
	panelGeneric(rows, width, y, ys, x, xs, w, ws, init, is, k, floor)
}

func chainRows(rows, width int, y []float32, ys int, x []float32, xs int, w []lanes, k int) {
	chainGeneric(rows, width, y, ys, x, xs, w, k)
}

func conv3x4(width int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32) {
	conv3x4Generic(width, y, ys, x, w, init, is, ws, k, floor)
}

func logMagnitudes(mag, log, spectrum, sums []float32) {
	logMagnitudesGeneric(mag, log, spectrum, sums)
}

func depthwise(y, x []float32, xs int, w, bias []float32, taps int) {
	depthwiseGeneric(y, x, xs, w, bias, taps)
}

func fftSplit(d []float64, x []float32, window, split []float64, points int) {
	fftSplitGeneric(d, x, window, split, points)
}

func fftRadix4(d, twiddle []float64, quarter, blocks int) {
	fftRadix4Generic(d, twiddle, quarter, blocks)
}

func fftRadix2(d []float64, pairs int) { fftRadix2Generic(d, pairs) }

func fftMagnitude(mag []float32, d, post []float64, order []int32, points int) {
	fftMagnitudeGeneric(mag, d, post, order, points)
}

func lstmGates(h, c, sums []float32) { lstmGatesGeneric(h, c, sums) }

func dotReLU(sum float32, x, w []float32) float32 { return dotReLUGeneric(sum, x, w) }

func fir(y, x, c []float32, list []firOutput, taps int) { firGeneric(y, x, c, list, taps) }

func int16s(dst []float32, src []byte) { int16sGeneric(dst, src) }

func toInt16s(dst []byte, src []float32) bool { return toInt16sGeneric(dst, src) }

func means(dst, src []float32) { meansGeneric(dst, src) }

func inRange(x []float32) bool { return inRangeGeneric(x) }
