package flac

import (
	"bytes"

	"github.com/gosilero/vad/audio/internal/bits"
	"github.com/gosilero/vad/audio/internal/crc"
)

// header is the header of one frame: RFC 9639, section 9.1.
type header struct {
	block    int // samples per channel
	channels int
	stereo   stereo
	first    int64 // number of the first sample
	size     int   // of the header in bytes, with its CRC
}

// isSync reports whether a frame may begin with the bytes a and b: 14 bits of
// sync code, a reserved 0, and the blocking strategy.
func isSync(a, b byte) bool { return a == 0xFF && b&^1 == 0xF8 }

// NextSync returns the first index in b, from 1 on, where a frame may begin,
// or len(b).
func NextSync(b []byte) int {
	for i := 1; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], 0xFF)
		if n < 0 {
			break
		}
		i += n
		if i+1 == len(b) || isSync(b[i], b[i+1]) {
			return i
		}
	}
	return len(b)
}

// parseHeader parses the frame header that data, of which r is the Reader,
// begins with.
func (d *Decoder) parseHeader(r bits.Reader, data []byte) (header, error) {
	if r.Len() < 16 {
		return header{}, ErrShort
	}
	if !isSync(data[0], data[1]) {
		return header{}, ErrSync
	}
	r.Seek(15)
	variable := r.Read(1) == 1
	blockCode, rateCode := r.Read(4), r.Read(4)
	assignment := r.Read(4)
	bitsCode := r.Read(3)
	reserved := r.Read(1)
	number, ok := readNumber(&r)
	h := header{first: number, block: readBlock(&r, blockCode)}
	rate := readRate(&r, rateCode)
	h.size = r.Pos()/8 + 1
	sum := uint8(r.Read(8))
	switch {
	case r.Overrun():
		return h, ErrShort
	case sum != crc.Sum8(data[:h.size-1]), !ok, h.block == 0, reserved != 0, assignment > uint64(midSide):
		return h, ErrSync
	}
	if assignment < uint64(leftSide) {
		h.channels, h.stereo = int(assignment)+1, independent
	} else {
		h.channels, h.stereo = 2, stereo(assignment)
	}
	width := [8]int{d.info.Bits, 8, 12, -1, 16, 20, 24, 32}[bitsCode]
	if width != d.info.Bits || h.channels != d.info.Channels || (rate != 0 && rate != d.info.SampleRate) {
		return h, ErrFormat
	}
	if !variable {
		h.first *= int64(d.fixedBlock(h.block))
	}
	return h, nil
}

// fixedBlock returns the size of all blocks but the last, where the header of
// a frame of the given size counts blocks. Only the last block is shorter than
// the others.
func (d *Decoder) fixedBlock(block int) int {
	switch {
	case d.info.MinBlock == d.info.MaxBlock:
		return d.info.MaxBlock
	case d.firstBlock > 0: // the smallest may be the last one's
		return d.firstBlock
	}
	return block
}

// readNumber reads a number of up to 36 bits that is coded as UTF-8 codes
// characters.
func readNumber(r *bits.Reader) (int64, bool) {
	n := int64(r.Read(8))
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
		b := int64(r.Read(8))
		if b>>6 != 2 {
			return 0, false
		}
		n = n<<6 | b&0x3F
	}
	return n, true
}

// readBlock returns the samples per block, 0 for a reserved code.
func readBlock(r *bits.Reader, code uint64) int {
	switch {
	case code == 1:
		return 192
	case code >= 2 && code <= 5:
		return 576 << (code - 2)
	case code == 6:
		return int(r.Read(8)) + 1
	case code == 7:
		return int(r.Read(16)) + 1
	case code >= 8:
		return 256 << (code - 8)
	}
	return 0
}

// readRate returns the sample rate in Hz, 0 where the stream's applies, or -1
// for a reserved code.
func readRate(r *bits.Reader, code uint64) int {
	switch code {
	case 12:
		return int(r.Read(8)) * 1000
	case 13:
		return int(r.Read(16))
	case 14:
		return int(r.Read(16)) * 10
	case 15:
		return -1
	}
	return [12]int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}[code]
}
