// Package mp4 parses the boxes of MP4, M4A, 3GP and QuickTime files that a
// reader of sound needs: descriptions of samples, their tables, and fragments.
// Sources: ISO 14496-12, ISO 14496-14, ISO 23003-5, Apple's QuickTime File Format,
// "Encapsulation of Opus in ISO Base Media File Format", "Encapsulation of FLAC
// in ISO Base Media File Format".
//
// It parses the bytes it is given and reports what is wrong with them. Where
// the bytes come from, and what to do about damage, is up to the caller.
//
// No library is used: github.com/abema/go-mp4 wants to seek, and
// github.com/Eyevinn/mp4ff allocates what damaged files claim.
package mp4

import (
	"encoding/binary"
	"errors"
)

// Reasons why bytes are not what they are taken for.
var (
	ErrShort = errors.New("mp4: incomplete box")
	ErrBox   = errors.New("mp4: invalid box")
)

// MinHead and MaxHead are how many bytes the head of a box may take.
const (
	MinHead = 8
	MaxHead = 16
)

// ToEnd is the size of the last box of a file that does not say its size.
const ToEnd = -1

// Head begins a box.
type Head struct {
	Type string // four letters
	Size int64  // of the content in bytes, or ToEnd
	Len  int    // of the head itself
}

// ParseHead parses the head that b begins with.
func ParseHead(b []byte) (Head, error) {
	if len(b) < MinHead {
		return Head{}, ErrShort
	}
	h := Head{Type: string(b[4:8]), Size: int64(binary.BigEndian.Uint32(b)), Len: 8}
	switch h.Size {
	case 0:
		h.Size = ToEnd
		return h, nil
	case 1:
		if len(b) < MaxHead {
			return h, ErrShort
		}
		h.Size, h.Len = int64(binary.BigEndian.Uint64(b[8:])), MaxHead
	}
	if h.Size -= int64(h.Len); h.Size < 0 {
		return h, ErrBox
	}
	return h, nil
}

// Children calls visit for each box of content and returns the first error. A
// last box that is cut short, or less than a head, is left out.
func Children(content []byte, visit func(kind string, content []byte) error) error {
	for len(content) >= 8 {
		h, err := ParseHead(content)
		if err != nil {
			return err
		}
		content = content[h.Len:]
		if h.Size == ToEnd {
			h.Size = int64(len(content))
		}
		if h.Size > int64(len(content)) {
			return ErrShort
		}
		if err := visit(h.Type, content[:h.Size]); err != nil {
			return err
		}
		content = content[h.Size:]
	}
	return nil
}

// full returns the version, the flags, and what follows them in a box that has
// them.
func full(content []byte) (version byte, flags uint32, rest []byte, err error) {
	if len(content) < 4 {
		return 0, 0, nil, ErrShort
	}
	v := binary.BigEndian.Uint32(content)
	return byte(v >> 24), v & 0xFFFFFF, content[4:], nil
}

// Timescale returns the ticks per second from an mvhd or mdhd box.
func Timescale(content []byte) (int64, error) {
	v, err := afterTimes(content)
	return int64(v), err
}

// TrackNumber returns the number of a track from its tkhd box.
func TrackNumber(content []byte) (uint32, error) { return afterTimes(content) }

// afterTimes returns the number that follows the times of creation and change.
func afterTimes(content []byte) (uint32, error) {
	version, _, rest, err := full(content)
	if err != nil {
		return 0, err
	}
	at := 8
	if version == 1 {
		at = 16
	}
	if len(rest) < at+4 {
		return 0, ErrShort
	}
	return binary.BigEndian.Uint32(rest[at:]), nil
}

// Handler returns the four letters that an hdlr box names a track's kind by:
// "soun" is sound.
func Handler(content []byte) string {
	if len(content) < 12 {
		return ""
	}
	return string(content[8:12])
}

// Edit is a part of the presentation.
type Edit struct {
	Duration int64 // in ticks of the movie, 0 for all that there is
	Start    int64 // in ticks of the track; -1 for a part without samples
}

// ParseEdits parses an elst box.
func ParseEdits(content []byte) (edits []Edit, err error) {
	version, _, rest, err := full(content)
	if err != nil || len(rest) < 4 {
		return nil, ErrShort
	}
	rest = rest[4:] // their number, which their size says too
	be := binary.BigEndian
	if version == 1 {
		for ; len(rest) >= 20; rest = rest[20:] {
			edits = append(edits, Edit{int64(be.Uint64(rest)), int64(be.Uint64(rest[8:]))})
		}
		return edits, nil
	}
	for ; len(rest) >= 12; rest = rest[12:] {
		edits = append(edits, Edit{int64(be.Uint32(rest)), int64(int32(be.Uint32(rest[4:])))})
	}
	return edits, nil
}
