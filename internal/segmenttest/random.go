package segmenttest

import (
	"math/rand/v2"
	"time"

	"github.com/gosilero/vad/segment"
)

// Case is a recording's probabilities, and options.
type Case struct {
	Probs   []float32
	Samples int64
	Rate    int
	Config  segment.Config
}

// RandomCase returns a case of up to maxWindows windows: runs of speech, of
// silence and of what is between the thresholds, with options that lie close to
// the lengths of such runs. One duration in eight is not a whole number of samples.
func RandomCase(rng *rand.Rand, maxWindows int) Case {
	pick := func(v ...int) int { return v[rng.IntN(len(v))] }
	duration := func(ms ...int) time.Duration {
		d := time.Duration(pick(ms...)) * time.Millisecond
		if rng.IntN(8) == 0 {
			d = time.Duration(rng.Int64N(int64(d) + 1))
		}
		return d
	}
	c := segment.Config{
		Threshold:             float64(pick(1, 5, 10, 50, 90)) / 100,
		NegThreshold:          -1,
		MinSpeech:             duration(0, 32, 64, 100, 250, 251, 500, 1000),
		MinSilence:            duration(0, 32, 50, 64, 96, 100, 200, 500, 1000),
		MinSilenceAtMaxSpeech: duration(0, 32, 64, 98, 200, 500),
		SpeechPad:             duration(0, 10, 16, 30, 31, 60, 100, 200, 400),
		SplitAtLongestSilence: rng.IntN(2) == 0,
	}
	if rng.IntN(3) > 0 {
		c.MaxSpeech = duration(100, 500, 1000, 1500, 3000, 7300)
	}
	if rng.IntN(4) == 0 {
		c.StartPad, c.EndPad = duration(0, 30, 32, 200), duration(0, 32, 50, 300)
	}
	switch rng.IntN(4) {
	case 0:
		c.NegThreshold = c.Threshold * rng.Float64()
	case 1:
		c.NegThreshold = c.Threshold
	case 2:
		c.Threshold = 0.005 // below the derived negative threshold
	}
	s := Case{Rate: pick(8000, 16000), Config: c}
	s.Probs = RandomProbs(rng, rng.IntN(maxWindows+1), c)
	w := int64(s.Rate) * 32 / 1000
	if s.Samples = w * int64(len(s.Probs)); s.Samples > 0 {
		s.Samples -= rng.Int64N(w)
	}
	return s
}

// RandomProbs returns n probabilities in runs around the thresholds of c.
func RandomProbs(rng *rand.Rand, n int, c segment.Config) []float32 {
	probs := make([]float32, 0, n)
	mean := 1 + rng.IntN(20)
	for len(probs) < n {
		kind := rng.IntN(5)
		for run := rng.IntN(2*mean) + 1; run > 0 && len(probs) < n; run-- {
			p := c.Threshold + (1-c.Threshold)*rng.Float64()
			switch kind {
			case 0, 1:
				p = max(c.NegThreshold, 0) * rng.Float64() * 0.99
			case 2:
				p = c.Threshold * rng.Float64()
			}
			if rng.IntN(30) == 0 {
				p = rng.Float64()
			}
			probs = append(probs, float32(p))
		}
	}
	return probs
}
