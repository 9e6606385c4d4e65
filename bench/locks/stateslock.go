package main

import (
	"sync"

	"github.com/gosilero/vad/model"
)

// lockedStates are the states of all streams under one lock, as in the designs B and
// C.
type lockedStates struct {
	mu     sync.Mutex
	states []model.State
}

func newLockedStates(streams int) lockedStates {
	return lockedStates{states: make([]model.State, streams)}
}

func (l *lockedStates) copyOut(stream int) model.State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.states[stream]
}

func (l *lockedStates) copyIn(stream int, st *model.State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.states[stream] = *st
}

// Read returns what a stream remembers.
func (l *lockedStates) Read(stream int) memory {
	l.mu.Lock()
	defer l.mu.Unlock()
	return remember(&l.states[stream])
}

// Reset resets a stream.
func (l *lockedStates) Reset(stream int) { l.copyIn(stream, new(model.State)) }
