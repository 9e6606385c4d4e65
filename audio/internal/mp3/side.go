package mp3

import "github.com/gosilero/vad/audio/internal/bits"

// Block types: how the spectrum of a granule is cut into time.
const (
	longBlock  = 0
	startBlock = 1 // long, before short
	shortBlock = 2 // three short blocks
	stopBlock  = 3 // long, after short
)

// granule is the side information of one channel of a granule: ISO 11172-3,
// section 2.4.1.7.
type granule struct {
	bits      int    // of scale factors and spectrum
	bigValues int    // samples of the spectrum coded in pairs
	gain      int    // global_gain
	scaleBits int    // scalefac_compress
	blockType int    // longBlock, startBlock, ...
	mixed     bool   // the two lowest subbands are long nevertheless
	tables    [3]int // Huffman codes of the three regions of pairs
	regions   [2]int // where the first two regions end
	subGain   [3]int // of each short block
	preFlag   bool   // the high bands' scale factors are higher by preTable
	coarse    bool   // scalefac_scale: scale factors count in steps of 2
	quadTable int    // Huffman code of what follows the pairs
	reuse     int    // scfsi: groups of scale factors taken from granule 0, a bit each
}

// sideInfo is the side information of a frame.
type sideInfo struct {
	mainBegin int // bytes before this frame's own where its main data begins
	granules  [2][2]granule
}

// parse reads the side information of a frame.
func (s *sideInfo) parse(r *bits.Reader, h Header) error {
	reuse := [2]int{}
	if h.lowRate {
		s.mainBegin = int(r.Read(8))
		r.Skip(uint(h.Channels)) // private
	} else {
		s.mainBegin = int(r.Read(9))
		r.Skip(uint(7 - 2*h.Channels)) // private: 5 or 3
		for c := range h.Channels {
			reuse[c] = int(r.Read(4))
		}
	}
	for g := range h.granules() {
		for c := range h.Channels {
			if err := s.granules[g][c].parse(r, h); err != nil {
				return err
			}
			s.granules[g][c].reuse = reuse[c]
		}
	}
	return nil
}

// parse reads the side information of one channel of a granule.
// parse reads the side information of one channel of a granule.
func (g *granule) parse(r *bits.Reader, h Header) error {
	*g = granule{bits: int(r.Read(12)), bigValues: 2 * int(r.Read(9)), gain: int(r.Read(8))}
	if h.lowRate {
		g.scaleBits = int(r.Read(9))
	} else {
		g.scaleBits = int(r.Read(4))
	}
	if windowSwitching := r.Read(1) == 1; windowSwitching {
		g.blockType, g.mixed = int(r.Read(2)), r.Read(1) == 1
		g.tables[0], g.tables[1] = int(r.Read(5)), int(r.Read(5))
		for i := range g.subGain {
			g.subGain[i] = int(r.Read(3))
		}
		if g.blockType == longBlock {
			return ErrSide
		}
		g.regions = [2]int{longStart(h.bands, 8), granuleSize}
		if g.blockType == shortBlock {
			g.regions[0] = 0
			for _, width := range shortBands[h.bands][:3] {
				g.regions[0] += 3 * width
			}
		}
	} else {
		for i := range g.tables {
			g.tables[i] = int(r.Read(5))
		}
		first := int(r.Read(4)) + 1
		second := first + int(r.Read(3)) + 1
		g.regions = [2]int{longStart(h.bands, first), longStart(h.bands, second)}
	}
	if !h.lowRate {
		g.preFlag = r.Read(1) == 1
	}
	g.coarse = r.Read(1) == 1
	g.quadTable = 32 + int(r.Read(1))
	if g.bigValues > granuleSize {
		return ErrSide
	}
	return nil
}

// longStart returns where a long scale factor band begins, or granuleSize.
func longStart(bands, band int) (start int) {
	for _, width := range longBands[bands][:min(band, 22)] {
		start += width
	}
	return start
}
