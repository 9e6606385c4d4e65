// Package vorbisheader checks the headers of Vorbis streams before a decoder
// sees them, and rewrites what github.com/jfreymuth/vorbis misreads.
//
// What a header claims decides how much memory the decoder takes, and an invalid
// one may keep the decoder busy without end. Both can happen in the
// identification and in the codebooks, which are checked here; the rest of the
// setup is left to the decoder. Source: Vorbis I specification, sections 3 and
// 4.2.
package vorbisheader

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// maxChannels is up to where the order of channels is defined. A page can hold
// 255 packets of 4096 samples of each.
const maxChannels = 8

var errShort = errors.New("header is cut short")

// CheckIdentification checks the first header, in which a sample rate beyond
// maxRate, in Hz, is an error:
//
//	offset 0   "\x01vorbis"   12  sample rate     28  two block sizes, as powers of 2
//	       7   version 0      16  three bit rates 29  1
//	       11  channels
func CheckIdentification(packet []byte, maxRate uint32) error {
	if len(packet) < 30 {
		return fmt.Errorf("header has %d bytes, want 30", len(packet))
	}
	rate := binary.LittleEndian.Uint32(packet[12:])
	short, long := packet[28]&15, packet[28]>>4
	switch {
	case packet[11] == 0 || packet[11] > maxChannels:
		return fmt.Errorf("header has %d channels, want 1 to %d", packet[11], maxChannels)
	case rate == 0 || rate > maxRate:
		return fmt.Errorf("header has %d Hz", rate)
	case short < 6 || long > 13 || short > long:
		return fmt.Errorf("header has blocks of %d and %d samples", 1<<short, 1<<long)
	}
	return nil
}

// BlockValues returns how many values the largest block of all channels has, by
// the first header.
func BlockValues(packet []byte) int { return int(packet[11]) << (packet[28] >> 4) }

// Setup checks the third header and returns what to give the decoder in place
// of it, mostly the packet itself, and how much work that makes, counted in entries
// of codebooks.
func Setup(packet []byte) (mended []byte, work int, err error) {
	const prefix = 7 // "\x05vorbis"
	if len(packet) < prefix {
		return nil, 0, errShort
	}
	r := reader{data: packet[prefix:]}
	if work, err = checkCodebooks(&r); err != nil {
		return nil, 0, err
	}
	return mendFloors(packet, r), work, nil
}
