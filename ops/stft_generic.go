package ops

import "math"

// A complex point of all eight lanes is 16 values: eight real parts, then
// eight imaginary ones.
const pointLanes = 8

type point [2 * pointLanes]float64

func pointAt(d []float64, i int) *point { return (*point)(d[i*2*pointLanes:]) }

// fftSplitGeneric loads the four frames, applies the window and computes the
// first radix-2 step. With z the windowed frame as complex points and p = points,
// for j < p:
//
//	d[j][frame]   = z[j] + z[j+p]
//	d[j][4+frame] = (z[j] - z[j+p]) * split[j]
//
// A frame's second half begins one hop, 2*points samples, after its first.
func fftSplitGeneric(d []float64, x []float32, window, split []float64, points int) {
	hop := 2 * points
	for j := range points {
		out := pointAt(d, j)
		for part := range 2 {
			s := 2*j + part
			for f := range Frames {
				a := float64(x[s+f*hop]) * window[s]
				b := float64(x[s+(f+1)*hop]) * window[s+hop]
				out[part*pointLanes+f] = a + b
				out[part*pointLanes+Frames+f] = a - b
			}
		}
		for l := Frames; l < pointLanes; l++ {
			out[l], out[pointLanes+l] = complexMul(out[l], out[pointLanes+l], split[2*j], split[2*j+1])
		}
	}
}

// fftRadix4Generic computes one pass of the decimation in frequency: in each
// block of four quarters, points a, b, c, d at the same place in the quarters become
//
//	a+b+c+d, (a-c-i(b-d))*w1, (a+c-b-d)*w2, (a-c+i(b-d))*w3
//
// with the place's three twiddle factors w1, w2 and w3. The last pass, of blocks
// of four points, has none.
func fftRadix4Generic(d, twiddle []float64, quarter, blocks int) {
	for b := range blocks {
		for j := range quarter {
			at := b*4*quarter + j
			p0, p1 := pointAt(d, at), pointAt(d, at+quarter)
			p2, p3 := pointAt(d, at+2*quarter), pointAt(d, at+3*quarter)
			for l := range pointLanes {
				m := pointLanes + l
				s0r, s0i := p0[l]+p2[l], p0[m]+p2[m]
				s1r, s1i := p0[l]-p2[l], p0[m]-p2[m]
				s2r, s2i := p1[l]+p3[l], p1[m]+p3[m]
				s3r, s3i := p1[l]-p3[l], p1[m]-p3[m]
				p0[l], p0[m] = s0r+s2r, s0i+s2i
				p1[l], p1[m] = s1r+s3i, s1i-s3r
				p2[l], p2[m] = s0r-s2r, s0i-s2i
				p3[l], p3[m] = s1r-s3i, s1i+s3r
			}
			if len(twiddle) > 0 {
				w := (*[6]float64)(twiddle[6*j:])
				p1.mul(w[0], w[1])
				p2.mul(w[2], w[3])
				p3.mul(w[4], w[5])
			}
		}
	}
}

// mul multiplies all lanes by one factor.
func (p *point) mul(re, im float64) {
	for l := range pointLanes {
		p[l], p[pointLanes+l] = complexMul(p[l], p[pointLanes+l], re, im)
	}
}

// fftRadix2Generic computes the last pass of a transform whose size is not a
// power of four: d[2*i], d[2*i+1] = their sum, their difference.
func fftRadix2Generic(d []float64, pairs int) {
	for i := range pairs {
		p0, p1 := pointAt(d, 2*i), pointAt(d, 2*i+1)
		for l := range p0 {
			p0[l], p1[l] = p0[l]+p1[l], p0[l]-p1[l]
		}
	}
}

// fftMagnitudeGeneric computes the magnitudes of the transform of the real
// samples from the transform Z of the complex points. With n/2 complex points, bin m, its
// mirror n/2-m and w = post[m]:
//
//	e = Z[m] + conj(Z[n/2-m]), o = (Z[m] - conj(Z[n/2-m])) / i
//	mag[m] = |e + w*o|, mag[n/2-m] = |e - w*o|
//
// The factor 1/2 of e and o is in the window. Z[m] is point m/2 of half m%2.
func fftMagnitudeGeneric(mag []float32, d, post []float64, order []int32, points int) {
	bins := 2 * points
	for k := range points / 2 {
		z := pointAt(d, int(order[k]))
		mirrors := [2]*point{pointAt(d, int(order[points-k])), pointAt(d, int(order[points-k-1]))}
		for l := range pointLanes {
			h, f := l/Frames, l%Frames
			p := mirrors[h]
			er, ei := z[l]+p[l], z[pointLanes+l]-p[pointLanes+l]
			or, oi := z[pointLanes+l]+p[pointLanes+l], p[l]-z[l]
			m := 2*k + h
			tr, ti := complexMul(or, oi, post[2*m], post[2*m+1])
			mag[m*Frames+f] = magnitude(er+tr, ei+ti)
			mag[(bins-m)*Frames+f] = magnitude(er-tr, ei-ti)
		}
	}
	z := pointAt(d, int(order[points/2]))
	for f := range Frames {
		mag[points*Frames+f] = 2 * magnitude(z[f], z[pointLanes+f])
	}
}

func complexMul(ar, ai, br, bi float64) (re, im float64) {
	return ar*br - ai*bi, ar*bi + ai*br
}

// magnitude returns |re + i*im|, the root of a sum that is rounded to float32.
func magnitude(re, im float64) float32 {
	return float32(math.Sqrt(float64(float32(re*re + im*im))))
}
