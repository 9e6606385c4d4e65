package ops

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

// The operators that only the network of v4 uses, against float64.

// spectrumOf returns the spectrum of a frame under a Hann window, which is rounded
// to float32, as DFT.Apply lays it out.
func spectrumOf(fft *fourier.FFT, frame []float32) []float64 {
	n := len(frame)
	x := make([]float64, n)
	for i, v := range frame {
		x[i] = float64(v) * float64(float32(0.5-0.5*math.Cos(2*math.Pi*float64(i)/float64(n))))
	}
	y := make([]float64, n)
	for k, c := range fft.Coefficients(nil, x) {
		y[k] = real(c)
		if k > 0 && k < n/2 {
			y[n/2+k] = imag(c)
		}
	}
	return y
}

func TestDFT(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(31, 32))
		for _, s := range []struct{ n, hop, frames, windows int }{{256, 64, 8, 1}, {256, 64, 24, 3}, {256, 64, 4, 5}, {32, 5, 3, 2}, {16, 16, 7, 1}} {
			d, fft := NewDFT(s.n), fourier.NewFFT(s.n)
			length := s.n + (s.frames-1)*s.hop
			x := Rows{random(r, s.windows*(length+3)), length + 3}
			y := Rows{make([]float32, s.windows*s.frames*(s.n+5)), s.n + 5}
			d.Apply(y, x, s.hop, s.frames, s.windows)
			for i := range s.windows {
				for f := range s.frames {
					got := y.Row(i*s.frames + f)
					for k, want := range spectrumOf(fft, x.Row(i)[f*s.hop:][:s.n]) {
						if !(math.Abs(float64(got[k])-want) <= 1e-7*float64(s.n)) {
							t.Fatalf("%+v: window %d, frame %d: y[%d] = %v, want %v", s, i, f, k, got[k], want)
						}
					}
				}
			}
		}
	})
}

func TestLogMagnitudes(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(35, 36))
		for _, n := range []int{16, 48, 256} {
			for _, scale := range []float32{0, 1e-42, 1e-12, 1e-7, 1e-3, 1, 100, 1 << 38} {
				spectrum := random(r, n)
				for i := range spectrum {
					spectrum[i] *= scale
				}
				mag, log := make([]float32, n/2+1), make([]float32, n/2+1)
				sum, want := LogMagnitudes(mag, log, slices.Clone(spectrum)), 0.0
				for k := range mag {
					re, im := float64(spectrum[k]), 0.0
					if k > 0 && k < n/2 {
						im = float64(spectrum[n/2+k])
					}
					if m := math.Hypot(re, im); !(math.Abs(float64(mag[k])-m) <= 2e-7*m+1e-22) {
						t.Fatalf("%d values of scale %g: mag[%d] = %v, want %v", n, scale, k, mag[k], m)
					}
					l := math.Log(float64(1 + mag[k]*logScale))
					if !(math.Abs(float64(log[k])-l) <= 2*roundoff*max(l, 1)) {
						t.Fatalf("%d values of scale %g: log[%d] = %v, want %v", n, scale, k, log[k], l)
					}
					want += l
				}
				if !(math.Abs(float64(sum)-want) <= 1e-6*want) {
					t.Errorf("%d values of scale %g: the logarithms add up to %v, want %v", n, scale, sum, want)
				}
			}
		}
	})
}

func TestDepthwise(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(37, 38))
		for _, s := range []struct{ channels, frames, stride, windows int }{{258, 8, 2, 2}, {16, 4, 2, 3}, {32, 1, 1, 2}, {3, 5, 2, 2}, {8, 3, 1, 1}, {1, 2, 1, 4}} {
			w, bias := random(r, s.channels*5), random(r, s.channels)
			d := NewDepthwise(s.channels, w, bias)
			stride, outputs := d.Channels()+3, (s.frames+s.stride-1)/s.stride
			x := Rows{random(r, s.windows*s.frames*stride), stride}
			y := Rows{make([]float32, s.windows*outputs*stride), stride}
			d.Apply(y, x, s.frames, s.stride, s.windows)
			for i := range s.windows {
				for f := range outputs {
					for c := range d.Channels() {
						want := 0.0
						if c < s.channels {
							want = float64(bias[c])
							for tap := range 5 {
								if at := f*s.stride + tap - 2; at >= 0 && at < s.frames {
									want += float64(w[c*5+tap]) * float64(x.Row(i*s.frames + at)[c])
								}
							}
						}
						got := float64(y.Row(i*outputs + f)[c])
						if want = max(want, 0); !(math.Abs(got-want) <= 1e-6) {
							t.Fatalf("%+v: window %d, frame %d, channel %d: %v, want %v", s, i, f, c, got, want)
						}
					}
				}
			}
		}
	})
}
