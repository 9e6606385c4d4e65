//go:build goexperiment.simd && go1.27 && !purego

package ops

// firVectors is firGeneric, with the same sums.
func firVectors(y, x, c []float32, list []firOutput, taps int) {
	for m := range y {
		w, v := c[list[m].coefficient:][:taps], x[list[m].input-list[0].input:][:taps]
		var s vector
		for len(w) >= 8 && len(v) >= 8 {
			s = s.Add(vectorAt(w, 0).Mul(vectorAt(v, 0)).Add(vectorAt(w, 4).Mul(vectorAt(v, 4))))
			w, v = w[8:], v[8:]
		}
		y[m] = s.GetElem(0) + s.GetElem(1) + (s.GetElem(2) + s.GetElem(3))
	}
}
