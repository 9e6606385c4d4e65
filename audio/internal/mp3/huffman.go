package mp3

import (
	"math"
	"strconv"
	"sync"

	"github.com/gosilero/vad/audio/internal/bits"
)

// code is a Huffman code as tables of 64 entries, each for the next 6 bits.
type code []codeEntry

type codeEntry struct {
	length uint8  // bits of the 6 that belong to the codeword; 0: it has more
	value  uint8  // two values of 4 bits, or four bits
	next   uint16 // where the table for the bits that follow begins
}

const codeBits = 6

// look returns the value of the codeword that the left of word begins with, and
// its length in bits.
func (c code) look(word uint64) (value uint8, length uint) {
	base := 0
	for {
		e := c[base+int(word>>(64-codeBits))]
		if e.length > 0 {
			return e.value, length + uint(e.length)
		}
		length += codeBits
		word <<= codeBits
		base = int(e.next)
	}
}

// newCode builds a code from its leaves, as codeLeaves lists them.
func newCode(leaves string) code {
	c := make(code, 1<<codeBits)
	word, last := uint32(0), 0 // the next codeword, as if it had the last length
	for ; leaves != ""; leaves = leaves[3:] {
		n, _ := strconv.ParseUint(leaves[:1], 20, 8)
		value, _ := strconv.ParseUint(leaves[1:3], 16, 8)
		length := int(n)
		word = uint32(uint64(word) << (32 + length - last) >> 32)
		c = c.add(word, length, uint8(value))
		word, last = word+1, length
	}
	return c
}

// add enters a codeword.
func (c code) add(word uint32, length int, value uint8) code {
	base := 0
	for ; length > codeBits; length -= codeBits {
		e := &c[base+int(word>>(length-codeBits)&(1<<codeBits-1))]
		if e.next == 0 {
			e.next = uint16(len(c))
			base = len(c)
			c = append(c, make(code, 1<<codeBits)...)
			continue
		}
		base = int(e.next)
	}
	spare := codeBits - length
	first := base + int(word<<spare&(1<<codeBits-1))
	for i := range 1 << spare {
		c[first+i] = codeEntry{length: uint8(length), value: value}
	}
	return c
}

// escapes is, by the number of a code, how many bits follow a value of 15 to
// be added to it. The codes from 16 on share two sets of codewords.
var escapes = [32]uint{16: 1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13}

// spectrumTables are what decoding a spectrum looks up.
type spectrumTables struct {
	codes  [34]code            // by their numbers; nil where there is none
	powers [15 + 1<<13]float32 // i^(4/3)
}

// tables builds the tables when they are first needed.
var tables = sync.OnceValue(func() *spectrumTables {
	t := new(spectrumTables)
	for number, leaves := range codeLeaves {
		t.codes[number] = newCode(leaves)
	}
	for i := 17; i < 32; i++ {
		if i != 24 {
			t.codes[i] = t.codes[i/8*8]
		}
	}
	for i := range t.powers {
		t.powers[i] = float32(math.Pow(float64(i), 4./3))
	}
	return t
})

// readSpectrum decodes the quantized spectrum of a granule from r, where it
// ends at bit end. It returns how many values there are before the zeros.
func readSpectrum(r *bits.Reader, g *granule, end int, out *[granuleSize]int32) (int, error) {
	codes := &tables().codes
	i := 0
	for region, table := range g.tables {
		limit := g.bigValues
		if region < 2 {
			limit = min(limit, g.regions[region])
		}
		pairs, escape := codes[table], escapes[table]
		if pairs == nil && table != 0 && i < limit {
			return 0, ErrSide
		}
		for ; i < limit; i += 2 {
			if pairs == nil {
				out[i], out[i+1] = 0, 0
				continue
			}
			// All that follows is at most 19+2*(13+1) of the 57 bits there.
			word := r.Peek()
			value, length := pairs.look(word)
			word <<= length
			n := length
			out[i], word, n = readValue(int32(value>>4), escape, word, n)
			out[i+1], _, n = readValue(int32(value&15), escape, word, n)
			r.Skip(n)
		}
		if r.Pos() > end {
			return 0, ErrHuffman
		}
	}
	quads := codes[g.quadTable]
	for ; i <= granuleSize-4 && r.Pos() < end; i += 4 {
		word := r.Peek()
		value, n := quads.look(word)
		word <<= n
		for k := range 4 {
			out[i+k], word, n = readValue(int32(value>>(3-k)&1), 0, word, n)
		}
		if r.Skip(n); r.Pos() > end {
			break // the last was stuffing
		}
	}
	clear(out[i:])
	return i, nil
}

// readValue completes a value by the escape bits and the sign at the left of
// word. It returns what is left of word and n with the bits taken added.
func readValue(v int32, escape uint, word uint64, n uint) (int32, uint64, uint) {
	if v == 0 {
		return 0, word, n
	}
	if v == 15 && escape > 0 {
		v += int32(word >> (64 - escape))
		word <<= escape
		n += escape
	}
	if word>>63 != 0 {
		v = -v
	}
	return v, word << 1, n + 1
}
