package model

import "math"

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
