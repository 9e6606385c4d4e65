package noise

import (
	"math"
	"math/rand/v2"
)

func zeros(s *source) []float32 { return make([]float32, s.n) }

// white has the same power at all frequencies.
func white(s *source) []float32 {
	return s.each(func(int) float64 { return s.random.NormFloat64() })
}

// pink loses 3 dB an octave.
func pink(s *source) []float32 {
	next := Pink(s.random)
	return s.each(func(int) float64 { return next() })
}

// Pink returns what makes one sample of pink noise after the other: Paul Kellet's sum
// of first-order filters, which loses 3 dB an octave within 0.1 dB over ten octaves.
func Pink(random *rand.Rand) (next func() float64) {
	poles := [...]float64{0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616}
	gains := [...]float64{0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980}
	var y [len(poles)]float64
	var last float64
	return func() float64 {
		x := random.NormFloat64()
		sum := last + 0.5362*x
		last = 0.115926 * x
		for i := range y {
			y[i] = poles[i]*y[i] + gains[i]*x
			sum += y[i]
		}
		return sum
	}
}

// brown loses 6 dB an octave above 20 Hz.
func brown(s *source) []float32 {
	a := s.pole(20)
	var y float64
	return s.each(func(int) float64 {
		y = a*y + s.random.NormFloat64()
		return y
	})
}

// violet gains 6 dB an octave.
func violet(s *source) []float32 {
	var last float64
	return s.each(func(int) float64 {
		x := s.random.NormFloat64()
		y := x - last
		last = x
		return y
	})
}

// fan is the rush of air below 600 Hz, the tone of its blades with harmonics,
// which swell once a turn, and a little hiss.
func fan(s *source) []float32 {
	const turns, blades = 24, 7
	a, b := s.pole(600), s.pole(600)
	var air, low float64
	return s.each(func(i int) float64 {
		x := s.random.NormFloat64()
		air = a*air + (1-a)*x
		low = b*low + (1-b)*air
		t := float64(i) / float64(s.rate)
		var tones float64
		for k := 1.0; k <= 4; k++ {
			tones += math.Sin(2*math.Pi*k*turns*blades*t) / (k * k)
		}
		swell := 1 + 0.3*math.Sin(2*math.Pi*turns*t)
		return low + 0.08*swell*tones + 0.01*x
	})
}

// rain is drops: short bursts, hundreds a second, of all strengths.
func rain(s *source) []float32 {
	pcm := make([]float32, s.n)
	length := s.rate / 500
	for range s.n / s.rate * 400 {
		at, strength := s.random.IntN(s.n), s.random.ExpFloat64()
		for i := at; i < min(at+length, s.n); i++ {
			fall := 1 - float64(i-at)/float64(length)
			pcm[i] += float32(strength * fall * s.random.NormFloat64())
		}
	}
	for i := range pcm {
		pcm[i] += float32(0.02 * s.random.NormFloat64())
	}
	return pcm
}

// street is pink noise whose level wanders by 10 dB and more while cars pass.
func street(s *source) []float32 {
	next := Pink(s.random)
	return s.each(func(i int) float64 {
		t := float64(i) / float64(s.rate)
		level := 5*math.Sin(2*math.Pi*t/7.3) + 4*math.Sin(2*math.Pi*t/17.9) + 3*math.Sin(2*math.Pi*t/41)
		return Gain(level) * next()
	})
}
