package onnx

import "math"

// basisDifference compares the basis of a short-time Fourier transform with
// its formula, a periodic Hann window times the DFT, and returns
//
//	max |basis[k][n]      - hann[n]*cos(2*pi*k*n/N)|
//	and |basis[bins+k][n] + hann[n]*sin(2*pi*k*n/N)|
//
// over n < N, k < bins = N/2+1, where hann[n] = 0.5 - 0.5*cos(2*pi*n/N).
// The basis is [2*bins][N], row-major. A NaN in the basis gives NaN.
func basisDifference(basis []float32, N int) float64 {
	bins := N/2 + 1
	worst := 0.0
	for k := range bins {
		for n := range N {
			// k*n mod N keeps the angle below 2*pi, where Sincos is exact to 1e-16.
			sin, cos := math.Sincos(2 * math.Pi * float64(k*n%N) / float64(N))
			hann := 0.5 - 0.5*math.Cos(2*math.Pi*float64(n)/float64(N))
			re := math.Abs(float64(basis[k*N+n]) - hann*cos)
			im := math.Abs(float64(basis[(bins+k)*N+n]) + hann*sin)
			worst = max(worst, re, im)
		}
	}
	return worst
}
