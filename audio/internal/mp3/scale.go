package mp3

import (
	"math"
	"slices"

	"github.com/gosilero/vad/audio/internal/bits"
)

// scaleBand is a part of the spectrum with a scale factor of its own.
type scaleBand struct {
	width  int
	window int // 0, 1, 2: of which short block; -1: of a long one
}

// Which bands a granule has, by its blocks.
const (
	longLayout = iota
	shortLayout
	mixedLayout
)

// layouts are the bands in the order in which they are coded, by the index of
// the sample rate and the layout. In short blocks a band of each of the three
// follows the others'.
var layouts = func() (bands [7][3][]scaleBand) {
	for rate := range bands {
		var long, short []scaleBand
		for _, width := range longBands[rate] {
			long = append(long, scaleBand{width, -1})
		}
		for _, width := range shortBands[rate] {
			for window := range 3 {
				short = append(short, scaleBand{width, window})
			}
		}
		bands[rate] = [3][]scaleBand{longLayout: long, shortLayout: short, mixedLayout: slices.Concat(long[:mixedLong(rate)], short[3*3:])}
	}
	return bands
}()

// mixedLong returns how many long bands a mixed block begins with: those
// below the third short band.
func mixedLong(rate int) int {
	if rate < 3 {
		return 8
	}
	return 6
}

// layout returns the index of the granule's bands in layouts[rate].
func (g *granule) layout() int {
	switch {
	case g.blockType != shortBlock:
		return longLayout
	case !g.mixed:
		return shortLayout
	}
	return mixedLayout
}

// How many scale factors are coded with each of four lengths, by layout.
// MPEG-1 has groupSizes, with lengths 0 and 1 and 2 and 3 the same, and 17 = 8+9
// for mixed blocks; MPEG-2 has lowGroupSizes, by what scalefac_compress says
// (ISO 13818-3, section 2.4.3.2).
var (
	groupSizes    = [3][4]int{{6, 5, 5, 5}, {9, 9, 9, 9}, {8, 9, 9, 9}}
	lowGroupSizes = [6][3][4]int{
		{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
		{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
		{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
		{{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
		{{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
		{{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
	}
)

// scaleFactors are the scale factors of one channel of a granule, one for each
// band of its layout; the last bands, which have none coded, have 0.
type scaleFactors struct {
	factors [39]uint8
	// noDirection is, band by band, whether an intensity stereo position says
	// that there is none.
	noDirection [39]bool
}

// read reads the scale factors. before are those of granule 0, which MPEG-1
// may use again; right says whether this is the right channel of intensity stereo.
func (s *scaleFactors) read(r *bits.Reader, g *granule, h Header, before *scaleFactors, right bool) {
	var lengths [4]uint
	var groups [4]int
	reuse := 0
	if h.lowRate {
		lengths, groups = lowLengths(g, right)
	} else {
		low := [16]uint{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4}[g.scaleBits]
		high := [16]uint{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3}[g.scaleBits]
		lengths, groups = [4]uint{low, low, high, high}, groupSizes[g.layout()]
		if before != nil && g.blockType != shortBlock {
			reuse = g.reuse
		}
	}
	*s = scaleFactors{}
	band := 0
	for i, n := range groups {
		for range n {
			switch {
			case reuse&(8>>i) != 0:
				s.factors[band], s.noDirection[band] = before.factors[band], before.noDirection[band]
			default:
				s.factors[band] = uint8(r.Read(lengths[i]))
				s.noDirection[band] = s.factors[band] >= 7
				if h.lowRate {
					s.noDirection[band] = lengths[i] > 0 && s.factors[band] == 1<<lengths[i]-1
				}
			}
			band++
		}
	}
}

// lowLengths returns the lengths of MPEG-2's scale factors, in bits, and how
// many of them have each. It also sets preFlag, which MPEG-2 derives from them.
func lowLengths(g *granule, right bool) (lengths [4]uint, groups [4]int) {
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
	return lengths, lowGroupSizes[row][g.layout()]
}

// preTable is added to the scale factors of long bands with preFlag.
var preTable = [22]int{11: 1, 1, 1, 1, 2, 2, 3, 3, 3, 2}

// step returns the quantizer's step size in a band:
//
//	2^((gain - 210)/4 - 2*subGain - factor/2)
//
// with factor in place of factor/2 if scale factors are coarse.
func (s *scaleFactors) step(g *granule, band, window int) float32 {
	factor := int(s.factors[band])
	quarters := g.gain - 210
	if window >= 0 {
		quarters -= 8 * g.subGain[window]
	} else if g.preFlag {
		factor += preTable[band]
	}
	if g.coarse {
		factor *= 2
	}
	return float32(math.Exp2(float64(quarters-2*factor) / 4))
}
