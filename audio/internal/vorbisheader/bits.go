package vorbisheader

// reader reads little-endian bits. Bits past the end are 0 and make short true.
type reader struct {
	data  []byte
	pos   int
	short bool
}

// read returns n bits, at most 32.
func (r *reader) read(n int) (v uint32) {
	if r.pos+n > 8*len(r.data) {
		r.short = true
		return 0
	}
	for i := range n {
		bit := uint32(r.data[r.pos>>3]) >> (r.pos & 7) & 1
		v |= bit << i
		r.pos++
	}
	return v
}

// skip passes over n bits.
func (r *reader) skip(n int) {
	if r.pos += n; r.pos > 8*len(r.data) {
		r.pos, r.short = 8*len(r.data), true
	}
}

// insertBits inserts n zero bits at each of the places, in order and in bits from
// byte start on, of little-endian data.
func insertBits(data []byte, start int, places []int, n int) []byte {
	bits := 8 * (len(data) - start)
	out := make([]byte, start+(bits+n*len(places)+7)/8)
	copy(out, data[:start])
	to := 8 * start
	for from := range bits {
		for len(places) > 0 && places[0] == from {
			places, to = places[1:], to+n
		}
		at := 8*start + from
		out[to/8] |= data[at/8] >> (at % 8) & 1 << (to % 8)
		to++
	}
	return out
}
