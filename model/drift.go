package model

import "math"

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

// MostDrift returns what speech keeps the drift of a release's memory below: the
// most for a minute on end, at either rate, in the recordings of testdata and in
// meetings, at several levels, and a seventh more.
func MostDrift(release string) float64 {
	switch release {
	case "v6":
		return 5.8
	case "v4":
		return 28
	}
	return 16
}
