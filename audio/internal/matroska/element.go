// Package matroska parses the elements of Matroska and WebM files: heads,
// descriptions of tracks, and blocks. Sources: RFC 8794 (EBML), RFC 9559
// (Matroska), RFC 9559's registry of codecs.
//
// It parses the bytes it is given and reports what is wrong with them. Which
// elements to look into, and what to do about damage, is up to the caller.
//
// No library is used: github.com/at-wat/ebml-go reads a file whole before it
// returns anything.
package matroska

import (
	"encoding/binary"
	"errors"
	"math"
)

// ID identifies an element, with the marker of its length.
type ID uint32

// The elements that matter to a reader of sound.
const (
	IDHeader        ID = 0x1A45DFA3
	IDMaxIDLength   ID = 0x42F2
	IDMaxSizeLength ID = 0x42F3
	IDDocType       ID = 0x4282

	IDSegment        ID = 0x18538067
	IDInfo           ID = 0x1549A966
	IDTimestampScale ID = 0x2AD7B1
	IDTracks         ID = 0x1654AE6B
	IDSeekHead       ID = 0x114D9B74
	IDCues           ID = 0x1C53BB6B
	IDTags           ID = 0x1254C367
	IDChapters       ID = 0x1043A770
	IDAttachments    ID = 0x1941A469

	IDCluster        ID = 0x1F43B675
	IDTimestamp      ID = 0xE7
	IDPosition       ID = 0xA7
	IDPrevSize       ID = 0xAB
	IDSimpleBlock    ID = 0xA3
	IDBlockGroup     ID = 0xA0
	IDBlock          ID = 0xA1
	IDDiscardPadding ID = 0x75A2

	IDVoid  ID = 0xEC
	IDCRC32 ID = 0xBF
)

// Reasons why bytes are not what they are taken for.
var (
	ErrShort   = errors.New("matroska: incomplete element")
	ErrElement = errors.New("matroska: no element")
	ErrBlock   = errors.New("matroska: invalid block")
)

// MaxHead is how many bytes the head of an element may take.
const MaxHead = 4 + 8

// Unknown is the size of an element that ends where one begins that cannot be
// in it.
const Unknown = -1

// Head begins an element.
type Head struct {
	ID   ID
	Size int64 // of the content in bytes, or Unknown
	Len  int   // of the head itself
}

// ParseHead parses the head that b begins with, whose size field has at most
// maxSize bytes.
func ParseHead(b []byte, maxSize int) (Head, error) {
	idLen := vintLen(b)
	if idLen > 4 {
		return Head{}, ErrElement
	}
	if idLen == 0 || len(b) <= idLen {
		return Head{}, ErrShort
	}
	var id ID
	for _, v := range b[:idLen] {
		id = id<<8 | ID(v)
	}
	size, n, err := vint(b[idLen:])
	if err != nil || n > maxSize {
		if err == ErrShort {
			return Head{}, err
		}
		return Head{}, ErrElement
	}
	if size == unknownVint(n) {
		size = Unknown
	}
	return Head{id, size, idLen + n}, nil
}

// vintLen returns the length of the number that b begins with, 0 if b is empty,
// and more than 8 if it begins with none.
func vintLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	n := 1
	for mask := byte(0x80); mask != 0 && b[0]&mask == 0; mask >>= 1 {
		n++
	}
	return n
}

// vint returns the number of 7 bits in each byte that b begins with, whose
// first byte says the length by its leading zeros, and the length.
func vint(b []byte) (v int64, n int, err error) {
	switch n = vintLen(b); {
	case n > 8:
		return 0, n, ErrElement
	case n == 0 || len(b) < n:
		return 0, n, ErrShort
	}
	v = int64(b[0]) & (0xFF >> n)
	for _, c := range b[1:n] {
		v = v<<8 | int64(c)
	}
	return v, n, nil
}

// unknownVint returns the number of n bytes that stands for an unknown size.
func unknownVint(n int) int64 { return 1<<(7*n) - 1 }

// Uint returns the number that is an element's content, the largest int64 if
// it is beyond.
func Uint(content []byte) int64 {
	var v uint64
	for _, b := range content {
		if v > math.MaxUint64>>8 {
			return math.MaxInt64
		}
		v = v<<8 | uint64(b)
	}
	return int64(min(v, math.MaxInt64))
}

// Int returns the signed number that is an element's content.
func Int(content []byte) int64 {
	if len(content) == 0 || len(content) > 8 {
		return 0
	}
	v := int64(int8(content[0]))
	for _, b := range content[1:] {
		v = v<<8 | int64(b)
	}
	return v
}

// Float returns the number that is an element's content, 0 if it has neither 4
// nor 8 bytes.
func Float(content []byte) float64 {
	switch len(content) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(content)))
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(content))
	}
	return 0
}

// Children calls visit for each element of content and returns the first error.
func Children(content []byte, visit func(id ID, content []byte) error) error {
	for len(content) > 0 {
		h, err := ParseHead(content, 8)
		if err != nil {
			return err
		}
		content = content[h.Len:]
		if h.Size == Unknown || h.Size > int64(len(content)) {
			return ErrShort
		}
		if err := visit(h.ID, content[:h.Size]); err != nil {
			return err
		}
		content = content[h.Size:]
	}
	return nil
}
