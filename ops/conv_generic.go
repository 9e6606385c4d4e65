package ops

// conv3x4Generic convolves the four frames of one window into Lanes outputs:
//
//	y[f*ys+o] = max(0, bias[o] + sum over i, t of w[(i*3+t)*Lanes+o]*x[i*4+f+t-1])
//
// where x outside the four frames counts as zero. It is the reference of the
// conv3x4 kernels.
func conv3x4Generic(y []float32, ys int, x, w, bias []float32, in int) {
	x, w = x[:in*Frames], w[:in*3*Lanes]
	for o := range Lanes {
		b := bias[o]
		y0, y1, y2, y3 := b, b, b, b
		// The middle frames meet three taps; a second sum each shortens
		// their chains of dependent additions to the outer frames' two.
		var z1, z2 float32
		wo := w[o:]
		for i := 0; i < len(x); i += Frames {
			m := (*[Frames]float32)(x[i:])
			c := (*[2*Lanes + 1]float32)(wo)
			w0, w1, w2 := c[0], c[Lanes], c[2*Lanes]
			y0 += w1 * m[0]
			y1 += w1 * m[1]
			y2 += w1 * m[2]
			y3 += w1 * m[3]
			z1 += w0 * m[0]
			z2 += w0 * m[1]
			y3 += w0 * m[2]
			y0 += w2 * m[1]
			z1 += w2 * m[2]
			z2 += w2 * m[3]
			if len(wo) < 3*Lanes {
				break
			}
			wo = wo[3*Lanes:]
		}
		y[o] = max(y0, 0)
		y[ys+o] = max(y1+z1, 0)
		y[2*ys+o] = max(y2+z2, 0)
		y[3*ys+o] = max(y3, 0)
	}
}
