package mp3

import (
	"math"
	"math/rand/v2"
	"testing"
)

// noise returns n values of a normal distribution.
func noise(seed uint64, n int) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

// near compares with a formula.
func near(t *testing.T, what string, got float32, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 2e-5 {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestInverse36(t *testing.T) {
	x := (*[18]float32)(noise(1, 18))
	var window, y [36]float32
	for i := range window {
		window[i] = float32(i + 1)
	}
	inverse36(x, &window, &y)
	for i, got := range y {
		var want float64
		for k, v := range x {
			want += float64(v) * math.Cos(math.Pi/72*float64((2*i+19)*(2*k+1)))
		}
		near(t, "value", got/window[i], want)
	}
}

func TestInverse12(t *testing.T) {
	x := (*[18]float32)(noise(2, 18))
	var y [36]float32
	inverse12(x, &y)
	var want [36]float64
	for w := range 3 {
		for i := range 12 {
			for k := range 6 {
				want[6+6*w+i] += float64(x[3*k+w]) * math.Cos(math.Pi/24*float64((2*i+7)*(2*k+1))) * math.Sin(math.Pi/12*(float64(i)+.5))
			}
		}
	}
	for i := range y {
		near(t, "value", y[i], want[i])
	}
}

func TestCosine2(t *testing.T) {
	for n := 4; n <= 32; n *= 2 {
		x := noise(3, n)
		y := append([]float32(nil), x...)
		cosine2(y, make([]float32, n))
		for m, got := range y {
			var want float64
			for k, v := range x {
				want += float64(v) * math.Cos(math.Pi/float64(2*n)*float64(m*(2*k+1)))
			}
			near(t, "value", got, want)
		}
	}
}

// TestSynthesis compares with the flow chart of ISO 11172-3, figure A.2.
func TestSynthesis(t *testing.T) {
	var s synthesis
	var v [1024]float64
	var in, out [32]float32
	for range 20 {
		in = [32]float32(noise(4, 32))
		s.synthesize(&in, &out)
		copy(v[64:], v[:960])
		for i := range 64 {
			v[i] = 0
			for k := range 32 {
				v[i] += math.Cos(math.Pi/64*float64((16+i)*(2*k+1))) * float64(in[k])
			}
		}
		for j := range 32 {
			var want float64
			for i := range 8 {
				want += v[128*i+j] * float64(synthesisWindow[64*i+j])
				want += v[128*i+96+j] * float64(synthesisWindow[64*i+32+j])
			}
			near(t, "sample", out[j], want)
		}
	}
}
