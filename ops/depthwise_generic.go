package ops

// depthwiseGeneric computes one frame of a Depthwise convolution with a number of
// taps; w is [taps][len(y)]:
//
//	for c := range y {
//		y[c] = bias[c]
//		for t := range taps {
//			y[c] += x[t*xs+c] * w[t*len(y)+c]
//		}
//		y[c] = max(y[c], 0)
//	}
//
// It is the reference of the depthwise kernels.
func depthwiseGeneric(y, x []float32, xs int, w, bias []float32, taps int) {
	n := len(y)
	copy(y, bias)
	for t := range taps {
		row, weights := x[t*xs:][:n], w[t*n:][:n]
		for c := range y {
			y[c] += row[c] * weights[c]
		}
	}
	for c := range y {
		y[c] = max(y[c], 0)
	}
}
