//go:build (!amd64 && !arm64) || purego

package ops

// Implementation names the kernels in use: "avx2", "neon" or "portable".
func Implementation() string { return "portable" }

func panel1x64(y, x []float32, w []lanes, init []float32, ws, k int, floor float32) {
	panelGeneric(1, 4*Lanes, y, 0, x, 0, w, ws, init, 0, k, floor)
}

func panel2x32(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32) {
	panelGeneric(2, 2*Lanes, y, ys, x, xs, w, ws, init, is, k, floor)
}

func panelRows(rows int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32) {
	panelGeneric(rows, Lanes, y, ys, x, xs, w, 0, init, is, k, floor)
}

func chainRows(rows int, y []float32, ys int, x []float32, xs int, w []lanes) {
	chainGeneric(rows, y, ys, x, xs, w)
}

func conv3x4(y []float32, ys int, x []float32, w []taps, init []float32, is int, floor float32) {
	conv3x4Generic(y, ys, x, w, init, is, floor)
}

func logMagnitudes(mag, log, spectrum, sums []float32) {
	logMagnitudesGeneric(mag, log, spectrum, sums)
}

func depthwise(y, x []float32, xs int, w, bias []float32, taps int) {
	depthwiseGeneric(y, x, xs, w, bias, taps)
}

func fftSplit(d, x, window, split []float32, points int) {
	fftSplitGeneric(d, x, window, split, points)
}

func fftRadix4(d, twiddle []float32, quarter, blocks int) {
	fftRadix4Generic(d, twiddle, quarter, blocks)
}

func fftRadix2(d []float32, pairs int) { fftRadix2Generic(d, pairs) }

func fftMagnitude(mag, d, post []float32, order []int32, points int) {
	fftMagnitudeGeneric(mag, d, post, order, points)
}

func lstmGates(h, c, sums []float32) { lstmGatesGeneric(h, c, sums) }

func fir(y, x, c []float32, list []firOutput, taps int) { firGeneric(y, x, c, list, taps) }

func int16s(dst []float32, src []byte) { int16sGeneric(dst, src) }

func means(dst, src []float32) { meansGeneric(dst, src) }

func inRange(x []float32) bool { return inRangeGeneric(x) }
