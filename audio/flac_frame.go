package audio

import "errors"

// A FLAC frame holds one block of samples: header, one subframe per channel,
// CRC-16. Source: RFC 9639, section 9.

// flacStreamInfo is what is known of the whole stream: what the STREAMINFO block
// says, and what the first frame shows.
type flacStreamInfo struct {
	minBlock, maxBlock int // in samples per channel
	sampleRate         int
	channels           int
	bits               int   // per sample
	samples            int64 // per channel, 0 if unknown
	firstBlock         int   // of the first frame that was decoded, 0 before
}

// flacHeader is the header of one frame.
type flacHeader struct {
	block    int // samples per channel
	channels int
	stereo   uint64 // how two channels were made less alike
	sample   int64  // number of the first sample
	size     int    // bytes of the header with its CRC
}

// Codes of flacHeader.stereo.
const (
	flacIndependent = 0
	flacLeftSide    = 8
	flacSideRight   = 9
	flacMidSide     = 10
)

var (
	errFLACSync   = errors.New("no frame header")
	errFLACShort  = errors.New("frame is not complete")
	errFLACFrame  = errors.New("frame makes no sense")
	errFLACFormat = errors.New("frame has another format than the stream")
)

// isFLACSync reports whether a frame may begin with the bytes a and b: 14 bits
// of sync code, a reserved 0, and the blocking strategy.
func isFLACSync(a, b byte) bool { return a == 0xFF && b&^1 == 0xF8 }

// parseHeader parses the frame header that r begins with.
func (s *flacStreamInfo) parseHeader(r bitReader) (flacHeader, error) {
	if len(r.data) < 2 {
		return flacHeader{}, errFLACShort
	}
	if !isFLACSync(r.data[0], r.data[1]) {
		return flacHeader{}, errFLACSync
	}
	r.pos = 15
	variable := r.read(1) == 1
	blockCode, rateCode := r.read(4), r.read(4)
	h := flacHeader{stereo: r.read(4)}
	bitsCode := r.read(3)
	reserved := r.read(1)
	number, ok := readFLACNumber(&r)
	h.block = readFLACBlock(&r, blockCode)
	rate := readFLACRate(&r, rateCode)
	h.size = r.pos/8 + 1
	crc := uint8(r.read(8))
	switch {
	case r.overrun():
		return h, errFLACShort
	case crc != crc8(r.data[:h.size-1]), !ok, h.block == 0, reserved != 0, h.stereo > flacMidSide:
		return h, errFLACSync
	}
	if h.stereo < flacLeftSide {
		h.channels, h.stereo = int(h.stereo)+1, flacIndependent
	} else {
		h.channels = 2
	}
	bits := [8]int{s.bits, 8, 12, -1, 16, 20, 24, 32}[bitsCode]
	if bits != s.bits || h.channels != s.channels || (rate != 0 && rate != s.sampleRate) {
		return h, errFLACFormat
	}
	h.sample = number
	if !variable {
		// Only the last block is shorter than the others, and the number
		// counts the others.
		block := h.block
		if s.minBlock == s.maxBlock {
			block = s.maxBlock
		} else if s.firstBlock > 0 { // the smallest may be the last one's
			block = s.firstBlock
		}
		h.sample *= int64(block)
	}
	return h, nil
}

// readFLACNumber reads a number of up to 36 bits that is coded as UTF-8 codes
// characters.
func readFLACNumber(r *bitReader) (int64, bool) {
	n := int64(r.read(8))
	if n < 0x80 {
		return n, true
	}
	more := 0
	for mask := int64(0x40); n&mask != 0; mask >>= 1 {
		more++
	}
	if more < 1 || more > 6 {
		return 0, false
	}
	n &= 0x3F >> more
	for range more {
		b := int64(r.read(8))
		if b>>6 != 2 {
			return 0, false
		}
		n = n<<6 | b&0x3F
	}
	return n, true
}

// readFLACBlock returns the samples per block, 0 for a reserved code.
func readFLACBlock(r *bitReader, code uint64) int {
	switch {
	case code == 1:
		return 192
	case code >= 2 && code <= 5:
		return 576 << (code - 2)
	case code == 6:
		return int(r.read(8)) + 1
	case code == 7:
		return int(r.read(16)) + 1
	case code >= 8:
		return 256 << (code - 8)
	}
	return 0
}

// readFLACRate returns the sample rate in Hz, 0 where the stream's applies, or
// -1 for a reserved code.
func readFLACRate(r *bitReader, code uint64) int {
	switch code {
	case 12:
		return int(r.read(8)) * 1000
	case 13:
		return int(r.read(16))
	case 14:
		return int(r.read(16)) * 10
	case 15:
		return -1
	}
	return [12]int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}[code]
}

// flacFrame decodes frames into memory that it keeps.
type flacFrame struct {
	flacHeader
	samples [][]int64 // [channels][block]
	size    int       // bytes of the frame
}

// parse decodes the frame at the start of data[:n], which has
// bitReaderPadding bytes behind it. errFLACShort means that the frame goes on
// beyond n, or is damaged such that it seems to.
func (f *flacFrame) parse(s *flacStreamInfo, data []byte, n int) error {
	h, err := s.parseHeader(newBitReader(data, n))
	if err != nil {
		return err
	}
	f.flacHeader = h
	// Damage may look like a frame without end. Twice the size of the samples
	// as they are is more than any encoder writes.
	limit := 64 + 2*h.channels*(h.block*(s.bits+1)/8+8)
	r := newBitReader(data, min(n, limit))
	if err := f.parseSubframes(s, &r); err != nil {
		if err == errFLACShort && n > limit {
			return errFLACFrame
		}
		return err
	}
	f.size = (r.pos+7)/8 + 2
	if f.size > n {
		return errFLACShort
	}
	crc := uint16(data[f.size-2])<<8 | uint16(data[f.size-1])
	if crc16Update(0, data[:f.size-2]) != crc {
		return errFLACFrame
	}
	f.restoreStereo()
	return nil
}

// parseSubframes decodes the channels behind the header.
func (f *flacFrame) parseSubframes(s *flacStreamInfo, r *bitReader) error {
	h := f.flacHeader
	if f.samples == nil {
		f.samples = make([][]int64, s.channels)
	}
	r.pos = 8 * h.size
	for c := range f.samples {
		if cap(f.samples[c]) < h.block {
			f.samples[c] = make([]int64, h.block)
		}
		f.samples[c] = f.samples[c][:h.block]
		bits := s.bits
		if (h.stereo == flacSideRight && c == 0) || ((h.stereo == flacLeftSide || h.stereo == flacMidSide) && c == 1) {
			bits++ // a difference
		}
		if err := readFLACSubframe(r, f.samples[c], uint(bits)); err != nil {
			return err
		}
	}
	return nil
}

// restoreStereo undoes the difference of two channels.
func (f *flacFrame) restoreStereo() {
	if f.stereo == flacIndependent {
		return
	}
	a := f.samples[0]
	b := f.samples[1][:len(a)]
	switch f.stereo {
	case flacLeftSide:
		for i := range a {
			b[i] = a[i] - b[i]
		}
	case flacSideRight:
		for i := range a {
			a[i] += b[i]
		}
	case flacMidSide:
		for i := range a {
			// The sum lost its lowest bit, which the difference shares.
			sum, side := a[i]<<1|b[i]&1, b[i]
			a[i], b[i] = (sum+side)>>1, (sum-side)>>1
		}
	}
}
