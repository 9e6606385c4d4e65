package audio

import (
	"math"
	"slices"
)

// A phaser changes a sample rate by any ratio. Output n lies at
// n*down/up = i + p/up between the inputs, at one of up phases p, and is
//
//	y[n] = sum over j from -half+1 to half of x[i+j] * h(j - p/up)
//
// where h is 0 from half on.
type phaser struct {
	up, down int // in lowest terms
	half     int
	x        []float32 // inputs from i-half on, for the next output
	phase    int       // p of the next output
	bank     bank
}

// bank computes the outputs y[0], y[1], ... of which the first has phase p and
// i = half in x.
type bank interface {
	outputs(y, x []float32, p int)
}

// newPhaser returns a phaser from rate in to rate out, in units of any size.
func newPhaser(in, out int) *phaser {
	d := gcd(in, out)
	s := &phaser{up: out / d, down: in / d}
	band := min(1, float64(out)/float64(in)) / 2 // of the lower rate, in cycles per input
	transition := (1 - passBand) * band / ((1 + passEdge) / 2)
	s.half = (int(math.Ceil(kaiserHalfWidth(attenuation, transition))) + 3) &^ 3
	f := newLowPass(band-transition/2, float64(s.half), transition)
	switch {
	case s.up <= 2:
		s.bank = newSymmetricBank(f, s.up, s.down, s.half)
	case s.up <= maxPhases:
		s.bank = newTableBank(f, s.up, s.down, s.half, s.up)
	default:
		s.bank = newTableBank(f, s.up, s.down, s.half, interpolatedPhases)
	}
	s.x = make([]float32, 0, 2*s.half+1+feedBlock)
	s.reset()
	return s
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// clone returns a phaser with its own state, which begins where that of s is.
func (s *phaser) clone() *phaser {
	c := *s
	c.x = append(make([]float32, 0, cap(s.x)), s.x...)
	return &c
}

func (s *phaser) reset() {
	s.phase = 0
	s.x = s.x[:s.half]
	clear(s.x)
}

// feed appends to dst what src, at most feedBlock samples, completes.
func (s *phaser) feed(dst, src []float32) []float32 {
	s.x = append(s.x, src...)
	// The last output that can be had is the last with i+half < len(x).
	places := len(s.x) - 2*s.half
	if places <= 0 {
		return dst
	}
	n := (places*s.up-1-s.phase)/s.down + 1
	dst = slices.Grow(dst, n)[:len(dst)+n]
	s.bank.outputs(dst[len(dst)-n:], s.x, s.phase)
	next := s.phase + n*s.down
	s.phase = next % s.up
	s.x = s.x[:copy(s.x, s.x[next/s.up:])]
	return dst
}

// samplePhase returns h(j-phase) for j from -half+1 to half, with a gain of
// exactly 1 at 0 Hz.
func samplePhase(f lowPass, half int, phase float64) []float32 {
	h := make([]float64, 2*half)
	var sum float64
	for i := range h {
		h[i] = f.at(float64(i-half+1) - phase)
		sum += h[i]
	}
	out := make([]float32, len(h))
	for i := range h {
		out[i] = float32(h[i] / sum)
	}
	return out
}
