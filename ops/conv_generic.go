package ops

// conv3x4Generic convolves k inputs, the four frames of one window, into a number of
// outputs, in multiples of Lanes:
//
//	y[f*ys+o] = max(floor, init[f*is+o] + sum over i, t of w[o/Lanes*ws+i][t][o%Lanes]*x[i*4+f+t-1])
//
// where x outside of the four frames is zero. init may be y. It is the reference
// of the conv3x4 kernels.
func conv3x4Generic(outputs int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32) {
	for o := range outputs {
		y0, y1, y2, y3 := convSums(x, w[o/Lanes*ws:][:k], o%Lanes)
		y[o] = max(y0+init[o], floor)
		y[ys+o] = max(y1+init[is+o], floor)
		y[2*ys+o] = max(y2+init[2*is+o], floor)
		y[3*ys+o] = max(y3+init[3*is+o], floor)
	}
}

// convSums returns the sums of output o of a panel in the four frames.
func convSums(x []float32, w []taps, o int) (y0, y1, y2, y3 float32) {
	// The middle frames have three taps; with a second sum for each, no
	// chain has more dependent additions than the outer frames' two.
	var z1, z2 float32
	for i := range w {
		c := &w[i]
		m := (*[Frames]float32)(x[i*Frames:])
		w1 := c[1][o]
		y0 += w1 * m[0]
		y1 += w1 * m[1]
		y2 += w1 * m[2]
		y3 += w1 * m[3]
		w0 := c[0][o]
		z1 += w0 * m[0]
		z2 += w0 * m[1]
		y3 += w0 * m[2]
		w2 := c[2][o]
		y0 += w2 * m[1]
		z1 += w2 * m[2]
		z2 += w2 * m[3]
	}
	return y0, y1 + z1, y2 + z2, y3
}
