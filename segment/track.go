package segment

import "fmt"

// Track is all that the segments of a recording are made of. Keep it to find the
// segments for other options without inference. Its methods only read it, so
// any number of goroutines may share it.
type Track struct {
	Probs      []float32 // one per window, as vad.Model.Probabilities returns them
	Samples    int64
	SampleRate int   // 8000 or 16000 Hz
	Window     int64 // samples of a window, as in [Config]
}

// Segments is [Find] of the track, with its windows.
func (t Track) Segments(c Config) ([]Segment, error) {
	if c.Window == 0 {
		c.Window = t.Window
	}
	return Find(t.Probs, t.Samples, t.SampleRate, c)
}

// Stats summarises the probabilities of speech in a segment.
type Stats struct {
	Mean float32 // over the segment's samples
	Max  float32
}

// Stats returns the statistics of the probabilities in a segment, which must
// hold at least one sample of the track and none outside of it. A window that
// is partly in the segment counts for the mean by that part.
func (t Track) Stats(s Segment) (Stats, error) {
	window, err := windowSize(t.SampleRate, t.Window)
	if err != nil {
		return Stats{}, err
	}
	if err := checkCount(int64(len(t.Probs)), t.Samples, window); err != nil {
		return Stats{}, err
	}
	if s.Start < 0 || s.Start >= s.End || s.End > t.Samples {
		return Stats{}, fmt.Errorf("%w: got %d to %d, want one inside 0 to %d", ErrSegment, s.Start, s.End, t.Samples)
	}
	first := s.Start / window
	st := Stats{Max: t.Probs[first]}
	sum := 0.0
	for i := first; i*window < s.End; i++ {
		p := t.Probs[i]
		if err := checkProbability(p, i*window, window); err != nil {
			return Stats{}, err
		}
		in := min(s.End, (i+1)*window) - max(s.Start, i*window)
		sum += float64(float64(p) * float64(in))
		st.Max = max(st.Max, p)
	}
	st.Mean = float32(sum / float64(s.Len()))
	return st, nil
}
