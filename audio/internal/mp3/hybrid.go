package mp3

import "math"

// The hybrid filter bank, first half: from the spectrum of a granule, 576
// values, to 32 subbands of 18 samples each (ISO 11172-3, section 2.4.3.4.10).

// blockWindows are the windows of long, starting, short and stopping blocks;
// that of short blocks has 12 values.
var blockWindows = func() (w [4][36]float32) {
	slope := func(i, length int) float32 {
		return float32(math.Sin(math.Pi / float64(length) * (float64(i) + .5)))
	}
	for i := range 36 {
		w[longBlock][i] = slope(i, 36)
		switch {
		case i < 18:
			w[startBlock][i] = slope(i, 36)
		case i < 24:
			w[startBlock][i] = 1
		case i < 30:
			w[startBlock][i] = slope(i-18, 12)
		}
		if i < 12 {
			w[shortBlock][i] = slope(i, 12)
		}
	}
	for i := range 36 {
		w[stopBlock][35-i] = w[startBlock][i]
	}
	return w
}()

// aliasFactors are the coefficients of the butterflies between subbands.
var aliasFactors = func() (c [8]struct{ own, other float32 }) {
	for i, v := range [8]float64{-.6, -.535, -.33, -.185, -.095, -.041, -.0142, -.0037} {
		c[i].own, c[i].other = float32(1/math.Sqrt(1+v*v)), float32(v/math.Sqrt(1+v*v))
	}
	return c
}()

// reorder brings the short blocks of a spectrum from the order in which they
// are coded, block by block in each band, to that of frequency: the three
// values of a frequency beside each other.
func reorder(layout []scaleBand, x *[granuleSize]float32) {
	var sorted [granuleSize]float32
	at := 0
	for i := 0; i < len(layout); i++ {
		width := layout[i].width
		if layout[i].window >= 0 {
			for k := range width {
				for w := range 3 {
					sorted[at+3*k+w] = x[at+w*width+k]
				}
			}
			i += 2
			width *= 3
		} else {
			copy(sorted[at:at+width], x[at:])
		}
		at += width
	}
	*x = sorted
}

// antialias undoes what the overlap of the first n subbands has mixed.
func antialias(x *[granuleSize]float32, n int) {
	for at := 18; at < 18*n; at += 18 {
		for i, c := range aliasFactors {
			below, above := x[at-1-i], x[at+i]
			x[at-1-i] = below*c.own - above*c.other
			x[at+i] = above*c.own + below*c.other
		}
	}
}

// hybrid turns the spectrum x, sorted by frequency, of a granule into 18
// samples of each subband, [18][32], and keeps in overlap what lasts into the
// next granule. x is overwritten.
func hybrid(g *granule, bands int, x *[granuleSize]float32, overlap *[32][18]float32, out *[18][32]float32) {
	mixed, long := 0, 32 // subbands of mixed blocks that are long; of long blocks
	if g.mixed {
		mixed = longStart(bands, mixedLong(bands)) / 18
	}
	if g.blockType == shortBlock {
		long = mixed
	}
	antialias(x, long)
	top := granuleSize
	for top > 0 && x[top-1] == 0 {
		top--
	}
	for band := range 32 {
		var y [36]float32
		if 18*band < top {
			in := (*[18]float32)(x[18*band:])
			switch {
			case band >= long:
				inverse12(in, &y)
			case band < mixed:
				inverse36(in, &blockWindows[longBlock], &y)
			default:
				inverse36(in, &blockWindows[g.blockType], &y)
			}
		}
		last := &overlap[band]
		for i := range 18 {
			out[i][band] = y[i] + last[i]
			last[i] = y[18+i]
		}
		if band%2 != 0 { // odd subbands are upside down
			for i := 1; i < 18; i += 2 {
				out[i][band] = -out[i][band]
			}
		}
	}
}

// inverse12 is the inverse transform of three short blocks, windowed and put 6
// samples apart in the middle of out:
//
//	y[i] = sum over k < 6 of x[k] * cos(pi/24 * (2i+7) * (2k+1))
func inverse12(x *[18]float32, out *[36]float32) {
	for w := range 3 {
		for i := range 12 {
			var sum float32
			for k := range 6 {
				sum += x[3*k+w] * cosines12[i][k]
			}
			out[6+6*w+i] += sum * blockWindows[shortBlock][i]
		}
	}
}

// inverse36 is the inverse transform of a long block, windowed:
//
//	y[i] = sum over k < 18 of x[k] * cos(pi/72 * (2i+19) * (2k+1))
//
// Its 36 values are 18 of a type-IV cosine transform, repeated with other
// signs. Multiplying by 2cos(a) turns sums of cos((2k+1)a) into sums of
// cos(2ka) over neighbours added together: type IV becomes type III, whose odd
// half is of type IV again, so that two type-III transforms of 9 remain.
func inverse36(x *[18]float32, window, out *[36]float32) {
	var even, odd, e, o [9]float32
	var before, beforeOdd float32
	for j := range 9 {
		a, b := x[2*j]+before, x[2*j+1]+x[2*j]
		before = x[2*j+1]
		even[j], odd[j] = a, b+beforeOdd
		beforeOdd = b
	}
	cosine9(&even, &e)
	cosine9(&odd, &o)
	var u [18]float32
	for n := range 9 {
		o[n] *= halves9[n]
		u[n] = (e[n] + o[n]) * halves18[n]
		u[17-n] = (e[n] - o[n]) * halves18[17-n]
	}
	for i := range 9 {
		out[i] = u[9+i] * window[i]
		out[17-i] = -u[9+i] * window[17-i]
		out[26-i] = -u[i] * window[26-i]
		out[27+i] = -u[i] * window[27+i]
	}
}

// cosine9 is a type-III cosine transform:
//
//	y[n] = sum over j < 9 of x[j] * cos(pi/18 * j * (2n+1))
//
// The terms of even j are the same for n and 8-n, those of odd j the opposite.
func cosine9(x, y *[9]float32) {
	for n := range 5 {
		c := &cosines9[n]
		even := x[0] + x[2]*c[2] + x[4]*c[4] + (x[6]*c[6] + x[8]*c[8])
		odd := x[1]*c[1] + x[3]*c[3] + (x[5]*c[5] + x[7]*c[7])
		y[n], y[8-n] = even+odd, even-odd
	}
}

var (
	cosines12 = func() (c [12][6]float32) {
		for i := range c {
			for k := range c[i] {
				c[i][k] = float32(math.Cos(math.Pi / 24 * float64((2*i+7)*(2*k+1))))
			}
		}
		return c
	}()
	cosines9 = func() (c [5][9]float32) {
		for n := range c {
			for j := range c[n] {
				c[n][j] = float32(math.Cos(math.Pi / 18 * float64(j*(2*n+1))))
			}
		}
		return c
	}()
	halves9 = func() (c [9]float32) {
		for n := range c {
			c[n] = float32(.5 / math.Cos(math.Pi/36*float64(2*n+1)))
		}
		return c
	}()
	halves18 = func() (c [18]float32) {
		for n := range c {
			c[n] = float32(.5 / math.Cos(math.Pi/72*float64(2*n+1)))
		}
		return c
	}()
)
