package vad

import "time"

// WithResetSilence returns a model that shares all with m, and whose streams and
// recordings forget in silence, so that long noise does not make the network deaf.
// After each window whose probability is below 0.2, the LSTM's cell state c becomes
//
//	c * (1 - window/d)
//
// and nothing else changes: d of silence leaves about a third, 1/e, of what was
// remembered. If d is shorter than a window, each window of silence clears c. Zero or
// less means never, which is the reference exactly, as are [New] and [Load].
//
// The network remembers noise, and without this that memory grows until no speech in
// it is found; docs/fading.md has figures. Ask for it, with 4 s, where audio goes on
// for minutes or hours: open microphones, calls, recordings of whole days. Nothing is
// forgotten in windows of speech; a pause between words takes away its part.
//
// Streams of m and of the model returned go together in batches, and on one
// Scheduler, each with its own d.
func (m *Model) WithResetSilence(d time.Duration) *Model {
	m.mustBeMade()
	with := *m
	with.resetSilence = d
	return &with
}

// SetResetSilence changes what [Model.WithResetSilence] says, for the windows to
// come. A window that is being computed keeps to what it began with. SetResetSilence
// never waits for a computation.
func (s *Stream) SetResetSilence(d time.Duration) {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	s.net.Decay = s.engine.decay(d)
}

// decay returns the part of c that a window of silence takes away: its part of d, 0
// if d is zero or less.
func (e *engine) decay(d time.Duration) float32 {
	if d <= 0 {
		return 0
	}
	window := time.Duration(e.Window) * time.Second / time.Duration(e.SampleRate)
	return float32(min(1, window.Seconds()/d.Seconds()))
}
