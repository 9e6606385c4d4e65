package audio

import "errors"

var (
	errMP3Short     = errors.New("frame is cut short")
	errMP3Side      = errors.New("side information makes no sense")
	errMP3Reservoir = errors.New("frame continues one that is lost")
	errMP3Huffman   = errors.New("codes are longer than the frame")
	errMP3Checksum  = errors.New("checksum is wrong")
)

// Block types: how the spectrum of a granule is cut into time.
const (
	mp3Long  = 0
	mp3Start = 1 // long, before short
	mp3Short = 2 // three short blocks
	mp3Stop  = 3 // long, behind short
)

// mp3Granule is the side information of one channel of a granule: ISO 11172-3,
// section 2.4.1.7.
type mp3Granule struct {
	bits      int    // of scale factors and spectrum
	bigValues int    // samples of the spectrum coded in pairs
	gain      int    // global_gain
	scaleBits int    // scalefac_compress
	blockType int    // mp3Long ...
	mixed     bool   // the two lowest subbands are long all the same
	tables    [3]int // Huffman codes of the three regions of pairs
	regions   [2]int // where the first two regions end
	subGain   [3]int // of each short block
	preFlag   bool   // the high bands' scale factors are higher by mp3PreTable
	coarse    bool   // scalefac_scale: scale factors count in steps of 2
	quadTable int    // Huffman code of what follows the pairs
	reuse     int    // scfsi: groups of scale factors taken from granule 0, a bit each
}

// mp3Side is the side information of a frame.
type mp3Side struct {
	mainBegin int // bytes before this frame's own where its main data begins
	granules  [2][2]mp3Granule
}

// parse reads the side information of a frame.
func (s *mp3Side) parse(r *bitReader, h mp3Header) error {
	reuse := [2]int{}
	if h.lowRate {
		s.mainBegin = int(r.read(8))
		r.read(uint(h.channels)) // private
	} else {
		s.mainBegin = int(r.read(9))
		r.read(uint(7 - 2*h.channels)) // private: 5 or 3
		for c := range h.channels {
			reuse[c] = int(r.read(4))
		}
	}
	for g := range h.granules() {
		for c := range h.channels {
			if err := s.granules[g][c].parse(r, h); err != nil {
				return err
			}
			s.granules[g][c].reuse = reuse[c]
		}
	}
	return nil
}

func (g *mp3Granule) parse(r *bitReader, h mp3Header) error {
	*g = mp3Granule{bits: int(r.read(12)), bigValues: 2 * int(r.read(9)), gain: int(r.read(8))}
	if h.lowRate {
		g.scaleBits = int(r.read(9))
	} else {
		g.scaleBits = int(r.read(4))
	}
	if windowSwitching := r.read(1) == 1; windowSwitching {
		g.blockType, g.mixed = int(r.read(2)), r.read(1) == 1
		g.tables[0], g.tables[1] = int(r.read(5)), int(r.read(5))
		for i := range g.subGain {
			g.subGain[i] = int(r.read(3))
		}
		if g.blockType == mp3Long {
			return errMP3Side
		}
		g.regions = [2]int{mp3LongStart(h.bands, 8), 576}
		if g.blockType == mp3Short {
			g.regions[0] = 0
			for _, width := range mp3ShortBands[h.bands][:3] {
				g.regions[0] += 3 * width
			}
		}
	} else {
		for i := range g.tables {
			g.tables[i] = int(r.read(5))
		}
		first := int(r.read(4)) + 1
		second := first + int(r.read(3)) + 1
		g.regions = [2]int{mp3LongStart(h.bands, first), mp3LongStart(h.bands, second)}
	}
	if !h.lowRate {
		g.preFlag = r.read(1) == 1
	}
	g.coarse = r.read(1) == 1
	g.quadTable = 32 + int(r.read(1))
	if g.bigValues > 576 {
		return errMP3Side
	}
	return nil
}

// mp3LongStart returns where a long scale factor band begins, or 576.
func mp3LongStart(bands, band int) (start int) {
	for _, width := range mp3LongBands[bands][:min(band, 22)] {
		start += width
	}
	return start
}
