package ops

// The portable kernels.

func panel1x64(y, x, w, init []float32, ws, k int, floor float32) {
	panelGeneric(1, 4*Lanes, y, 0, x, 0, w, ws, init, 0, k, floor)
}

func panel2x32(y []float32, ys int, x []float32, xs int, w, init []float32, is, ws, k int, floor float32) {
	panelGeneric(2, 2*Lanes, y, ys, x, xs, w, ws, init, is, k, floor)
}

func panelRows(rows int, y []float32, ys int, x []float32, xs int, w, init []float32, is, k int, floor float32) {
	panelGeneric(rows, Lanes, y, ys, x, xs, w, 0, init, is, k, floor)
}

func conv3x4(y []float32, ys int, x, w, bias []float32, in int) {
	conv3x4Generic(y, ys, x, w, bias, in)
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
