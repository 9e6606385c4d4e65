package noise

import "math"

// hum is the mains: 50 Hz and its harmonics up to 2 kHz, the kth of amplitude
// 1/k.
func hum(s *source) []float32 {
	return s.harmonics(50, 40, func(k float64) float64 { return 1 / k })
}

// buzz is another mains: 60 Hz, harmonics of equal strength up to 3.6 kHz.
func buzz(s *source) []float32 {
	return s.harmonics(60, 60, func(float64) float64 { return 1 })
}

// harmonics adds count sines of random phases. A second of them is a whole
// number of periods, so it is made once.
func (s *source) harmonics(frequency, count int, amplitude func(k float64) float64) []float32 {
	second := make([]float64, s.rate)
	for k := 1; k <= count; k++ {
		phase := 2 * math.Pi * s.random.Float64()
		for i := range second {
			turns := float64(k*frequency*i%s.rate) / float64(s.rate)
			second[i] += amplitude(float64(k)) * math.Sin(2*math.Pi*turns+phase)
		}
	}
	return s.each(func(i int) float64 { return second[i%s.rate] })
}

// tone is one sine of 440 Hz.
func tone(s *source) []float32 {
	return s.harmonics(440, 1, func(float64) float64 { return 1 })
}

// alarm is two tones that take turns twice a second, with a pause after each.
func alarm(s *source) []float32 {
	return s.each(func(i int) float64 {
		part := i * 8 / s.rate % 8
		if part%2 == 1 {
			return 0
		}
		frequency := 800.0
		if part%4 == 2 {
			frequency = 1000
		}
		return math.Sin(2 * math.Pi * frequency * float64(i) / float64(s.rate))
	})
}

// engine is 30 strokes a second, each a thud of three resonances; no two are
// equally strong.
func engine(s *source) []float32 {
	pcm := make([]float32, s.n)
	period := s.rate / 30
	for at := 0; at < s.n; at += period + s.random.IntN(period/20+1) {
		strength := 1 + 0.3*s.random.NormFloat64()
		for i := at; i < min(at+3*period, s.n); i++ {
			t := float64(i-at) / float64(s.rate)
			thud := math.Exp(-60*t)*math.Sin(2*math.Pi*90*t) + 0.5*math.Exp(-90*t)*math.Sin(2*math.Pi*240*t) +
				0.2*math.Exp(-150*t)*math.Sin(2*math.Pi*700*t)
			pcm[i] += float32(strength * thud)
		}
	}
	for i := range pcm {
		pcm[i] += float32(0.02 * s.random.NormFloat64())
	}
	return pcm
}
