package main

import (
	"sync"

	"github.com/gosilero/vad/model"
)

// fourSteps is design C, in which all streams share one session:
//
//	state lock: copy the state out
//	no lock: prepare the input
//	session lock: infer
//	state lock: copy the state in
type fourSteps struct {
	kit *kit
	lockedStates
	inputs sync.Pool // of *input

	session sync.Mutex
	scratch *model.Scratch // guarded by session
}

func newFourSteps(k *kit, streams int) design {
	return &fourSteps{
		kit:          k,
		lockedStates: newLockedStates(streams),
		inputs:       sync.Pool{New: func() any { return new(input) }},
		scratch:      k.network.NewScratch(1),
	}
}

func (d *fourSteps) Process(stream int, window []float32) float32 {
	st := d.copyOut(stream)
	d.kit.afterCopy()
	in := d.inputs.Get().(*input)
	defer d.inputs.Put(in)
	in.prepare(window)
	p := d.run(&st, in)
	d.copyIn(stream, &st)
	return p
}

// run is the third step.
func (d *fourSteps) run(st *model.State, in *input) float32 {
	d.session.Lock()
	defer d.session.Unlock()
	return d.kit.step(d.scratch, st, in)
}
