package weights

import (
	"math"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
)

func TestBasisDifference(t *testing.T) {
	const half = 1.0 / (1 << 25) // of the distance between float32 numbers from 1/2 to 1
	for _, nfft := range []int{128, 256} {
		if d := basisDifference(onnxtest.Basis(nfft, nfft), nfft); d == 0 || d > half {
			t.Errorf("nFFT %d, formula rounded to float32: difference %g, want more than 0, at most %g", nfft, d, half)
		}
		// The windows differ by up to about max(x*sin(x))/2/N = 2.4/N, x < 2*pi.
		if d := basisDifference(onnxtest.Basis(nfft, nfft-1), nfft); d < 1.0/float64(nfft) || d > 3.0/float64(nfft) {
			t.Errorf("nFFT %d, symmetric Hann window: difference %g", nfft, d)
		}
	}
	basis := onnxtest.Basis(256, 256)
	for _, i := range []int{0, 100, 129*256 + 5, len(basis) - 1} {
		old := basis[i]
		basis[i] += 0.25
		if d := basisDifference(basis, 256); math.Abs(d-0.25) > 1e-6 {
			t.Errorf("element %d moved by 0.25: difference %g", i, d)
		}
		basis[i] = float32(math.NaN())
		if d := basisDifference(basis, 256); !math.IsNaN(d) {
			t.Errorf("element %d is NaN: difference %g", i, d)
		}
		basis[i] = old
	}
}
