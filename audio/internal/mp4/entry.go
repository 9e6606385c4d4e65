package mp4

import (
	"encoding/binary"
	"math"
)

// Entry describes the samples of a track of sound.
type Entry struct {
	Type       string // four letters, such as "Opus"
	SampleRate float64
	Channels   int
	Bits       int // of a sample

	Object byte   // MPEG-4's number of the codec, from an esds box; 0 without one
	Opus   []byte // content of the dOps box
	FLAC   []byte // metadata blocks from the dfLa box

	Little bool // the lowest byte comes first, as an enda or pcmC box or the flags of lpcm say
	Float  bool // from the flags of lpcm
	Signed bool
}

// ParseEntry parses the first description in an stsd box:
//
//	offset 0   size, type             20  channels
//	       8   reserved, reference    22  bits
//	       16  version of QuickTime   28  sample rate, 16 bits and 16 of a fraction
//	                                  32  more of QuickTime's versions 1 and 2, boxes
//
// The result refers to it.
func ParseEntry(content []byte) (e Entry, err error) {
	const list, fixed = 4, 36
	_, _, rest, err := full(content)
	if err != nil || len(rest) < list {
		return e, ErrShort
	}
	rest = rest[list:]
	h, err := ParseHead(rest)
	if err != nil {
		return e, err
	}
	if h.Size == ToEnd || h.Size > int64(len(rest)-h.Len) || h.Len != 8 || h.Size < fixed-8 {
		return e, ErrShort
	}
	b := rest[:h.Size+8]
	be := binary.BigEndian
	e.Type = h.Type
	e.Channels, e.Bits = int(be.Uint16(b[24:])), int(be.Uint16(b[26:]))
	e.SampleRate = float64(be.Uint32(b[32:])) / (1 << 16)
	boxes := b[fixed:]
	switch be.Uint16(b[16:]) {
	case 1:
		if h.Type != "Opus" && h.Type != "fLaC" { // ISO's version 1 adds nothing
			boxes = boxes[min(16, len(boxes)):]
		}
	case 2:
		if boxes, err = e.setVersion2(boxes); err != nil {
			return e, err
		}
	}
	// What is wrong with boxes after the one that matters does not matter.
	_ = Children(boxes, e.set)
	return e, nil
}

// setVersion2 takes over what QuickTime's version 2 adds, and returns what
// follows.
func (e *Entry) setVersion2(b []byte) ([]byte, error) {
	const size = 36
	const isFloat, isBig, isSigned = 1, 2, 4
	if len(b) < size {
		return nil, ErrShort
	}
	be := binary.BigEndian
	e.SampleRate = math.Float64frombits(be.Uint64(b[4:]))
	e.Channels = int(min(be.Uint32(b[12:]), math.MaxUint16+1))
	e.Bits = int(min(be.Uint32(b[20:]), math.MaxUint16))
	flags := be.Uint32(b[24:])
	e.Float, e.Little, e.Signed = flags&isFloat != 0, flags&isBig == 0, flags&isSigned != 0
	return b[size:], nil
}

// set takes over a box of the description.
func (e *Entry) set(kind string, content []byte) error {
	switch kind {
	case "wave":
		return Children(content, e.setInner)
	case "dOps":
		e.Opus = content
	case "dfLa":
		if _, _, rest, err := full(content); err == nil {
			e.FLAC = rest
		}
	case "pcmC":
		if _, _, rest, err := full(content); err == nil && len(rest) >= 2 {
			e.Little, e.Bits = rest[0]&1 != 0, int(rest[1])
		}
	default:
		return e.setInner(kind, content)
	}
	return nil
}

// setInner takes over a box that QuickTime puts into another one.
func (e *Entry) setInner(kind string, content []byte) error {
	switch kind {
	case "esds":
		if _, _, rest, err := full(content); err == nil {
			e.Object = objectType(rest)
		}
	case "enda":
		e.Little = len(content) >= 2 && binary.BigEndian.Uint16(content) == 1
	}
	return nil
}

// objectType returns MPEG-4's number of the codec in the descriptors of an esds
// box, 0 if there is none: ISO 14496-1, section 7.2.6.
func objectType(b []byte) byte {
	const stream, config = 3, 4
	tag, b := descriptor(b)
	if tag != stream || len(b) < 3 {
		return 0
	}
	flags := b[2]
	b = b[3:]
	for _, field := range []struct {
		flag byte
		size func(b []byte) int
	}{
		{0x80, func([]byte) int { return 2 }},
		{0x40, func(b []byte) int { return 1 + int(b[0]) }},
		{0x20, func([]byte) int { return 2 }},
	} {
		if flags&field.flag == 0 {
			continue
		}
		if len(b) == 0 {
			return 0
		}
		b = b[min(field.size(b), len(b)):]
	}
	if tag, b = descriptor(b); tag != config || len(b) == 0 {
		return 0
	}
	return b[0]
}

// descriptor returns the tag and what follows its size, 0 if there is none.
func descriptor(b []byte) (tag byte, content []byte) {
	for i := 1; i < len(b) && i <= 4; i++ {
		if b[i]&0x80 == 0 {
			return b[0], b[i+1:]
		}
	}
	return 0, nil
}
