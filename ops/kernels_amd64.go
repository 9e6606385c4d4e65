//go:build !purego

package ops

// The AVX2 and FMA kernels, printed by _asm. Each computes what its portable
// twin computes; only the rounding of a product before its sum is missing.

//go:noescape
func panel1x64AVX2(y, x []float32, w []lanes, init []float32, ws, k int, floor float32)

//go:noescape
func panel2x32AVX2(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)

//go:noescape
func panel3x16AVX2(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel4x16AVX2(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel5x16AVX2(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func panel6x16AVX2(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)

//go:noescape
func conv3x4AVX2(y []float32, ys int, x []float32, w []taps, bias []float32)

//go:noescape
func fftSplitAVX2(d, x, window, split []float32, points int)

//go:noescape
func fftRadix4AVX2(d, twiddle []float32, quarter, blocks int)

//go:noescape
func fftRadix2AVX2(d []float32, pairs int)

//go:noescape
func fftMagnitudeAVX2(mag, d, post []float32, order []int32, points int)

//go:noescape
func lstmGatesAVX2(h, c, sums []float32)

//go:noescape
func inRangeAVX2(x []float32) bool

//go:noescape
func firAVX2(y, x, c []float32, steps []step, taps int)

//go:noescape
func int16sAVX2(dst []float32, src []byte)

//go:noescape
func meansAVX2(dst, src []float32)
