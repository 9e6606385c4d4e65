package vad

import "github.com/gosilero/vad/model"

// Drift returns how far the network's memory has drifted, for meters and alarms:
// the second largest magnitude in the LSTM's c as a multiple of what it is at most
// for a minute on end in speech and pauses, 30 in v6 and 160 in the others. It is 0
// at the start. Speech takes it above 1 for seconds. Above 1 for a minute, the
// network misses speech, or soon will: it has heard noise for too long, and
// [Model.WithResetSilence] or [Stream.ResetLSTM] helps. Drift never waits for a
// computation.
func (s *Stream) Drift() float32 {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	return s.model.drift(&s.net)
}

// drift returns the Drift of a state.
func (m *Model) drift(st *model.State) float32 {
	if m.identity.release == "v6" {
		return st.Drift() / 30
	}
	return st.Drift() / 160
}
