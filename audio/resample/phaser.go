package resample

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

// newPhaser returns the filter of a phaser, without memory, from rate in to rate out,
// in units of any size, that keeps the lower rate's band.
func newPhaser(in, out int) *phaser {
	band := min(1, float64(out)/float64(in)) / 2 // of the lower rate, in cycles per input
	transition := (1 - passBand) * band / ((1 + passEdge) / 2)
	return designPhaser(in, out, band-transition/2, transition)
}

// newHalver returns the filter of a phaser, without memory, that halves rate, in Hz,
// and keeps the band of a final rate out, out < rate*4/9, free of aliases; what lies
// between that band and its own it leaves to the stages after it.
func newHalver(rate, out float64) *phaser {
	return designPhaser(2, 1, .25, .5-out/rate)
}

// designPhaser returns a phaser, without memory, with a filter that turns from pass to
// stop over transition around cutoff, in cycles per input.
func designPhaser(in, out int, cutoff, transition float64) *phaser {
	d := gcd(in, out)
	s := &phaser{up: out / d, down: in / d}
	var f lowPass
	// The estimate of the length is optimistic for the shortest filters.
	for s.half = (int(math.Ceil(kaiserHalfWidth(attenuation, transition))) + 3) &^ 3; ; s.half += 4 {
		f = newLowPass(cutoff, float64(s.half), transition)
		if f.worst(cutoff+transition/2) < math.Pow(10, -attenuation/20.) {
			break
		}
	}
	s.bank = newBank(f, s.up, s.down, s.half)
	return s
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// fresh returns a phaser with the filter of s, which they share, at its start.
func (s *phaser) fresh() *phaser {
	c := *s
	c.bank = s.bank.clone()
	c.x = make([]float32, 0, 2*s.half+1+maxFeed)
	c.reset()
	return &c
}

func (s *phaser) reset() {
	s.phase = 0
	s.x = s.x[:s.half]
	clear(s.x)
}

// needed returns how many inputs n outputs take. The last output lies at
// (n-1)*down/up, and takes half the filter from there on.
func (s *phaser) needed(n int64) int64 {
	if n <= 0 {
		return 0
	}
	up, down := int64(s.up), int64(s.down)
	whole, part := (n-1)/up, (n-1)%up
	return whole*down + part*down/up + int64(s.half) + 1
}

// advance makes s, at its start, what it is after a number of inputs, whose values it
// does not set, and returns how many outputs they give: those with
// n*down/up < inputs-half.
func (s *phaser) advance(inputs int64) (outputs int64) {
	up, down := int64(s.up), int64(s.down)
	if places := inputs - int64(s.half); places > 0 {
		outputs = places/down*up + (places%down*up+down-1)/down
	}
	passed := outputs/up*down + outputs%up*down/up
	s.phase = int(outputs % up * down % up)
	s.x = s.x[:int64(s.half)+inputs-passed]
	return outputs
}

// feed appends to dst what src, at most maxFeed samples, completes.
func (s *phaser) feed(dst, src []float32) []float32 {
	s.x = append(s.x, src...)
	// The last output is the last one with i+half < len(x).
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
