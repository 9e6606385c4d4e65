package vad

import (
	"fmt"

	"github.com/gosilero/vad/model"
)

// State is all that a stream knows of its past: a plain value that can be
// copied, compared, kept, encoded, and given to another stream of the same model
// and rate, here or on another machine, which then goes on with identical
// probabilities.
type State struct {
	model      [32]byte // the weights' checksum
	sampleRate int
	activity   Activity
	net        model.State
	pending    [maxWindow]float32
	pendingLen int
}

// SampleRate returns the rate in Hz of the stream that the state is from.
func (st State) SampleRate() int { return st.sampleRate }

// Activity returns the stream's counters.
func (st State) Activity() Activity { return st.activity }

// H returns a copy of the LSTM's output, [128].
func (st State) H() []float32 { return st.net.H[:] }

// C returns a copy of the LSTM's cell state, [128].
func (st State) C() []float32 { return st.net.C[:] }

// State returns the stream's state. It never waits for a computation.
func (s *Stream) State() State {
	s.state.Lock()
	defer s.state.Unlock()
	st := State{
		model:      s.model.checksum,
		sampleRate: s.engine.SampleRate,
		activity:   s.activity,
		net:        s.net,
		pendingLen: s.pendingLen,
	}
	copy(st.pending[:], s.pending[:s.pendingLen]) // what lies beyond is old
	return st
}

// SetState makes the stream go on from st, a state of a stream of the same
// model and rate. A window in flight delivers its probability and leaves no
// trace; what a Feed has still to come after it goes on from st. SetState never
// waits for a computation.
func (s *Stream) SetState(st State) error {
	if st.sampleRate != s.engine.SampleRate {
		return fmt.Errorf("%w: got one at %d Hz, want %d Hz", ErrState, st.sampleRate, s.engine.SampleRate)
	}
	if st.model != s.model.checksum {
		return fmt.Errorf("%w: got one of model %x, want %x", ErrState, short(st.model), short(s.model.checksum))
	}
	s.state.Lock()
	defer s.state.Unlock()
	s.generation++
	s.net, s.activity = st.net, st.activity
	s.pending, s.pendingLen = st.pending, st.pendingLen
	return nil
}

// Reset takes the stream back to its start, pending samples included. A
// window in flight delivers its probability and leaves no trace; what a Feed has
// still to come after it begins the stream anew. Reset never waits for a
// computation.
func (s *Stream) Reset() {
	s.state.Lock()
	defer s.state.Unlock()
	s.generation++
	s.net, s.activity, s.pendingLen = model.State{}, Activity{}, 0
}

// Forget clears the network's memory, h and c. It keeps the context, which is
// audio, what is pending, and the counters. It never waits for a computation; a
// window in flight delivers its probability and leaves no trace.
func (s *Stream) Forget() {
	s.state.Lock()
	defer s.state.Unlock()
	s.generation++
	s.net.H, s.net.C = [model.Hidden]float32{}, [model.Hidden]float32{}
}

// short returns enough of a checksum for a message.
func short(sum [32]byte) [8]byte { return [8]byte(sum[:]) }
