package noise

import (
	"math"
	"slices"
	"testing"
)

// voices stand in for speech: bursts of a buzz.
func voices(rate int) []float32 {
	pcm := make([]float32, 3*rate)
	for i := range pcm {
		if i/(rate/4)%3 > 0 {
			pcm[i] = float32(i%(rate/120))/float32(rate/120) - 0.5
		}
	}
	return pcm
}

func all() []Kind { return append(slices.Clone(Kinds), Others...) }

func TestLevels(t *testing.T) {
	for _, k := range all() {
		for _, rate := range []int{8000, 16000} {
			want := 1.0
			if k.Fixed() {
				want = Gain(k.Level)
			}
			pcm := k.Make(rate, 10*rate, voices(rate))
			if got := RMS(pcm); math.Abs(got-want) > 1e-4*want {
				t.Errorf("%s at %d Hz: RMS is %v, want %v", k.Name, rate, got, want)
			}
			if len(pcm) != 10*rate {
				t.Errorf("%s at %d Hz: got %d samples, want %d", k.Name, rate, len(pcm), 10*rate)
			}
			if again := k.Make(rate, 10*rate, voices(rate)); !slices.Equal(pcm, again) {
				t.Errorf("%s at %d Hz: two runs differ", k.Name, rate)
			}
			for i, x := range pcm {
				if math.IsNaN(float64(x)) || math.Abs(float64(x)) > 60 {
					t.Fatalf("%s at %d Hz: sample %d is %v", k.Name, rate, i, x)
				}
			}
		}
	}
}

// TestSlopes measures what the colours of noise are named for: the power in
// two octaves.
func TestSlopes(t *testing.T) {
	const rate = 16000
	tests := []struct {
		name string
		dB   float64 // an octave
	}{{"white", 0}, {"pink", -3.01}, {"brown", -6.02}, {"violet", 6.02}}
	for _, test := range tests {
		k, err := Find(test.name)
		if err != nil {
			t.Fatal(err)
		}
		pcm := k.Make(rate, 8*rate, nil)
		low, high := density(pcm, rate, 300, 350), density(pcm, rate, 1200, 1400)
		if got := 10 * math.Log10(high/low) / 2; math.Abs(got-test.dB) > 0.7 {
			t.Errorf("%s: got %.2f dB an octave, want %.2f", k.Name, got, test.dB)
		}
	}
}

// TestTones finds the lines of a spectrum and the gaps between them.
func TestTones(t *testing.T) {
	const rate = 16000
	tests := []struct {
		name      string
		line, gap float64
	}{{"hum", 100, 75}, {"buzz", 180, 150}, {"tone", 440, 500}, {"fan", 168, 3000}, {"alarm", 800, 500}}
	for _, test := range tests {
		k, err := Find(test.name)
		if err != nil {
			t.Fatal(err)
		}
		pcm := k.Make(rate, 2*rate, nil)
		line, gap := density(pcm, rate, test.line-0.5, test.line+0.5), density(pcm, rate, test.gap-0.5, test.gap+0.5)
		if line < 100*gap {
			t.Errorf("%s: power at %v Hz is %.3g, at %v Hz %.3g", k.Name, test.line, line, test.gap, gap)
		}
	}
}

// density returns the mean power of eleven frequencies from low to high Hz, by
// the Fourier sum itself, over the seconds of pcm.
func density(pcm []float32, rate int, low, high float64) float64 {
	var sum float64
	for second := 0; second+rate <= len(pcm); second += rate {
		for step := range 11 {
			f := low + (high-low)*float64(step)/10
			var re, im float64
			sin, cos := math.Sincos(2 * math.Pi * f / float64(rate))
			a, b := 1.0, 0.0
			for i, x := range pcm[second:][:rate] {
				window := math.Sin(math.Pi * float64(i) / float64(rate))
				re += float64(x) * window * a
				im += float64(x) * window * b
				a, b = a*cos-b*sin, a*sin+b*cos
			}
			sum += re*re + im*im
		}
	}
	return sum / float64(len(pcm)/rate*11)
}

func TestFind(t *testing.T) {
	for _, k := range all() {
		if got, err := Find(k.Name); err != nil || got.Name != k.Name {
			t.Errorf("%s: got %q, %v", k.Name, got.Name, err)
		}
	}
	if _, err := Find("no such noise"); err == nil {
		t.Error("an unknown name: got no error")
	}
}
