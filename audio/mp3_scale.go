package audio

import "math"

// mp3Band is a part of the spectrum with a scale factor of its own.
type mp3Band struct {
	width  int
	window int // 0, 1, 2: of which short block; -1: of a long one
}

// mp3Layouts are the bands in the order in which they are coded, by the index
// of the sample rate and the kind of block: long, short, mixed. In short blocks
// a band of each of the three follows the others'.
var mp3Layouts = func() (layouts [7][3][]mp3Band) {
	for rate := range layouts {
		for _, width := range mp3LongBands[rate] {
			layouts[rate][0] = append(layouts[rate][0], mp3Band{width, -1})
		}
		for i, width := range mp3ShortBands[rate] {
			for window := range 3 {
				layouts[rate][1] = append(layouts[rate][1], mp3Band{width, window})
				if i >= 3 {
					layouts[rate][2] = append(layouts[rate][2], mp3Band{width, window})
				}
			}
		}
		long := layouts[rate][0][:mp3MixedLong(rate)]
		layouts[rate][2] = append(append([]mp3Band(nil), long...), layouts[rate][2]...)
	}
	return layouts
}()

// mp3MixedLong returns how many long bands a mixed block begins with: those
// below the third short band.
func mp3MixedLong(rate int) int {
	if rate < 3 {
		return 8
	}
	return 6
}

// layout returns the index of the granule's bands in mp3Layouts[rate].
func (g *mp3Granule) layout() int {
	switch {
	case g.blockType != mp3Short:
		return 0
	case !g.mixed:
		return 1
	}
	return 2
}

// mp3Groups is how many scale factors are coded with each of four lengths, by
// kind of bits and layout. MPEG-1 has the first row, with lengths 0 and 1 and
// 2 and 3 the same, and 17 = 8+9 for mixed blocks; MPEG-2 the rest (ISO
// 13818-3, section 2.4.3.2).
var (
	mp3Groups    = [3][4]int{{6, 5, 5, 5}, {9, 9, 9, 9}, {8, 9, 9, 9}}
	mp3LowGroups = [6][3][4]int{
		{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
		{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
		{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
		{{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
		{{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
		{{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
	}
)

// mp3Scales are the scale factors of one channel of a granule, one for each
// band of its layout; the last bands, which have none coded, have 0.
type mp3Scales struct {
	factors [39]uint8
	// noDirection is, band by band, whether an intensity stereo position says
	// that there is none.
	noDirection [39]bool
}

// read reads the scale factors. before are those of granule 0, which MPEG-1
// may use again; right says that this is the right channel of intensity stereo.
func (s *mp3Scales) read(r *bitReader, g *mp3Granule, h mp3Header, before *mp3Scales, right bool) {
	var lengths [4]uint
	var groups [4]int
	reuse := 0
	if h.lowRate {
		lengths, groups = mp3LowLengths(g, right)
	} else {
		low := [16]uint{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4}[g.scaleBits]
		high := [16]uint{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3}[g.scaleBits]
		lengths, groups = [4]uint{low, low, high, high}, mp3Groups[g.layout()]
		if before != nil && g.blockType != mp3Short {
			reuse = g.reuse
		}
	}
	*s = mp3Scales{}
	band := 0
	for i, n := range groups {
		for range n {
			switch {
			case reuse&(8>>i) != 0:
				s.factors[band], s.noDirection[band] = before.factors[band], before.noDirection[band]
			default:
				s.factors[band] = uint8(r.read(lengths[i]))
				s.noDirection[band] = s.factors[band] >= 7
				if h.lowRate {
					s.noDirection[band] = lengths[i] > 0 && s.factors[band] == 1<<lengths[i]-1
				}
			}
			band++
		}
	}
}

// mp3LowLengths returns the lengths of MPEG-2's scale factors, in bits, and how
// many of them have each; it also finds what preFlag is there.
func mp3LowLengths(g *mp3Granule, right bool) (lengths [4]uint, groups [4]int) {
	c := uint(g.scaleBits)
	var row int
	if right {
		switch c /= 2; {
		case c < 180:
			row, lengths = 3, [4]uint{c / 36, c % 36 / 6, c % 6}
		case c < 244:
			c -= 180
			row, lengths = 4, [4]uint{c / 16, c / 4 % 4, c % 4}
		default:
			c -= 244
			row, lengths = 5, [4]uint{c / 3, c % 3}
		}
	} else {
		switch {
		case c < 400:
			row, lengths = 0, [4]uint{c / 80, c / 16 % 5, c / 4 % 4, c % 4}
		case c < 500:
			c -= 400
			row, lengths = 1, [4]uint{c / 20, c / 4 % 5, c % 4}
		default:
			c -= 500
			row, lengths = 2, [4]uint{c / 3, c % 3}
			g.preFlag = true
		}
	}
	return lengths, mp3LowGroups[row][g.layout()]
}

// mp3PreTable is added to the scale factors of long bands with preFlag.
var mp3PreTable = [22]int{11: 1, 1, 1, 1, 2, 2, 3, 3, 3, 2}

// step returns the quantizer's step size in a band:
//
//	2^((gain - 210)/4 - 2*subGain - factor/2), or factor in place of factor/2
func (s *mp3Scales) step(g *mp3Granule, band, window int) float32 {
	factor := int(s.factors[band])
	quarters := g.gain - 210
	if window >= 0 {
		quarters -= 8 * g.subGain[window]
	} else if g.preFlag {
		factor += mp3PreTable[band]
	}
	if g.coarse {
		factor *= 2
	}
	return float32(math.Exp2(float64(quarters-2*factor) / 4))
}
