package model

import "math"

// SilenceThreshold is the probability below which a window is silence: Silero's
// neg_threshold for its default threshold.
const SilenceThreshold = 0.35

// Silence is the silence that a state has seen last, and the silence that clears
// its H and C. Both are numbers of windows.
type Silence struct {
	Run   int64 // windows below SilenceThreshold since the last that was not, or since H and C were cleared
	Reset int64 // the run that clears H and C; 0 or less is never
}

// Clear sets H and C to zero, and begins a new run of silence.
func (st *State) Clear() {
	st.H, st.C, st.Silence.Run = [Hidden]float32{}, [Hidden]float32{}, 0
}

// finish counts a window with its probability, the last of its computation, and
// clears H and C if the run of silence is long enough.
func (st *State) finish(prob float32) {
	s := &st.Silence
	if prob >= SilenceThreshold {
		s.Run = 0
		return
	}
	if s.Run++; s.Reset > 0 && s.Run >= s.Reset {
		st.Clear()
	}
}

// untilReset returns the least number of windows, at most the given one, after
// which H and C may be cleared.
func (s *Silence) untilReset(windows int) int {
	if s.Reset <= 0 {
		return windows
	}
	return int(min(max(s.Reset-s.Run, 1), int64(windows)))
}

// Drift returns how large the cells are together, each on a logarithmic scale, since
// single ones of thousands do no harm:
//
//	sum over u of log(1 + |C[u]|/30)
func (st *State) Drift() float64 {
	const group = 16 // factors, whose product is in range
	sum := 0.0
	for from := 0; from < Hidden; from += group {
		product := 1.0
		for _, c := range st.C[from : from+group] {
			product *= 1 + math.Abs(float64(c))/30
		}
		sum += math.Log(product)
	}
	return sum
}
