//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

// The lanes of a point are four vectors of real parts and four of imaginary ones.

type wideVector = archsimd.Float64x2

// wideAt returns the two values at v[i:].
func wideAt(v []float64, i int) wideVector {
	return archsimd.LoadFloat64x2Array((*[2]float64)(v[i:]))
}

// vectorsOf returns the parts of two of a point's lanes, l and l+1.
func vectorsOf(p *point, l int) (re, im wideVector) {
	return wideAt(p[:], l), wideAt(p[:], pointLanes+l)
}

// setVectors is the inverse of vectorsOf.
func setVectors(p *point, l int, re, im wideVector) {
	re.StoreArray((*[2]float64)(p[l:]))
	im.StoreArray((*[2]float64)(p[pointLanes+l:]))
}

// factor is a complex factor, the same in all lanes.
type factor struct{ re, im wideVector }

func factorAt(v []float64, i int) factor {
	return factor{archsimd.BroadcastFloat64x2(v[i]), archsimd.BroadcastFloat64x2(v[i+1])}
}

func mulVectors(ar, ai wideVector, b factor) (re, im wideVector) {
	return ar.Mul(b.re).Sub(ai.Mul(b.im)), ar.Mul(b.im).Add(ai.Mul(b.re))
}

// fftSplitVectors is fftSplitGeneric.
func fftSplitVectors(d []float64, x []float32, window, split []float64, points int) {
	hop := 2 * points
	for j := range points {
		var v [2][Frames + 1]float64 // a sample of all frames, and of the last one's second half
		for f := range Frames + 1 {
			pair := (*[2]float32)(x[2*j+f*hop:])
			v[0][f], v[1][f] = float64(pair[0]), float64(pair[1])
		}
		out, twiddle := pointAt(d, j), factorAt(split, 2*j)
		for f := 0; f < Frames; f += 2 {
			var sum, difference [2]wideVector
			for part := range 2 {
				first, second := archsimd.BroadcastFloat64x2(window[2*j+part]), archsimd.BroadcastFloat64x2(window[2*j+part+hop])
				a, b := wideAt(v[part][:], f).Mul(first), wideAt(v[part][:], f+1).Mul(second)
				sum[part], difference[part] = a.Add(b), a.Sub(b)
			}
			setVectors(out, f, sum[0], sum[1])
			re, im := mulVectors(difference[0], difference[1], twiddle)
			setVectors(out, Frames+f, re, im)
		}
	}
}

// fftRadix4Vectors is fftRadix4Generic.
func fftRadix4Vectors(d, twiddle []float64, quarter, blocks int) {
	for b := range blocks {
		for j := range quarter {
			at := b*4*quarter + j
			p0, p1 := pointAt(d, at), pointAt(d, at+quarter)
			p2, p3 := pointAt(d, at+2*quarter), pointAt(d, at+3*quarter)
			var w [3]factor
			if len(twiddle) > 0 {
				for q := range w {
					w[q] = factorAt(twiddle, 6*j+2*q)
				}
			}
			for l := 0; l < pointLanes; l += 2 {
				r0, i0 := vectorsOf(p0, l)
				r1, i1 := vectorsOf(p1, l)
				r2, i2 := vectorsOf(p2, l)
				r3, i3 := vectorsOf(p3, l)
				s0r, s0i, s1r, s1i := r0.Add(r2), i0.Add(i2), r0.Sub(r2), i0.Sub(i2)
				s2r, s2i, s3r, s3i := r1.Add(r3), i1.Add(i3), r1.Sub(r3), i1.Sub(i3)
				setVectors(p0, l, s0r.Add(s2r), s0i.Add(s2i))
				r1, i1 = s1r.Add(s3i), s1i.Sub(s3r)
				r2, i2 = s0r.Sub(s2r), s0i.Sub(s2i)
				r3, i3 = s1r.Sub(s3i), s1i.Add(s3r)
				if len(twiddle) > 0 {
					r1, i1 = mulVectors(r1, i1, w[0])
					r2, i2 = mulVectors(r2, i2, w[1])
					r3, i3 = mulVectors(r3, i3, w[2])
				}
				setVectors(p1, l, r1, i1)
				setVectors(p2, l, r2, i2)
				setVectors(p3, l, r3, i3)
			}
		}
	}
}

// fftRadix2Vectors is fftRadix2Generic.
func fftRadix2Vectors(d []float64, pairs int) {
	for i := range pairs {
		p0, p1 := pointAt(d, 2*i), pointAt(d, 2*i+1)
		for l := 0; l < pointLanes; l += 2 {
			r0, i0 := vectorsOf(p0, l)
			r1, i1 := vectorsOf(p1, l)
			setVectors(p0, l, r0.Add(r1), i0.Add(i1))
			setVectors(p1, l, r0.Sub(r1), i0.Sub(i1))
		}
	}
}

// fftMagnitudeVectors is fftMagnitudeGeneric.
func fftMagnitudeVectors(mag []float32, d, post []float64, order []int32, points int) {
	bins := 2 * points
	for m := range points {
		half := Frames * (m % 2)
		z, p := pointAt(d, int(order[m/2])), pointAt(d, int(order[points-m/2-m%2]))
		w := factorAt(post, 2*m)
		var bin, mirrored [Frames]float32 // squares
		for f := 0; f < Frames; f += 2 {
			zr, zi := vectorsOf(z, half+f)
			pr, pi := vectorsOf(p, half+f)
			er, ei := zr.Add(pr), zi.Sub(pi)
			tr, ti := mulVectors(zi.Add(pi), pr.Sub(zr), w)
			squares(bin[f:], er.Add(tr), ei.Add(ti))
			squares(mirrored[f:], er.Sub(tr), ei.Sub(ti))
		}
		vectorAt(bin[:], 0).Sqrt().StoreArray((*[4]float32)(mag[m*Frames:]))
		vectorAt(mirrored[:], 0).Sqrt().StoreArray((*[4]float32)(mag[(bins-m)*Frames:]))
	}
	var middle [Frames]float32
	for f := 0; f < Frames; f += 2 {
		re, im := vectorsOf(pointAt(d, int(order[points/2])), f)
		squares(middle[f:], re, im)
	}
	a := vectorAt(middle[:], 0).Sqrt()
	a.Add(a).StoreArray((*[4]float32)(mag[points*Frames:]))
}

// squares writes re*re + im*im of two lanes.
func squares(dst []float32, re, im wideVector) {
	s := re.Mul(re).Add(im.Mul(im))
	to := (*[2]float32)(dst)
	to[0], to[1] = float32(s.GetElem(0)), float32(s.GetElem(1))
}
