// Package noise makes noises to measure detectors in: signals that go on for as long
// as asked for, the same on every run.
package noise

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Kind is one noise.
type Kind struct {
	Name string

	// Level is the level of a noise that has one of its own, in dB relative to
	// a constant of 1; math.Inf(-1) stands for zeros. It is NaN for a noise that
	// is brought to the level that a study asks for.
	Level float64

	make func(s *source) []float32
}

// Fixed reports whether the noise has a level of its own.
func (k Kind) Fixed() bool { return !math.IsNaN(k.Level) }

// Kinds are the noises that the study of fading, in bench, chooses by.
var Kinds = []Kind{
	{"pink", math.NaN(), pink},
	{"white", math.NaN(), white},
	{"brown", math.NaN(), brown},
	{"hum", math.NaN(), hum},
	{"fan", math.NaN(), fan},
	{"babble", math.NaN(), babble},
	{"music", math.NaN(), music},
	{"near-silence", -75, white},
	{"zeros", math.Inf(-1), zeros},
}

// Others are noises that its choice was not made by: they check it.
var Others = []Kind{
	{"street", math.NaN(), street},
	{"rain", math.NaN(), rain},
	{"engine", math.NaN(), engine},
	{"buzz", math.NaN(), buzz},
	{"violet", math.NaN(), violet},
	{"alarm", math.NaN(), alarm},
	{"four voices", math.NaN(), fourVoices},
	{"tone", math.NaN(), tone},
}

// Find returns the noise of a name.
func Find(name string) (Kind, error) {
	for _, kinds := range [][]Kind{Kinds, Others} {
		for _, k := range kinds {
			if k.Name == name {
				return k, nil
			}
		}
	}
	return Kind{}, fmt.Errorf("noise: unknown noise %q", name)
}

// Make returns n samples of the noise at a sample rate. Its RMS is 1, or what
// its own level is. voices is speech at that rate, which babble is made of.
func (k Kind) Make(sampleRate, n int, voices []float32) []float32 {
	s := &source{
		rate:   sampleRate,
		n:      n,
		voices: voices,
		random: rand.New(rand.NewPCG(1, uint64(sampleRate))),
	}
	pcm := k.make(s)
	level := 0.0
	if k.Fixed() {
		level = k.Level
	}
	SetRMS(pcm, Gain(level))
	return pcm
}

// source is what the generators draw on.
type source struct {
	rate, n int
	voices  []float32
	random  *rand.Rand
}

// each returns the n samples that next returns.
func (s *source) each(next func(i int) float64) []float32 {
	pcm := make([]float32, s.n)
	for i := range pcm {
		pcm[i] = float32(next(i))
	}
	return pcm
}

// pole returns the coefficient a of the filter y = a*y + (1-a)*x whose cut-off
// frequency is in Hz.
func (s *source) pole(frequency float64) float64 {
	return math.Exp(-2 * math.Pi * frequency / float64(s.rate))
}

// Gain returns the factor of a level in dB.
func Gain(dB float64) float64 { return math.Pow(10, dB/20) }

// RMS returns the root of the mean square of pcm, 0 if it is empty.
func RMS(pcm []float32) float64 {
	var sum float64
	for _, x := range pcm {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum / float64(max(1, len(pcm))))
}

// SetRMS scales pcm to an RMS. Zeros stay zeros.
func SetRMS(pcm []float32, rms float64) {
	is := RMS(pcm)
	if is == 0 {
		return
	}
	for i, x := range pcm {
		pcm[i] = float32(float64(x) * rms / is)
	}
}
