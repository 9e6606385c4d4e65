package ops

import "fmt"

// logScale is what a magnitude is multiplied by before its logarithm is taken.
const logScale = 1 << 20

// LogMagnitudes turns a spectrum as [DFT.Apply] writes it into magnitudes and
// their logarithms, which it also adds up:
//
//	for k := range mag {
//		mag[k] = |X[k]|
//		log[k] = ln(1 + 2^20*mag[k])
//		sum += log[k] // in eight interleaved partial sums
//	}
//
// mag and log have len(spectrum)/2 + 1 values; len(spectrum) is a multiple of
// 16. They must not overlap.
func LogMagnitudes(mag, log, spectrum []float32) (sum float32) {
	if n := len(spectrum); n == 0 || n%16 != 0 || len(mag) != n/2+1 || len(log) != n/2+1 {
		panic(fmt.Sprintf("ops: %d magnitudes and %d logarithms of a spectrum of %d values, want n/2+1 and n, n a multiple of 16",
			len(mag), len(log), n))
	}
	return logMagnitudesGeneric(mag, log, spectrum)
}
