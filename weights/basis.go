package weights

import (
	"fmt"
	"math"
)

// BasisTolerance is the largest difference between a model's STFT basis and the
// formula, a periodic Hann window times the DFT, with which the formula may
// replace the basis. In the official models it is 7.7e-8, the rounding errors of
// float32; with a symmetric Hann window it would be 9e-3.
const BasisTolerance = 1e-7

// CheckBasis compares the basis of a short-time Fourier transform over nfft samples
// with its formula, a periodic Hann window times the DFT, and returns
//
//	max |basis[k][n]      - hann[n]*cos(2*pi*k*n/nfft)|
//	and |basis[bins+k][n] + hann[n]*sin(2*pi*k*n/nfft)|
//
// over n < nfft, k < bins = nfft/2+1, where hann[n] = 0.5 - 0.5*cos(2*pi*n/nfft).
// The basis is [2*bins][nfft], row-major. It is an error if the difference exceeds
// BasisTolerance, with which the formula may not replace the basis.
func CheckBasis(basis []float32, nfft int) (difference float64, err error) {
	if want := (nfft + 2) * nfft; len(basis) != want {
		return 0, fmt.Errorf("%w: an STFT basis of %d numbers, want %d", ErrTensor, len(basis), want)
	}
	d := basisDifference(basis, nfft)
	if !(d <= BasisTolerance) {
		return d, fmt.Errorf("%w: the STFT basis differs from a periodic Hann window times the DFT by %.3g, want at most %g", ErrTensor, d, BasisTolerance)
	}
	return d, nil
}

// basisDifference returns the difference that CheckBasis checks. A NaN in the basis
// gives NaN.
func basisDifference(basis []float32, nfft int) float64 {
	bins := nfft/2 + 1
	worst := 0.0
	for k := range bins {
		for n := range nfft {
			// k*n mod nfft keeps the angle below 2*pi, where Sincos is exact to 1e-16.
			sin, cos := math.Sincos(2 * math.Pi * float64(k*n%nfft) / float64(nfft))
			hann := 0.5 - 0.5*math.Cos(2*math.Pi*float64(n)/float64(nfft))
			re := math.Abs(float64(basis[k*nfft+n]) - hann*cos)
			im := math.Abs(float64(basis[(bins+k)*nfft+n]) + hann*sin)
			worst = max(worst, re, im)
		}
	}
	return worst
}
