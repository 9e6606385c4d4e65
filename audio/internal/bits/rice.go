package bits

import (
	"encoding/binary"
	"math/bits"
)

// Rice fills out with Rice-coded signed numbers: a quotient in unary and, below
// it, as many low bits as parameter says, at most 31. The lowest bit of both
// together is the sign:
//
//	u := Unary()<<parameter | Read(parameter)
//	out[i] = int64(u>>1) ^ -int64(u&1)
//
// It keeps the next bits in a register, for FLAC spends most of its time here.
func (r *Reader) Rice(out []int64, parameter uint) {
	data, pos := r.data, r.pos
	padded := data[:len(data)+Padding]
	var word uint64 // the bits from pos on, left-justified
	var valid uint  // how many of them
	for i := range out {
		zeros := uint(bits.LeadingZeros64(word))
		n := zeros + 1 + parameter
		if n > valid {
			at := pos >> 3
			if at >= len(data) {
				r.pos = 8*len(data) + 1 // overrun
				return
			}
			word, valid = binary.BigEndian.Uint64(padded[at:at+8])<<(pos&7), 64-uint(pos&7)
			zeros = uint(bits.LeadingZeros64(word))
			n = zeros + 1 + parameter
		}
		var u uint64
		if n <= valid {
			u = uint64(zeros)<<(parameter&63) | word<<((zeros+1)&63)>>1>>((63-parameter)&63)
			word <<= n & 63
			valid -= n
			pos += int(n)
		} else {
			r.pos = pos
			u = r.Unary() << parameter
			u |= r.Read(parameter)
			pos, valid = r.pos, 0
		}
		out[i] = int64(u>>1) ^ -int64(u&1)
	}
	r.pos = pos
}
