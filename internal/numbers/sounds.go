package main

import (
	"math"
	"math/rand/v2"

	"github.com/gosilero/vad/internal/audiotest"
)

// sound fills a window with samples; at is the position of its first one.
type sound struct {
	name string
	fill func(r *rand.Rand, pcm []float32, at int)
}

// extreme returns one of the patterns that tests run.
func extreme(name, pattern string) sound {
	for _, e := range audiotest.Extremes {
		if e.Name == pattern {
			return sound{name, func(r *rand.Rand, pcm []float32, _ int) { e.Fill(r, pcm) }}
		}
	}
	panic("numbers: no pattern " + pattern)
}

// wave returns a periodic sound whose pitch and level change with each second.
func wave(name string, rate int, shape func(phase float64) float64) sound {
	return sound{name, func(_ *rand.Rand, pcm []float32, at int) {
		second, pitch, level := -1, 0.0, 0.0
		for i := range pcm {
			if s := (at + i) / rate; s != second {
				r := rand.New(rand.NewPCG(uint64(s), 0))
				second, pitch, level = s, 50*math.Exp2(6*r.Float64()), math.Exp2(-8*r.Float64())
			}
			_, phase := math.Modf(pitch * float64(at+i) / float64(rate))
			pcm[i] = float32(level * shape(phase))
		}
	}}
}

// longSounds returns the sounds that hours are of.
func longSounds(rate int) []sound {
	return []sound{
		wave("tones", rate, func(phase float64) float64 { return math.Sin(2 * math.Pi * phase) }),
		wave("square waves", rate, func(phase float64) float64 { return math.Copysign(1, 0.5-phase) }),
		{"white noise", func(r *rand.Rand, pcm []float32, _ int) {
			for i := range pcm {
				pcm[i] = float32(0.1 * r.NormFloat64())
			}
		}},
		extreme("silence", "silence"),
	}
}
