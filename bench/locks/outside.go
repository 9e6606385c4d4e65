package main

import "sync"

// outside is design B:
//
//	lock; copy the state out; unlock; prepare; infer; lock; copy the state in; unlock
//
// Nothing orders the windows of a stream.
type outside struct {
	kit *kit
	lockedStates
	calls *sync.Pool // of *call
}

func newOutside(k *kit, streams int) design {
	return &outside{k, newLockedStates(streams), newCalls(k)}
}

func (d *outside) Process(stream int, window []float32) float32 {
	st := d.copyOut(stream)
	d.kit.afterCopy()
	c := d.calls.Get().(*call)
	defer d.calls.Put(c)
	c.input.prepare(window)
	p := d.kit.step(c.scratch, &st, &c.input)
	d.copyIn(stream, &st)
	return p
}
