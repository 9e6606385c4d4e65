package audiotest

import (
	"math"
	"math/rand/v2"
)

// Pink returns n samples of pink noise whose root of the mean square is level.
// Each octave has the same power: white noise through Paul Kellet's filter.
func Pink(seed uint64, n int, level float64) []float32 {
	poles := [...]float64{0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616}
	gains := [...]float64{0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980}
	r := rand.New(rand.NewPCG(seed, 0))
	var octaves [len(poles)]float64
	pcm, last, squares := make([]float64, n), 0.0, 0.0
	for i := range pcm {
		white := r.NormFloat64()
		v := 0.5362*white + 0.115926*last
		for k := range octaves {
			octaves[k] = poles[k]*octaves[k] + gains[k]*white
			v += octaves[k]
		}
		pcm[i], last = v, white
		squares += v * v
	}
	scaled, gain := make([]float32, n), level/math.Sqrt(squares/float64(n))
	for i, v := range pcm {
		scaled[i] = float32(gain * v)
	}
	return scaled
}
