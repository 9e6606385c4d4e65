//go:build !purego

package ops

// panelRowsAVX512 computes two rows by 64 outputs or three to six rows by 32.
func panelRowsAVX512(rows int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32) {
	switch rows {
	case 2:
		panel2x64AVX512(y, ys, x, xs, w, init, is, ws, k, floor)
	case 3:
		panel3x32AVX512(y, ys, x, xs, w, init, is, ws, k, floor)
	case 4:
		panel4x32AVX512(y, ys, x, xs, w, init, is, ws, k, floor)
	case 5:
		panel5x32AVX512(y, ys, x, xs, w, init, is, ws, k, floor)
	case 6:
		panel6x32AVX512(y, ys, x, xs, w, init, is, ws, k, floor)
	default:
		panic("ops: a panel kernel takes two to six rows")
	}
}

//go:noescape
func panel2x64AVX512(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel3x32AVX512(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel4x32AVX512(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel5x32AVX512(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel6x32AVX512(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func conv3x4AVX512(y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32)

//go:noescape
func lstmGatesAVX512(h, c, sums []float32)

//go:noescape
func logMagnitudesAVX512(mag, log, spectrum, sums []float32)
