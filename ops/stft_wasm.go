//go:build goexperiment.simd && go1.27 && !purego

package ops

import "simd/archsimd"

// The lanes of a point are two vectors of real parts and two of imaginary ones.

// vectorsOf returns the parts of a half of a point's lanes.
func vectorsOf(p *point, half int) (re, im vector) {
	return vectorAt(p[:], 4*half), vectorAt(p[:], pointLanes+4*half)
}

// setVectors is the inverse of vectorsOf.
func setVectors(p *point, half int, re, im vector) {
	re.StoreArray((*[4]float32)(p[4*half:]))
	im.StoreArray((*[4]float32)(p[pointLanes+4*half:]))
}

func mulVectors(ar, ai, br, bi vector) (re, im vector) {
	return ar.Mul(br).Sub(ai.Mul(bi)), ar.Mul(bi).Add(ai.Mul(br))
}

// fftSplitVectors is fftSplitGeneric.
func fftSplitVectors(d, x, window, split []float32, points int) {
	hop := 2 * points
	for j := range points {
		var sum, difference [2]vector
		for part := range 2 {
			s := 2*j + part
			var v [5]float32
			for f := range v {
				v[f] = x[s+f*hop]
			}
			a := vectorAt(v[:], 0).Mul(vectorAt(window, s*pointLanes))
			b := vectorAt(v[:], 1).Mul(vectorAt(window, s*pointLanes+Frames))
			sum[part], difference[part] = a.Add(b), a.Sub(b)
		}
		out, tw := pointAt(d, j), pointAt(split, j)
		setVectors(out, 0, sum[0], sum[1])
		twr, twi := vectorsOf(tw, 1)
		re, im := mulVectors(difference[0], difference[1], twr, twi)
		setVectors(out, 1, re, im)
	}
}

// fftRadix4Vectors is fftRadix4Generic.
func fftRadix4Vectors(d, twiddle []float32, quarter, blocks int) {
	for b := range blocks {
		for j := range quarter {
			at := b*4*quarter + j
			p0, p1 := pointAt(d, at), pointAt(d, at+quarter)
			p2, p3 := pointAt(d, at+2*quarter), pointAt(d, at+3*quarter)
			for half := range 2 {
				r0, i0 := vectorsOf(p0, half)
				r1, i1 := vectorsOf(p1, half)
				r2, i2 := vectorsOf(p2, half)
				r3, i3 := vectorsOf(p3, half)
				s0r, s0i, s1r, s1i := r0.Add(r2), i0.Add(i2), r0.Sub(r2), i0.Sub(i2)
				s2r, s2i, s3r, s3i := r1.Add(r3), i1.Add(i3), r1.Sub(r3), i1.Sub(i3)
				setVectors(p0, half, s0r.Add(s2r), s0i.Add(s2i))
				r1, i1 = s1r.Add(s3i), s1i.Sub(s3r)
				r2, i2 = s0r.Sub(s2r), s0i.Sub(s2i)
				r3, i3 = s1r.Sub(s3i), s1i.Add(s3r)
				if len(twiddle) > 0 {
					w := (*[6]float32)(twiddle[6*j:])
					r1, i1 = mulVectors(r1, i1, archsimd.BroadcastFloat32x4(w[0]), archsimd.BroadcastFloat32x4(w[1]))
					r2, i2 = mulVectors(r2, i2, archsimd.BroadcastFloat32x4(w[2]), archsimd.BroadcastFloat32x4(w[3]))
					r3, i3 = mulVectors(r3, i3, archsimd.BroadcastFloat32x4(w[4]), archsimd.BroadcastFloat32x4(w[5]))
				}
				setVectors(p1, half, r1, i1)
				setVectors(p2, half, r2, i2)
				setVectors(p3, half, r3, i3)
			}
		}
	}
}

// fftMagnitudeVectors is fftMagnitudeGeneric.
func fftMagnitudeVectors(mag, d, post []float32, order []int32, points int) {
	bins := 2 * points
	for k := range points / 2 {
		tw, z := pointAt(post, k), pointAt(d, int(order[k]))
		for half := range 2 {
			p := pointAt(d, int(order[points-k-half]))
			zr, zi := vectorsOf(z, half)
			pr, pi := vectorsOf(p, half)
			twr, twi := vectorsOf(tw, half)
			er, ei := zr.Add(pr), zi.Sub(pi)
			tr, ti := mulVectors(zi.Add(pi), pr.Sub(zr), twr, twi)
			m := 2*k + half
			magnitude(er.Add(tr), ei.Add(ti)).StoreArray((*[4]float32)(mag[m*Frames:]))
			magnitude(er.Sub(tr), ei.Sub(ti)).StoreArray((*[4]float32)(mag[(bins-m)*Frames:]))
		}
	}
	re, im := vectorsOf(pointAt(d, int(order[points/2])), 0)
	a := magnitude(re, im)
	a.Add(a).StoreArray((*[4]float32)(mag[points*Frames:]))
}

func magnitude(re, im vector) vector { return re.Mul(re).Add(im.Mul(im)).Sqrt() }
