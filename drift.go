package vad

import "github.com/gosilero/vad/model"

// Drift returns how far the network's memory has drifted, for meters and alarms. It
// is the size of the LSTM's c, as a multiple of the most that speech with its pauses
// keeps up for a minute:
//
//	sum over u of log(1 + |c[u]|/30), divided by 5.8 in v6, 28 in v4, 16 in others
//
// It is 0 at the start. Speech takes it above 1 for seconds; minutes of loud noise, or
// of music, keep it there, and the network then misses speech in noise. Less noise
// makes it deaf to quiet speech below 1, too. [Model.WithResetSilence] and
// [Stream.ResetLSTM] help. Drift never waits for a computation.
func (s *Stream) Drift() float64 {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	return s.model.drift(&s.net)
}

// drift returns the Drift of a state.
func (m *Model) drift(st *model.State) float64 {
	return st.Drift() / model.MostDrift(m.release)
}

// stretch finds the longest run of samples for which something is so.
type stretch struct{ current, longest int64 }

func (s *stretch) add(samples int64, so bool) {
	if !so {
		s.current = 0
		return
	}
	s.current += samples
	s.longest = max(s.longest, s.current)
}
