//go:build !purego

package ops

import "golang.org/x/sys/cpu"

// useNEON selects the kernels; GODEBUG=cpu.asimd=off clears it.
var useNEON = cpu.ARM64.HasASIMD

// Implementation names the kernels in use: "avx2", "neon" or "portable".
func Implementation() string {
	if useNEON {
		return "neon"
	}
	return "portable"
}

func panel1x64(y, x []float32, w []lanes, init []float32, ws, k int, floor float32) {
	if useNEON {
		panel1x64NEON(y, x, w, init, ws, k, floor)
	} else {
		panelGeneric(1, 4*Lanes, y, 0, x, 0, w, ws, init, 0, k, floor)
	}
}

func panel2x32(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32) {
	if useNEON {
		panel2x32NEON(y, ys, x, xs, w, init, is, ws, k, floor)
	} else {
		panelGeneric(2, 2*Lanes, y, ys, x, xs, w, ws, init, is, k, floor)
	}
}

func panelRows(rows int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32) {
	switch {
	case !useNEON:
		panelGeneric(rows, Lanes, y, ys, x, xs, w, 0, init, is, k, floor)
	case rows == 3:
		panel3x16NEON(y, ys, x, xs, w, init, is, k, floor)
	case rows == 4:
		panel4x16NEON(y, ys, x, xs, w, init, is, k, floor)
	case rows == 5:
		panel5x16NEON(y, ys, x, xs, w, init, is, k, floor)
	case rows == 6:
		panel6x16NEON(y, ys, x, xs, w, init, is, k, floor)
	default:
		panic("ops: a panel kernel takes three to six rows")
	}
}

func conv3x4(y []float32, ys int, x []float32, w []taps, bias []float32) {
	if useNEON {
		conv3x4NEON(y, ys, x, w, bias)
	} else {
		conv3x4Generic(y, ys, x, w, bias)
	}
}

func fftSplit(d, x, window, split []float32, points int) {
	if useNEON {
		fftSplitNEON(d, x, window, split, points)
	} else {
		fftSplitGeneric(d, x, window, split, points)
	}
}

func fftRadix4(d, twiddle []float32, quarter, blocks int) {
	if useNEON {
		fftRadix4NEON(d, twiddle, quarter, blocks)
	} else {
		fftRadix4Generic(d, twiddle, quarter, blocks)
	}
}

func fftRadix2(d []float32, pairs int) {
	if useNEON {
		fftRadix2NEON(d, pairs)
	} else {
		fftRadix2Generic(d, pairs)
	}
}

func fftMagnitude(mag, d, post []float32, order []int32, points int) {
	if useNEON {
		fftMagnitudeNEON(mag, d, post, order, points)
	} else {
		fftMagnitudeGeneric(mag, d, post, order, points)
	}
}

func lstmGates(h, c, sums []float32) {
	if useNEON {
		lstmGatesNEON(h, c, sums)
	} else {
		lstmGatesGeneric(h, c, sums)
	}
}

func fir(y, x, c []float32, steps []step, taps int) {
	if useNEON {
		firNEON(y, x, c, steps, taps)
	} else {
		firGeneric(y, x, c, steps, taps)
	}
}

func int16s(dst []float32, src []byte) {
	if useNEON {
		int16sNEON(dst, src)
	} else {
		int16sGeneric(dst, src)
	}
}

func means(dst, src []float32) {
	if useNEON {
		meansNEON(dst, src)
	} else {
		meansGeneric(dst, src)
	}
}

func inRange(x []float32) bool { return inRangeGeneric(x) }
