package live

import (
	"errors"
	"fmt"
	"math"
)

// ErrScale says that samples are far beyond full scale, which is 1.
var ErrScale = errors.New("live: samples far beyond full scale")

// mostRMS is the level above which a second is not on the scale: 12 dB more than
// a square wave of full scale.
const mostRMS = 4

// scale looks for seconds that are far beyond full scale.
type scale struct {
	on     bool
	second int     // samples
	sum    float64 // of squares in the second
	n      int     // samples in the second
}

func newScale(c *Config) scale { return scale{second: c.SampleRate} }

func (s *scale) reset() { s.sum, s.n = 0, 0 }

// check returns s after frames samples, pcm[0], pcm[stride] and so on, and an
// error if a second that they complete is too loud.
func (s scale) check(pcm []float32, stride, frames int) (scale, error) {
	if !s.on {
		return s, nil
	}
	for i := range frames {
		v := float64(pcm[i*stride])
		s.sum += v * v // exact: a product of two float32
		if s.n++; s.n < s.second {
			continue
		}
		if got := math.Sqrt(s.sum / float64(s.n)); got > mostRMS {
			return s, fmt.Errorf("%w: got an RMS of %.4g in a second, want %d at most; divide 16-bit integers by 32768", ErrScale, got, mostRMS)
		}
		s.reset()
	}
	return s, nil
}
