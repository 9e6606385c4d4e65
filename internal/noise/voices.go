package noise

// babble is the speech of 24 voices at once, of which none can be followed.
func babble(s *source) []float32 { return s.crowd(24) }

// fourVoices is the speech of four, of which one now and then stands out.
func fourVoices(s *source) []float32 { return s.crowd(4) }

// crowd adds count voices: each runs through the speech in a circle, from a
// place and at a speed of its own, 0.8 to 1.25, which moves its pitch.
func (s *source) crowd(count int) []float32 {
	pcm := make([]float32, s.n)
	if len(s.voices) == 0 {
		return pcm
	}
	for range count {
		at := s.random.Float64() * float64(len(s.voices))
		speed := 0.8 + 0.45*s.random.Float64()
		for i := range pcm {
			whole := int(at)
			part := float32(at - float64(whole))
			x, y := s.voices[whole], s.voices[(whole+1)%len(s.voices)]
			pcm[i] += x + part*(y-x)
			if at += speed; at >= float64(len(s.voices)) {
				at -= float64(len(s.voices))
			}
		}
	}
	return pcm
}
