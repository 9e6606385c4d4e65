package main

import (
	"sync"

	"github.com/gosilero/vad/model"
)

// oneLock is design A:
//
//	lock; prepare; infer; unlock
//
// The lock guards the states of all streams and the scratch memory of the network.
type oneLock struct {
	kit *kit

	mu      sync.Mutex
	states  []model.State
	input   input
	scratch *model.Scratch
}

func newOneLock(k *kit, streams int) design {
	return &oneLock{kit: k, states: make([]model.State, streams), scratch: k.network.NewScratch(1)}
}

func (d *oneLock) Process(stream int, window []float32) float32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.input.prepare(window)
	return d.kit.step(d.scratch, &d.states[stream], &d.input)
}

func (d *oneLock) Read(stream int) memory {
	d.mu.Lock()
	defer d.mu.Unlock()
	return remember(&d.states[stream])
}

func (d *oneLock) Reset(stream int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.states[stream] = model.State{}
}
