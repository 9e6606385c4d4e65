package vad

import "time"

// WithResetSilence returns a model that shares all with m, and whose streams and
// recordings clear the LSTM's memory, h and c, each time that silence has lasted
// longer than d: windows without a break whose probability is below 0.35. Zero or
// less means never, as with [New] and [Load], which is the reference exactly.
//
// In long noise the network goes deaf without it. It remembers the noise, and that
// memory grows until no speech is found; docs/fading.md has figures. Ask for it,
// with 5 s, where audio goes on for minutes or hours: open microphones, calls,
// recordings of whole days. It never comes in the middle of speech, as long as d is
// longer than the silence that ends a segment, and it leaves the context, which is
// audio. The first windows after it are those of a new stream.
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
// come. Silence that has already lasted counts. A window that is being computed
// keeps to what it began with. SetResetSilence never waits for a computation.
func (s *Stream) SetResetSilence(d time.Duration) {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	s.net.Silence.Reset = s.engine.windowsPast(d)
}

// windowsPast returns the least number of windows that last longer than d, 0 if d
// is zero or less.
func (e *engine) windowsPast(d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	window := time.Duration(e.Window) * time.Second / time.Duration(e.SampleRate)
	return int64(d/window) + 1
}
