package audiotest

import (
	"math"
	"math/rand/v2"
)

// Extreme is a way to fill windows with samples at the ends of what the network
// takes: finite, and below 2^32 in size.
type Extreme struct {
	Name string
	Fill func(r *rand.Rand, pcm []float32)
}

// MaxSample is the largest sample.
const MaxSample = 1<<32 - 1<<8

// Extremes are the patterns of windows that tests of the network's arithmetic run.
var Extremes = []Extreme{
	{"largest", func(_ *rand.Rand, pcm []float32) { periodic(pcm, MaxSample, MaxSample) }},
	{"alternate", func(_ *rand.Rand, pcm []float32) { periodic(pcm, MaxSample, -MaxSample) }},
	{"square", func(r *rand.Rand, pcm []float32) {
		half := make([]float32, 2*(1+r.IntN(len(pcm))))
		for i := range half {
			half[i] = MaxSample
			if i < len(half)/2 {
				half[i] = -MaxSample
			}
		}
		periodic(pcm, half...)
	}},
	{"signs", func(r *rand.Rand, pcm []float32) {
		for i := range pcm {
			pcm[i] = math.Float32frombits(math.Float32bits(MaxSample) | r.Uint32()&(1<<31))
		}
	}},
	{"spike", func(r *rand.Rand, pcm []float32) {
		clear(pcm)
		pcm[r.IntN(len(pcm))] = MaxSample
	}},
	{"tone", func(r *rand.Rand, pcm []float32) {
		step := math.Pi * r.Float64()
		for i := range pcm {
			pcm[i] = float32(MaxSample * math.Sin(step*float64(i)))
		}
	}},
	{"silence", func(_ *rand.Rand, pcm []float32) { clear(pcm) }},
	{"zeros of both signs", func(_ *rand.Rand, pcm []float32) { periodic(pcm, 0, float32(math.Copysign(0, -1))) }},
	{"smallest denormals", func(_ *rand.Rand, pcm []float32) {
		periodic(pcm, math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32)
	}},
	{"denormals", func(r *rand.Rand, pcm []float32) {
		for i := range pcm {
			pcm[i] = math.Float32frombits(r.Uint32() &^ (0xFF << 23))
		}
	}},
	{"spike in denormals", func(r *rand.Rand, pcm []float32) {
		for i := range pcm {
			pcm[i] = math.Float32frombits(r.Uint32() &^ (0xFF << 23))
		}
		pcm[r.IntN(len(pcm))] = -MaxSample
	}},
	{"all sizes", func(r *rand.Rand, pcm []float32) {
		for i := range pcm {
			for pcm[i] = MaxSample + 1<<8; !(pcm[i] > -MaxSample && pcm[i] < MaxSample); {
				pcm[i] = math.Float32frombits(r.Uint32())
			}
		}
	}},
}

// periodic repeats a period over pcm.
func periodic(pcm []float32, period ...float32) {
	for i := range pcm {
		pcm[i] = period[i%len(period)]
	}
}
