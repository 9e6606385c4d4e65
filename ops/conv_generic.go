package ops

// conv3x4Generic convolves the four frames of one window into Lanes outputs:
//
//	y[f*ys+o] = max(0, bias[o] + sum over i, t of w[i][t][o]*x[i*4+f+t-1])
//
// where x outside of the four frames is zero. It is the reference of the conv3x4
// kernels.
func conv3x4Generic(y []float32, ys int, x []float32, w []taps, bias []float32) {
	for o := range Lanes {
		b := bias[o]
		y0, y1, y2, y3 := b, b, b, b
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
		y[o] = max(y0, 0)
		y[ys+o] = max(y1+z1, 0)
		y[2*ys+o] = max(y2+z2, 0)
		y[3*ys+o] = max(y3, 0)
	}
}
