package resample

import (
	"runtime"
	"sync"
	"weak"
)

// ratePair is the rates of a Resampler, in Hz.
type ratePair struct{ in, out int }

// design is what the Resamplers of the same rates share.
type design struct {
	ratePair
	stages []*phaser // without memory
}

// designs has, by rates, a weak.Pointer to the design of the Resamplers in use:
// some filters take 330 KB and 10 ms, and a server has thousands of streams.
var designs sync.Map

// designFor returns the design for rates. Goroutines that ask for a new one at
// the same time may get one each.
func designFor(r ratePair) *design {
	if p, ok := designs.Load(r); ok {
		if d := p.(weak.Pointer[design]).Value(); d != nil {
			return d
		}
	}
	d := newDesign(r)
	p := weak.Make(d)
	designs.Store(r, p)
	runtime.AddCleanup(d, func(r ratePair) { designs.CompareAndDelete(r, p) }, r)
	return d
}

func newDesign(r ratePair) *design {
	d := &design{ratePair: r}
	if r.in == r.out {
		return d
	}
	scale := 1 // rate of the last stage: in/scale
	for 4*r.in > 9*scale*r.out {
		d.stages = append(d.stages, newHalver(float64(r.in)/float64(scale), float64(r.out)))
		scale *= 2
	}
	d.stages = append(d.stages, newPhaser(r.in, r.out*scale))
	return d
}

// resampler returns a Resampler at its start.
func (d *design) resampler() *Resampler {
	r := &Resampler{design: d}
	for _, s := range d.stages {
		r.stages = append(r.stages, s.fresh())
	}
	for i := range min(len(r.buffers), len(r.stages)-1) {
		r.buffers[i] = make([]float32, 0, maxFeed)
	}
	return r
}
