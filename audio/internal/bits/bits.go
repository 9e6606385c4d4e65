// Package bits reads the big-endian bit fields of which FLAC and MP3 consist.
package bits

import (
	"encoding/binary"
	"math/bits"
)

// Padding is how many bytes must follow the data of a Reader, so that a word
// can be loaded anywhere in it.
const Padding = 8

// Reader reads big-endian bits of a byte slice. Bits past the end are 0, and
// make Overrun true.
type Reader struct {
	data []byte // followed by Padding bytes of any value within its capacity
	pos  int    // in bits
}

// New returns a Reader of data[:n]; data holds Padding bytes more, of any value.
func New(data []byte, n int) Reader {
	return Reader{data: data[: n : n+Padding]}
}

// Len returns the number of bits of the data.
func (r *Reader) Len() int { return 8 * len(r.data) }

// Pos returns the number of bits before the next one.
func (r *Reader) Pos() int { return r.pos }

// Seek makes bit pos, which must not be negative, the next one.
func (r *Reader) Seek(pos int) { r.pos = pos }

// Skip passes over n bits.
func (r *Reader) Skip(n uint) { r.pos += int(n) }

// Overrun reports whether more bits were asked for than there are.
func (r *Reader) Overrun() bool { return r.pos > 8*len(r.data) }

// Peek returns the next 57 bits or more, left-justified, and consumes none.
func (r *Reader) Peek() uint64 {
	i := r.pos >> 3
	if i >= len(r.data) {
		return 0
	}
	return binary.BigEndian.Uint64(r.data[i:i+8]) << (r.pos & 7)
}

// Read returns n bits, at most 57.
func (r *Reader) Read(n uint) uint64 {
	x := r.Peek() >> (64 - n)
	r.pos += int(n)
	return x
}

// Signed returns n bits in two's complement, at most 57.
func (r *Reader) Signed(n uint) int64 {
	x := int64(r.Peek()) >> (64 - n)
	r.pos += int(n)
	return x
}

// Unary counts the zeros before a one and consumes both.
func (r *Reader) Unary() uint64 {
	var n uint64
	for {
		const sure = 57 // bits that Peek always returns
		zeros := bits.LeadingZeros64(r.Peek())
		if zeros < sure {
			r.pos += zeros + 1
			return n + uint64(zeros)
		}
		r.pos += sure
		n += sure
		if r.Overrun() {
			return n
		}
	}
}
