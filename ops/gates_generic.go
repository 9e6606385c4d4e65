package ops

// lstmGatesGeneric is the reference of the lstmGates kernels; see Gates.
func lstmGatesGeneric(h, c, sums []float32) {
	for b := 0; b < len(c); b += Lanes {
		s := (*[4 * Lanes]float32)(sums[4*b:])
		cb, hb := (*[Lanes]float32)(c[b:]), (*[Lanes]float32)(h[b:])
		for u := range Lanes {
			i, f := Sigmoid(s[u]), Sigmoid(s[Lanes+u])
			g, o := Tanh(s[2*Lanes+u]), Sigmoid(s[3*Lanes+u])
			cb[u] = f*cb[u] + i*g
			hb[u] = o * Tanh(cb[u])
		}
	}
}
