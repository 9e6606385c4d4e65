package noise

import "math"

// Music's chords, as semitones above A of 110 Hz, one a bar: a minor, F, C, G.
var chords = [...][3]int{{0, 3, 7}, {-4, 0, 3}, {3, 7, 10}, {-2, 2, 5}}

// scale is what the melody draws its notes from, in semitones above A.
var scale = [...]int{0, 2, 3, 5, 7, 8, 10, 12, 15}

// music is a small band: chords held for a bar of two seconds, a bass and a
// plucked melody in quarter notes, a drum and a cymbal.
func music(s *source) []float32 {
	pcm := make([]float32, s.n)
	beat := s.rate / 2
	for at := 0; at < s.n; at += beat {
		n := at / beat
		chord := chords[n/4%len(chords)]
		if n%4 == 0 {
			for _, note := range chord {
				s.note(pcm, at, 4*beat, note+12, 0.10, 0.6)
			}
		}
		s.note(pcm, at, beat, chord[0]-12, 0.3, 3)
		for half := range 2 {
			if s.random.IntN(4) > 0 {
				s.note(pcm, at+half*beat/2, beat, scale[s.random.IntN(len(scale))]+24, 0.25, 4)
			}
			s.cymbal(pcm, at+half*beat/2)
		}
		if n%2 == 0 {
			s.drum(pcm, at)
		}
	}
	return pcm
}

// note adds a tone with six harmonics, which falls by e in 1/decay seconds.
func (s *source) note(pcm []float32, at, length, semitones int, strength, decay float64) {
	frequency := 110 * math.Exp2(float64(semitones)/12)
	end := min(at+length, len(pcm))
	for k := 1.0; k <= 6 && k*frequency < float64(s.rate)/2; k++ {
		// sin(w*t) by recurrence: x[i+1] = 2*cos(w)*x[i] - x[i-1].
		w := 2 * math.Pi * k * frequency / float64(s.rate)
		turn, x, last := 2*math.Cos(w), 0.0, -math.Sin(w)
		level, fall := strength/k, math.Exp(-decay*(1+0.3*k)/float64(s.rate))
		for i := at; i < end; i++ {
			attack := min(1, float64(i-at)/float64(s.rate/100), float64(end-i)/float64(s.rate/100))
			pcm[i] += float32(level * attack * x)
			level *= fall
			x, last = turn*x-last, x
		}
	}
}

// drum adds a tone that drops from 120 Hz to 50 Hz within 150 ms.
func (s *source) drum(pcm []float32, at int) {
	var phase float64
	for i := at; i < min(at+s.rate*3/20, len(pcm)); i++ {
		t := float64(i-at) / float64(s.rate)
		phase += 2 * math.Pi * (50 + 70*math.Exp(-30*t)) / float64(s.rate)
		pcm[i] += float32(0.7 * math.Exp(-20*t) * math.Sin(phase))
	}
}

// cymbal adds 60 ms of hiss, the difference of white noise.
func (s *source) cymbal(pcm []float32, at int) {
	var last float64
	for i := at; i < min(at+s.rate*3/50, len(pcm)); i++ {
		x := s.random.NormFloat64()
		pcm[i] += float32(0.05 * math.Exp(-60*float64(i-at)/float64(s.rate)) * (x - last))
		last = x
	}
}
