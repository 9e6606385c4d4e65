package mp3

import "math"

// restoreStereo turns the two spectra of joint stereo into left and right, in
// the order in which they are coded. Sum and difference apply to all bands.
// Direction applies to the bands at the top where the right channel has nothing
// of its own: its scale factors say how the left one is shared out (ISO
// 11172-3, section 2.4.3.4.9.3; ISO 13818-3, section 2.4.3.2).
func restoreStereo(h Header, right *granule, scales *scaleFactors, l, r *[granuleSize]float32) {
	if !h.intensity {
		if h.midSide {
			midSide(l[:], r[:])
		}
		return
	}
	layout := layouts[h.bands][right.layout()]
	silent := silentFrom(layout, r)
	at := 0
	for i, band := range layout {
		a, b := l[at:at+band.width], r[at:at+band.width]
		at += band.width
		factor := i // the last bands share the position of those before
		if band.window < 0 && i == 21 {
			factor--
		} else if band.window >= 0 && i >= len(layout)-3 {
			factor -= 3
		}
		switch {
		case i >= silent[band.window+1] && !scales.noDirection[factor]:
			left, share := direction(h, right, int(scales.factors[factor]))
			for k, v := range a {
				a[k], b[k] = v*left, v*share
			}
		case h.midSide:
			midSide(a, b)
		}
	}
}

// midSide turns sum and difference into left and right.
func midSide(l, r []float32) {
	r = r[:len(l)]
	for i := range l {
		m, s := l[i]*(math.Sqrt2/2), r[i]*(math.Sqrt2/2)
		l[i], r[i] = m+s, m-s
	}
}

// silentFrom returns the index of the band from which on the spectrum is 0, for
// long blocks and then for each of three short ones. The long bands of mixed
// blocks are only silent where all short ones are.
func silentFrom(layout []scaleBand, x *[granuleSize]float32) (from [4]int) {
	at := 0
	for i, band := range layout {
		for _, v := range x[at : at+band.width] {
			if v != 0 {
				from[band.window+1] = i + 1
				break
			}
		}
		at += band.width
	}
	if max(from[1], from[2], from[3]) > 0 {
		from[0] = len(layout)
	}
	return from
}

// direction returns the shares of left and right at a position.
func direction(h Header, g *granule, position int) (left, right float32) {
	if h.lowRate {
		share := math.Exp2(-float64((position+1)/2) / 4)
		if g.scaleBits&1 != 0 {
			share *= share
		}
		if position%2 != 0 {
			return float32(share), 1
		}
		return 1, float32(share)
	}
	sin, cos := math.Sincos(float64(position) * math.Pi / 12)
	return float32(sin / (sin + cos)), float32(cos / (sin + cos))
}
