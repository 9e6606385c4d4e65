package ops

import "fmt"

// logScale is what a magnitude is multiplied by before its logarithm is taken.
const logScale = 1 << 20

// LogMagnitudes turns a spectrum as [DFT.Apply] writes it into magnitudes and
// their logarithms, and returns the sum of these:
//
//	for k := range mag {
//		mag[k] = |X[k]|
//		log[k] = ln(1 + 2^20*mag[k])
//		sum += log[k] // in eight interleaved partial sums
//	}
//
// mag and log have len(spectrum)/2 + 1 values; len(spectrum) is a multiple of
// 16. They must not overlap. The values of spectrum do not survive the call.
func LogMagnitudes(mag, log, spectrum []float32) (sum float32) {
	n := len(spectrum)
	if n == 0 || n%16 != 0 || len(mag) != n/2+1 || len(log) != n/2+1 {
		panic(fmt.Sprintf("ops: %d magnitudes and %d logarithms of a spectrum of %d values, want n/2+1 and n, n a multiple of 16",
			len(mag), len(log), n))
	}
	// The last bin, which is real, has the place of the first one's imaginary
	// part.
	last := spectrum[n/2]
	spectrum[n/2] = 0
	var s [8]float32
	logMagnitudes(mag[:n/2], log[:n/2], spectrum, s[:])
	mag[n/2] = abs(last, 0)
	log[n/2] = ln(1 + mag[n/2]*logScale)
	return log[n/2] + ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}
