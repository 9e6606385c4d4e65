package ops

// lstmGatesGeneric is the reference of the lstmGates kernels; see Gates.
func lstmGatesGeneric(h, c, sums []float32) {
	for b := 0; b < len(c); b += Lanes {
		s := (*[4 * Lanes]float32)(sums[4*b:])
		cb, hb := (*[Lanes]float32)(c[b:]), (*[Lanes]float32)(h[b:])
		for u := range Lanes {
			i, g, o := Sigmoid(s[u]), Tanh(s[2*Lanes+u]), Sigmoid(s[3*Lanes+u])
			cb[u] = forget(s[Lanes+u], cb[u], float32(i*g))
			hb[u] = o * Tanh(cb[u])
		}
	}
}
