package resample

import "github.com/gosilero/vad/ops"

const (
	// maxPhases bounds the table of a phaser with a phase for each that an
	// output can have. 22.05 to 16 kHz takes 320, 11.025 to 16 kHz 640.
	maxPhases = 1024

	// interpolatedPhases is the size of the table for ratios with more. Each
	// output is interpolated between those at the phases around it, which
	// errs by at most
	//
	//	(pi/interpolatedPhases)^2 / 8
	//
	// of the signal, -106 dB.
	interpolatedPhases = 512
)

// bank computes the outputs y[0], y[1], ... of a phaser, of which the first
// has phase p and i = half in x.
type bank interface {
	outputs(y, x []float32, p int)
	// clone returns a bank for another goroutine, which shares the filters.
	clone() bank
}

// newBank returns the bank for a filter sampled at up phases.
func newBank(f lowPass, up, down, half int) bank {
	if up <= maxPhases {
		return newExactBank(f, up, down, half)
	}
	return newInterpolatedBank(f, up, down, half)
}

// newFilters samples f at phases k/size for k from 0 to n-1.
func newFilters(f lowPass, half, size, n int) *ops.FIR {
	phases := make([][]float32, n)
	for k := range phases {
		phases[k] = samplePhase(f, half, float64(k)/float64(size))
	}
	return ops.NewFIR(phases)
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

// exactBank has a filter for each phase, and its list of outputs is one period
// of them or more.
type exactBank struct {
	up, down int
	filters  *ops.FIR
	first    []int // the output of the list that has a phase
}

// listed is how many outputs a list has, or a period more: few calls then compute
// what a feed of input gives.
const listed = 256

func newExactBank(f lowPass, up, down, half int) *exactBank {
	b := &exactBank{up: up, down: down, filters: newFilters(f, half, up, up), first: make([]int, up)}
	for n := range (listed + up - 1) / up * up {
		b.filters.Append(n*down%up, n*down/up)
		if n < up {
			b.first[n*down%up] = n
		}
	}
	return b
}

// clone returns b, which nothing changes.
func (b *exactBank) clone() bank { return b }

func (b *exactBank) outputs(y, x []float32, p int) {
	for len(y) > 0 {
		first := b.first[p]
		n := min(len(y), b.filters.Outputs()-first)
		b.filters.Apply(y[:n], x[1:], first) // x[0] is at -half, where all filters are 0
		next := p + n*b.down
		y, x, p = y[n:], x[next/b.up:], next%b.up
	}
}

// interpolatedBank has a filter for each of a fixed number of phases, and makes
// its list of outputs, two for each that is wanted, as it goes.
type interpolatedBank struct {
	up, down int
	filters  *ops.FIR
	around   [2 * listed]float32 // outputs at the phases before and after each
}

func newInterpolatedBank(f lowPass, up, down, half int) *interpolatedBank {
	return &interpolatedBank{
		up: up, down: down,
		filters: newFilters(f, half, interpolatedPhases, interpolatedPhases+1),
	}
}

func (b *interpolatedBank) clone() bank {
	return &interpolatedBank{up: b.up, down: b.down, filters: b.filters.Clone()}
}

func (b *interpolatedBank) outputs(y, x []float32, p int) {
	for len(y) > 0 {
		n := min(len(y), listed)
		b.list(y[:n], p)
		around := b.around[:2*n]
		b.filters.Apply(around, x[1:], 0)
		for m, between := range y[:n] {
			y[m] = around[2*m] + float32(between*(around[2*m+1]-around[2*m]))
		}
		next := p + n*b.down
		y, x, p = y[n:], x[next/b.up:], next%b.up
	}
}

// list lists the outputs around those that are wanted, and sets each of these
// to its place between them, from 0 to 1.
func (b *interpolatedBank) list(between []float32, p int) {
	b.filters.Clear()
	step, rest := b.down/b.up, b.down%b.up
	i := 0
	for m := range between {
		phase := p * interpolatedPhases / b.up
		b.filters.Append(phase, i)
		b.filters.Append(phase+1, i)
		between[m] = float32(p*interpolatedPhases-phase*b.up) / float32(b.up)
		i += step
		if p += rest; p >= b.up {
			p -= b.up
			i++
		}
	}
}
