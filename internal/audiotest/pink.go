package audiotest

import (
	"math"
	"math/rand/v2"

	"github.com/gosilero/vad/internal/noise"
)

// Pink returns n samples of pink noise whose root of the mean square is level.
func Pink(seed uint64, n int, level float64) []float32 {
	next := noise.Pink(rand.New(rand.NewPCG(seed, 0)))
	pcm, squares := make([]float64, n), 0.0
	for i := range pcm {
		pcm[i] = next()
		squares += pcm[i] * pcm[i]
	}
	scaled, gain := make([]float32, n), level/math.Sqrt(squares/float64(n))
	for i, v := range pcm {
		scaled[i] = float32(gain * v)
	}
	return scaled
}
