package resample

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

// rates are those of sound cards and telephones, and some that are not in use.
var rates = []int{8000, 11025, 11999, 12000, 16000, 22050, 24000, 31999, 32000, 32001, 37800, 44056, 44100, 44101, 47999, 48000,
	50000, 64000, 88200, 96000, 176400, 192000}

func mustResampler(t testing.TB, in, out int) *Resampler {
	t.Helper()
	r, err := New(in, out)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// equalBits compares bit by bit.
func equalBits(t *testing.T, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d samples, want %d", len(got), len(want))
	}
	for i := range got {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("sample %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

// forRates runs f for all rates to 8 and 16 kHz.
func forRates(t *testing.T, f func(t *testing.T, in, out int)) {
	for _, out := range []int{8000, 16000} {
		for _, in := range rates {
			if in != out {
				t.Run(fmt.Sprintf("%d-%d", in, out), func(t *testing.T) { f(t, in, out) })
			}
		}
	}
}

// sine returns n samples of a sine that begins with a cosine's phase.
func sine(frequency float64, rate, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.Cos(2 * math.Pi * math.Mod(frequency*float64(i)/float64(rate), 1)))
	}
	return x
}

// decibels of an amplitude.
func decibels(a float64) float64 { return 20 * math.Log10(a) }

// fit returns the gain and the phase, in radians, of a sine in y, and the
// amplitude of all that is left. The ends are not looked at.
func fit(y []float32, frequency float64, rate int) (gain, phase, rest float64) {
	skip := len(y) / 4
	var a, b, norm float64
	for i := skip; i < len(y)-skip; i++ {
		w := 1 - math.Cos(2*math.Pi*float64(i-skip)/float64(len(y)-2*skip)) // Hann: other sines do not leak in
		sin, cos := math.Sincos(2 * math.Pi * math.Mod(frequency*float64(i)/float64(rate), 1))
		a += w * cos * float64(y[i])
		b += w * sin * float64(y[i])
		norm += w / 2
	}
	a, b = a/norm, b/norm
	var power float64
	for i := skip; i < len(y)-skip; i++ {
		sin, cos := math.Sincos(2 * math.Pi * math.Mod(frequency*float64(i)/float64(rate), 1))
		d := float64(y[i]) - a*cos - b*sin
		power += d * d
	}
	return math.Hypot(a, b), math.Atan2(b, a), math.Sqrt(2 * power / float64(len(y)-2*skip))
}

// TestResamplePassBand sweeps up to 90 % of the lower rate's band: a sine keeps
// its level within 0.1 dB and its time, and nothing is added above -80 dB.
func TestResamplePassBand(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		band := float64(min(in, out)) / 2
		r := mustResampler(t, in, out)
		for _, part := range []float64{.05, .1, .237, .4, .5, .61, .7, .8, .85, .88, .9} {
			f := part * band
			y := r.Flush(r.Feed(nil, sine(f, in, in/8)))
			gain, phase, rest := fit(y, f, out)
			if db := decibels(gain); math.Abs(db) > .1 {
				t.Errorf("%.0f Hz: gain %.3f dB", f, db)
			}
			if math.Abs(phase) > 1e-4 {
				t.Errorf("%.0f Hz: phase is off by %.2g", f, phase)
			}
			if db := decibels(rest); db > -80 {
				t.Errorf("%.0f Hz: other sounds of %.1f dB", f, db)
			}
		}
	})
}

// TestResampleStopBand sweeps what a lower rate cannot hold, from the end of
// its band on: it is gone to -80 dB.
func TestResampleStopBand(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		if in < out {
			return // nothing to stop; images are the pass band test's
		}
		band, top := float64(out)/2, float64(in)/2
		r := mustResampler(t, in, out)
		for i := range 40 {
			f := band + (top-band)*math.Pow(float64(i)/40, 2) // dense where the filter falls
			if i == 0 {
				f += 1
			}
			y := r.Flush(r.Feed(nil, sine(f, in, in/8)))
			_, _, all := fit(y, 0, out)
			if db := decibels(all); db > -80 {
				t.Errorf("%.0f Hz: %.1f dB are left", f, db)
			}
		}
	})
}

// TestResampleAgainstFourier compares noise with what the exact resampling of a
// periodic signal makes of it: its spectrum with another length.
func TestResampleAgainstFourier(t *testing.T) {
	for _, c := range []struct{ in, out, n int }{
		{48000, 16000, 4800}, {44100, 16000, 4410}, {8000, 16000, 800}, {22050, 8000, 2205}, {11025, 16000, 2205}, {96000, 8000, 9600}, {47999, 16000, 47999},
	} {
		t.Run(fmt.Sprintf("%d-%d", c.in, c.out), func(t *testing.T) {
			m := c.n * c.out / c.in
			rng := rand.New(rand.NewPCG(1, uint64(c.in)))
			spectrum := make([]complex128, c.n/2+1)
			for k := range int(.8 * float64(min(c.n, m)) / 2) {
				spectrum[k] = complex(rng.NormFloat64(), rng.NormFloat64())
			}
			spectrum[0] = 0
			period := fourier.NewFFT(c.n).Sequence(nil, spectrum)
			want := fourier.NewFFT(m).Sequence(nil, append(spectrum, make([]complex128, m/2+1)...)[:m/2+1])

			x := make([]float32, 3*c.n)
			for i := range x {
				x[i] = float32(period[i%c.n])
			}
			y := mustResampler(t, c.in, c.out).Feed(nil, x)
			var noise, signal float64
			for i, w := range want { // the second period: no edges near
				d := float64(y[m+i]) - w
				noise += d * d
				signal += w * w
			}
			if db := decibels(math.Sqrt(noise / signal)); db > -80 {
				t.Errorf("differs by %.1f dB", db)
			} else {
				t.Logf("differs by %.1f dB", db)
			}
		})
	}
}

// TestResampleClick checks that a click stays at its time within one output
// sample.
func TestResampleClick(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		r := mustResampler(t, in, out)
		for _, at := range []int{0, 1, 2, in/10 + 7, in / 5, in/4 - 1} {
			x := make([]float32, in/4)
			x[at] = 1
			y := r.Flush(r.Feed(nil, x))
			peak := 0
			for i, v := range y {
				if v > y[peak] {
					peak = i
				}
			}
			if want := float64(at) * float64(out) / float64(in); math.Abs(float64(peak)-want) > 1 {
				t.Errorf("click at %d: got %d, want %.1f", at, peak, want)
			}
		}
	})
}

func TestResampleLength(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		r := mustResampler(t, in, out)
		for _, n := range []int{0, 1, 2, 3, 7, 100, 1023, 1024, 1025, 5000} {
			got := len(r.Flush(r.Feed(nil, make([]float32, n))))
			if want := int(math.Round(float64(n) * float64(out) / float64(in))); got != want {
				t.Errorf("%d samples: got %d, want %d", n, got, want)
			}
		}
	})
	if got, want := mustResampler(t, 44100, 16000).Length(1<<50), int64(408489762119773); got != want {
		t.Errorf("2^50 samples: got %d, want %d", got, want)
	}
}

// TestResampleConstant checks that the gain at 0 Hz is 1 at all phases.
func TestResampleConstant(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		x := make([]float32, in/10)
		for i := range x {
			x[i] = 1
		}
		y := mustResampler(t, in, out).Feed(nil, x)
		for i, v := range y[len(y)/2:] {
			if math.Abs(float64(v)-1) > 1e-4 {
				t.Fatalf("sample %d is %v", i, v)
			}
		}
	})
}

func TestResampleAllocates(t *testing.T) {
	for _, in := range []int{8000, 44100, 44101, 48000, 192000} {
		r := mustResampler(t, in, 16000)
		x := make([]float32, 777)
		y := make([]float32, 0, 2000)
		if allocs := testing.AllocsPerRun(200, func() { y = r.Feed(y[:0], x) }); allocs != 0 {
			t.Errorf("%d Hz: got %v allocations, want 0", in, allocs)
		}
	}
}

func TestResampleErrors(t *testing.T) {
	for _, c := range [][2]int{{0, 16000}, {-8000, 16000}, {999, 16000}, {maxRate + 1, 16000}, {8000, 0}, {8000, 1 << 30}} {
		if _, err := New(c[0], c[1]); !errors.Is(err, ErrSampleRate) {
			t.Errorf("%v: got %v, want %v", c, err, ErrSampleRate)
		}
	}
}

func TestResampleIsIdentity(t *testing.T) {
	x := sine(440, 16000, 5000)
	r := mustResampler(t, 16000, 16000)
	equalBits(t, r.Flush(r.Feed(nil, x)), x)
}

func BenchmarkResample(b *testing.B) {
	for _, c := range [][2]int{{48000, 16000}, {44100, 16000}, {32000, 16000}, {22050, 16000}, {8000, 16000}, {192000, 16000}, {44101, 16000}, {48000, 8000}} {
		b.Run(fmt.Sprintf("%d-%d", c[0], c[1]), func(b *testing.B) {
			r := mustResampler(b, c[0], c[1])
			x := sine(440, c[0], c[0]) // one second
			var y []float32
			for b.Loop() {
				y = r.Feed(y[:0], x)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
		})
	}
}
