package ops

// depthwiseGeneric computes one frame of a Depthwise convolution with the taps
// that w has, [taps][len(y)]:
//
//	y[c] = max(0, bias[c] + sum over t of w[t][c]*x[t*xs+c])
func depthwiseGeneric(y, x []float32, xs int, w, bias []float32) {
	n := len(y)
	copy(y, bias)
	for ; len(w) >= n; w = w[n:] {
		row, taps := x[:n], w[:n]
		for c := range y {
			y[c] += row[c] * taps[c]
		}
		if len(w) > n {
			x = x[xs:]
		}
	}
	for c := range y {
		y[c] = max(y[c], 0)
	}
}
