// Package audiotest has audio for tests.
package audiotest

import (
	"math"
	"math/rand/v2"
)

// Babble returns n samples that move the state about: bursts of harmonics and
// noise between pauses.
func Babble(seed uint64, n, rate int) []float32 {
	r := rand.New(rand.NewPCG(seed, 0))
	pcm := make([]float32, n)
	for i := 0; i < n; {
		pitch, level, noise := 80+200*r.Float64(), 0.3*r.Float64(), 0.1*r.Float64()
		if r.IntN(3) == 0 {
			level = 0
		}
		for end := min(n, i+rate/8+r.IntN(rate)); i < end; i++ {
			v := noise * r.NormFloat64()
			for k := 1.0; k < 9; k++ {
				v += level / k * math.Sin(2*math.Pi*pitch*k*float64(i)/float64(rate))
			}
			pcm[i] = float32(v)
		}
	}
	return pcm
}

// Pieces delivers samples in pieces of odd sizes, then Err; after Calls
// calls of Read it calls Then.
type Pieces struct {
	PCM   []float32
	Err   error
	Calls int
	Then  func()
}

func (p *Pieces) Read(dst []float32) (int, error) {
	if p.Calls--; p.Calls == 0 {
		p.Then()
	}
	if len(p.PCM) == 0 {
		return 0, p.Err
	}
	n := copy(dst, p.PCM[:min(len(p.PCM), 333)])
	p.PCM = p.PCM[n:]
	return n, nil
}
