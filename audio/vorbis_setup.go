package audio

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// What a Vorbis header claims decides how much memory the decoder takes, and
// nonsense in it may keep the decoder busy for ever. These checks, made before
// the decoder sees the header, go through the codebooks, where both can
// happen. Source: Vorbis I specification, sections 3 and 4.2.

const (
	// The order of channels is defined up to 8. A page can hold 255 packets of
	// 4096 samples of each.
	maxVorbisChannels = 8

	// Bounds on the codebooks of one stream together. Those of the reference
	// encoder have some ten thousand entries.
	maxVorbisEntries = 1 << 20
	maxVorbisValues  = 1 << 22
)

var errVorbisShort = errors.New("it is cut short")

// checkVorbisIdentification checks the first header:
//
//	offset 0   "\x01vorbis"   12  sample rate     28  two block sizes, as powers of 2
//	       7   version 0      16  three bit rates 29  1
//	       11  channels
func checkVorbisIdentification(packet []byte) error {
	if len(packet) < 30 {
		return fmt.Errorf("header has %d bytes, want 30", len(packet))
	}
	rate := binary.LittleEndian.Uint32(packet[12:])
	short, long := packet[28]&15, packet[28]>>4
	switch {
	case packet[11] == 0 || packet[11] > maxVorbisChannels:
		return fmt.Errorf("header has %d channels, want 1 to %d", packet[11], maxVorbisChannels)
	case rate == 0 || rate > maxSampleRate:
		return fmt.Errorf("header has %d Hz", rate)
	case short < 6 || long > 13 || short > long:
		return fmt.Errorf("header has blocks of %d and %d samples", 1<<short, 1<<long)
	}
	return nil
}

// vorbisBits reads little-endian bits. Bits beyond the end are 0 and make
// short true.
type vorbisBits struct {
	data  []byte
	pos   int
	short bool
}

// read returns n bits, at most 32.
func (r *vorbisBits) read(n int) (v uint32) {
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
func (r *vorbisBits) skip(n int) {
	if r.pos += n; r.pos > 8*len(r.data) {
		r.pos, r.short = 8*len(r.data), true
	}
}

// checkVorbisSetup checks the codebooks, with which the third header begins, and
// returns what lies behind them.
func checkVorbisSetup(packet []byte) (vorbisBits, error) {
	const prefix = 7 // "\x05vorbis"
	if len(packet) < prefix {
		return vorbisBits{}, errVorbisShort
	}
	r := vorbisBits{data: packet[prefix:]}
	books := int(r.read(8)) + 1
	var entries, values int
	for range books {
		e, v, err := checkVorbisCodebook(&r)
		if err != nil {
			return r, err
		}
		if r.short {
			return r, errVorbisShort
		}
		entries += e
		values += v
		if entries > maxVorbisEntries || values > maxVorbisValues {
			return r, fmt.Errorf("codebooks have more than %d entries or %d values", maxVorbisEntries, maxVorbisValues)
		}
	}
	return r, nil
}

// checkVorbisCodebook goes through one codebook and returns what it claims.
func checkVorbisCodebook(r *vorbisBits) (entries, values int, err error) {
	if r.read(24) != 0x564342 { // "BCV"
		return 0, 0, errors.New("codebook does not begin as one")
	}
	dimensions := int(r.read(16))
	entries = int(r.read(24))
	if dimensions == 0 || entries == 0 || entries > maxVorbisEntries {
		return 0, 0, fmt.Errorf("codebook has %d entries of %d dimensions", entries, dimensions)
	}
	if err := checkVorbisLengths(r, entries); err != nil {
		return 0, 0, err
	}
	lookup := r.read(4)
	if lookup == 0 || r.short {
		return entries, 0, nil
	}
	r.skip(64) // minimum and delta
	bits := int(r.read(4)) + 1
	r.skip(1) // whether values add up
	values = entries * dimensions
	stored := values
	if lookup == 1 {
		stored = vorbisRoot(entries, dimensions)
	}
	r.skip(stored * bits)
	return entries, values, nil
}

// checkVorbisLengths goes through the lengths of the codewords, which must
// leave room for each other in a binary tree.
func checkVorbisLengths(r *vorbisBits, entries int) error {
	const full = uint64(1) << 32 // the share of the tree that one of length 0 would take
	var used uint64
	if ordered := r.read(1) == 1; ordered {
		length := r.read(5) + 1
		for done := 0; done < entries; length++ {
			n := int(r.read(bitLength(entries - done)))
			if n > entries-done || length > 32 || r.short {
				return errors.New("codebook has lengths beyond its entries")
			}
			used += uint64(n) * (full >> length)
			done += n
		}
	} else {
		sparse := r.read(1) == 1
		for range entries {
			if r.short {
				return errVorbisShort
			}
			if !sparse || r.read(1) == 1 {
				used += full >> (r.read(5) + 1)
			}
		}
	}
	if used == 0 || used > full {
		return errors.New("codebook has lengths that make no tree")
	}
	return nil
}

// bitLength returns the bits of n.
func bitLength(n int) (bits int) {
	for ; n > 0; n >>= 1 {
		bits++
	}
	return bits
}

// vorbisRoot returns the largest v with v^dimensions <= entries.
func vorbisRoot(entries, dimensions int) int {
	v := 1
	for {
		power := 1
		for range dimensions {
			if power *= v + 1; power > entries {
				return v
			}
		}
		v++
	}
}
