package audio

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

func TestMP3Inverse36(t *testing.T) {
	x := (*[18]float32)(noise(1, 18))
	var window, y [36]float32
	for i := range window {
		window[i] = float32(i + 1)
	}
	mp3Inverse36(x, &window, &y)
	for i, got := range y {
		var want float64
		for k, v := range x {
			want += float64(v) * math.Cos(math.Pi/72*float64((2*i+19)*(2*k+1)))
		}
		near(t, "value", got/window[i], want)
	}
}

func TestMP3Inverse12(t *testing.T) {
	x := (*[18]float32)(noise(2, 18))
	var y [36]float32
	mp3Inverse12(x, &y)
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

// TestMP3Synthesis compares with the flow chart of ISO 11172-3, figure A.2.
func TestMP3Synthesis(t *testing.T) {
	var s mp3Synthesis
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
				want += v[128*i+j] * float64(mp3Window[64*i+j])
				want += v[128*i+96+j] * float64(mp3Window[64*i+32+j])
			}
			near(t, "sample", out[j], want)
		}
	}
}

// TestMP3Tables checks what the tables of the standard have in common.
func TestMP3Tables(t *testing.T) {
	for rate, layouts := range mp3Layouts {
		for i, layout := range layouts {
			sum := 0
			for _, band := range layout {
				sum += band.width
			}
			if sum != 576 || len(layout) > len(mp3Scales{}.factors) {
				t.Errorf("rate %d, layout %d: %d bands of %d values, want 576", rate, i, len(layout), sum)
			}
		}
	}
	for number, leaves := range mp3Codes {
		code := mp3Tables().codes[number]
		room := 1.
		seen := map[uint8]bool{}
		codeword := uint64(0)
		for i := 0; i < len(leaves); i += 3 {
			value, length := code.look(codeword)
			room -= math.Exp2(-float64(length))
			seen[value] = true
			codeword += 1 << (64 - length) // the next leaf to the right
		}
		if room != 0 || codeword != 0 || len(seen) != len(leaves)/3 {
			t.Errorf("code %d: %d values of %d, %v of the codewords unused", number, len(seen), len(leaves)/3, room)
		}
	}
	for i, w := range mp3Windows[mp3Long] {
		// Windows that overlap add up in power.
		other := mp3Windows[mp3Long][(i+18)%36]
		near(t, "window", w*w+other*other, 1)
		if i < 18 {
			start, stop := mp3Windows[mp3Start][18+i], mp3Windows[mp3Stop][i]
			near(t, "short slopes", start*start+stop*stop, 1)
		}
	}
}

// TestMP3Stereo checks sum and difference below, and direction from where the
// right channel is silent.
func TestMP3Stereo(t *testing.T) {
	sqrt := math.Sqrt2 / 2
	for _, test := range []struct {
		name         string
		h            mp3Header
		scaleBits    int
		positions    uint8
		none         bool
		below, above [2]float64
	}{
		{"nothing", mp3Header{}, 0, 3, false, [2]float64{1, 1}, [2]float64{1, 0}},
		{"sum and difference", mp3Header{midSide: true}, 0, 3, false, [2]float64{2 * sqrt, 0}, [2]float64{sqrt, sqrt}},
		{"left", mp3Header{intensity: true}, 0, 6, false, [2]float64{1, 1}, [2]float64{1, 0}},
		{"middle", mp3Header{intensity: true}, 0, 3, false, [2]float64{1, 1}, [2]float64{.5, .5}},
		{"right, and both", mp3Header{intensity: true, midSide: true}, 0, 0, false, [2]float64{2 * sqrt, 0}, [2]float64{0, 1}},
		{"no direction", mp3Header{intensity: true, midSide: true}, 0, 7, true, [2]float64{2 * sqrt, 0}, [2]float64{sqrt, sqrt}},
		{"low rate, left", mp3Header{intensity: true, lowRate: true, bands: 3}, 0, 3, false, [2]float64{1, 1}, [2]float64{math.Exp2(-.5), 1}},
		{"low rate, right", mp3Header{intensity: true, lowRate: true, bands: 3}, 1, 4, false, [2]float64{1, 1}, [2]float64{1, .5}},
	} {
		var scales mp3Scales
		for i := range scales.factors {
			scales.factors[i], scales.noDirection[i] = test.positions, test.none
		}
		var l, r [576]float32
		const silent = 90 // in a band that ends there at 44.1 kHz; within one at 22.05
		for i := range l {
			l[i] = 1
			if i < silent {
				r[i] = 1
			}
		}
		mp3Stereo(test.h, &mp3Granule{scaleBits: test.scaleBits}, &scales, &l, &r)
		for _, c := range []struct {
			at   int
			want [2]float64
		}{{0, test.below}, {silent - 1, test.below}, {silent + 10, test.above}, {575, test.above}} {
			near(t, test.name+", left", l[c.at], c.want[0])
			near(t, test.name+", right", r[c.at], c.want[1])
		}
	}
}
