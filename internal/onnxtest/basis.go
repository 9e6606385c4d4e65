package onnxtest

import "math"

// Basis returns the STFT basis [nfft+2][nfft] with a Hann window of the given
// period: nfft for the periodic one, nfft-1 for the symmetric one.
func Basis(nfft, period int) []float32 {
	bins := nfft/2 + 1
	data := make([]float32, 2*bins*nfft)
	for k := range bins {
		for n := range nfft {
			w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(n)/float64(period))
			angle := 2 * math.Pi * float64(k) * float64(n) / float64(nfft)
			data[k*nfft+n] = float32(w * math.Cos(angle))
			data[(bins+k)*nfft+n] = float32(-w * math.Sin(angle))
		}
	}
	return data
}
