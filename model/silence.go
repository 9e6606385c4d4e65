package model

// SilenceThreshold is the probability below which a window is silence, in which C
// decays. It is lower than Silero's neg_threshold, 0.35: voices in the background
// keep the network between the two, and a memory that decays there hears them as
// speech.
const SilenceThreshold = 0.2

// finish lets C decay after a window with its probability, the last of its
// computation.
func (st *State) finish(prob float32) {
	if st.Decay == 0 || !(prob < SilenceThreshold) {
		return
	}
	keep := 1 - st.Decay
	for u := range st.C {
		st.C[u] *= keep
	}
}
