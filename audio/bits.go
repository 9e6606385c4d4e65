package audio

import (
	"encoding/binary"
	"math/bits"
)

// bitReader reads big-endian bits of a byte slice. Bits beyond the end are 0,
// and make overrun true.
type bitReader struct {
	data []byte // followed by 8 bytes of any value within its capacity
	pos  int    // in bits
}

// bitReaderPadding is how many bytes must lie behind the data, so that a word
// can be loaded anywhere in it.
const bitReaderPadding = 8

// newBitReader reads data[:n]; data has bitReaderPadding bytes more.
func newBitReader(data []byte, n int) bitReader {
	return bitReader{data: data[: n : n+bitReaderPadding]}
}

// overrun reports whether more bits were asked for than there are.
func (r *bitReader) overrun() bool { return r.pos > 8*len(r.data) }

// peek returns the next 57 bits or more, left-justified.
func (r *bitReader) peek() uint64 {
	i := r.pos >> 3
	if i >= len(r.data) {
		return 0
	}
	return binary.BigEndian.Uint64(r.data[i:i+8]) << (r.pos & 7)
}

// read returns n bits, at most 57.
func (r *bitReader) read(n uint) uint64 {
	x := r.peek() >> (64 - n)
	r.pos += int(n)
	return x
}

// readSigned returns n bits in two's complement, at most 57.
func (r *bitReader) readSigned(n uint) int64 {
	x := int64(r.peek()) >> (64 - n)
	r.pos += int(n)
	return x
}

// readUnary counts the zeros before a one and consumes both.
func (r *bitReader) readUnary() uint64 {
	var n uint64
	for {
		const sure = 57 // bits that peek vouches for
		zeros := bits.LeadingZeros64(r.peek())
		if zeros < sure {
			r.pos += zeros + 1
			return n + uint64(zeros)
		}
		r.pos += sure
		n += sure
		if r.overrun() {
			return n
		}
	}
}
