package audio

import (
	"math"
	"strconv"
	"sync"
)

// mp3Code is a Huffman code as tables of 64 entries, each for the next 6 bits.
type mp3Code []mp3CodeEntry

type mp3CodeEntry struct {
	length uint8  // bits of the 6 that belong to the codeword; 0: it goes on
	value  uint8  // two values of 4 bits, or four bits
	next   uint16 // where the table for the bits behind begins
}

const mp3CodeBits = 6

// look returns the value of the codeword that the left of word begins with, and
// its length in bits.
func (c mp3Code) look(word uint64) (value uint8, length uint) {
	base := 0
	for {
		e := c[base+int(word>>(64-mp3CodeBits))]
		if e.length > 0 {
			return e.value, length + uint(e.length)
		}
		length += mp3CodeBits
		word <<= mp3CodeBits
		base = int(e.next)
	}
}

// newMP3Code builds a code from its leaves, as mp3Codes lists them.
func newMP3Code(leaves string) mp3Code {
	c := make(mp3Code, 1<<mp3CodeBits)
	code, last := uint32(0), 0 // the next codeword, as if it had the last length
	for ; leaves != ""; leaves = leaves[3:] {
		n, _ := strconv.ParseUint(leaves[:1], 20, 8)
		value, _ := strconv.ParseUint(leaves[1:3], 16, 8)
		length := int(n)
		code = uint32(uint64(code) << (32 + length - last) >> 32)
		c = c.add(code, length, uint8(value))
		code, last = code+1, length
	}
	return c
}

// add enters a codeword.
func (c mp3Code) add(code uint32, length int, value uint8) mp3Code {
	base := 0
	for ; length > mp3CodeBits; length -= mp3CodeBits {
		e := &c[base+int(code>>(length-mp3CodeBits)&(1<<mp3CodeBits-1))]
		if e.next == 0 {
			e.next = uint16(len(c))
			base = len(c)
			c = append(c, make(mp3Code, 1<<mp3CodeBits)...)
			continue
		}
		base = int(e.next)
	}
	spare := mp3CodeBits - length
	first := base + int(code<<spare&(1<<mp3CodeBits-1))
	for i := range 1 << spare {
		c[first+i] = mp3CodeEntry{length: uint8(length), value: value}
	}
	return c
}

// mp3Escapes is, by the number of a code, how many bits follow a value of 15 to
// be added to it. The codes from 16 on share two sets of codewords.
var mp3Escapes = [32]uint{16: 1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13}

// mp3Tables are built when they are first needed.
var mp3Tables = sync.OnceValue(func() *struct {
	codes  [34]mp3Code         // by their numbers; nil where there is none
	powers [15 + 1<<13]float32 // i^(4/3)
} {
	t := new(struct {
		codes  [34]mp3Code
		powers [15 + 1<<13]float32
	})
	for number, leaves := range mp3Codes {
		t.codes[number] = newMP3Code(leaves)
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

// readMP3Spectrum decodes the quantized spectrum of a granule from r, where it
// ends at bit end. It returns how many values there are before the zeros.
func readMP3Spectrum(r *bitReader, g *mp3Granule, end int, out *[576]int32) (int, error) {
	codes := &mp3Tables().codes
	i := 0
	for region, table := range g.tables {
		limit := g.bigValues
		if region < 2 {
			limit = min(limit, g.regions[region])
		}
		code, escape := codes[table], mp3Escapes[table]
		if code == nil && table != 0 && i < limit {
			return 0, errMP3Side
		}
		for ; i < limit; i += 2 {
			if code == nil {
				out[i], out[i+1] = 0, 0
				continue
			}
			// All that follows is at most 19+2*(13+1) of the 57 bits there.
			word := r.peek()
			value, length := code.look(word)
			word <<= length
			n := length
			out[i], word, n = mp3Value(int32(value>>4), escape, word, n)
			out[i+1], _, n = mp3Value(int32(value&15), escape, word, n)
			r.pos += int(n)
		}
		if r.pos > end {
			return 0, errMP3Huffman
		}
	}
	quads := codes[g.quadTable]
	for ; i <= 572 && r.pos < end; i += 4 {
		word := r.peek()
		value, n := quads.look(word)
		word <<= n
		for k := range 4 {
			out[i+k], word, n = mp3Value(int32(value>>(3-k)&1), 0, word, n)
		}
		if r.pos += int(n); r.pos > end {
			break // the last was stuffing
		}
	}
	clear(out[i:])
	return i, nil
}

// mp3Value completes a value by the escape bits and the sign at the left of
// word. It returns what is left of word and n with the bits taken added.
func mp3Value(v int32, escape uint, word uint64, n uint) (int32, uint64, uint) {
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
