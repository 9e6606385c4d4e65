//go:build !purego

package ops

// The NEON kernels. Each computes what its portable twin computes, without
// rounding a product before it is added.

//go:noescape
func panel1x64NEON(y, x []float32, w []lanes, init []float32, ws, k int, floor float32)

//go:noescape
func panel2x32NEON(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel3x16NEON(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel4x16NEON(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel5x16NEON(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel6x16NEON(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func conv3x4NEON(y []float32, ys int, x []float32, w []taps, bias []float32)

//go:noescape
func fftSplitNEON(d, x, window, split []float32, points int)

//go:noescape
func fftRadix4NEON(d, twiddle []float32, quarter, blocks int)

//go:noescape
func fftRadix2NEON(d []float32, pairs int)

//go:noescape
func fftMagnitudeNEON(mag, d, post []float32, order []int32, points int)

//go:noescape
func lstmGatesNEON(h, c, sums []float32)

//go:noescape
func firNEON(y, x, c []float32, steps []step, taps int)

//go:noescape
func int16sNEON(dst []float32, src []byte)

//go:noescape
func meansNEON(dst, src []float32)
