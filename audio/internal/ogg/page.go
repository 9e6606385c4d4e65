// Package ogg parses the pages of Ogg streams and puts their packets together.
// Source: RFC 3533.
//
// It parses the bytes it is given and reports what is wrong with them. Where to
// look for the next page, and what to do about one that is lost, is up to the
// caller.
package ogg

import (
	"encoding/binary"
	"errors"

	"github.com/gosilero/vad/audio/internal/crc"
)

const (
	Magic      = "OggS"                            // begins a page
	HeaderSize = 27                                // of a page without its segments, in bytes
	MaxPage    = HeaderSize + 255 + 255*maxSegment // bytes

	maxSegment = 255 // bytes of a segment
	crcOffset  = 22
)

// Reasons why bytes are not a page.
var (
	ErrPage     = errors.New("ogg: no page")
	ErrChecksum = errors.New("ogg: wrong checksum")
)

// Page carries packets of one logical stream, cut into segments of up to 255
// bytes; a segment of fewer ends its packet.
type Page struct {
	Continued bool  // the first segments continue the packet of the page before
	First     bool  // of its logical stream
	Last      bool  // of its logical stream
	Granule   int64 // position at the end of the last packet that ends here, -1 if none does
	Serial    uint32
	Sequence  uint32 // number of the page in its logical stream
	Segments  []byte // sizes
	Body      []byte // the segments
}

// Size returns the size in bytes of the page that b begins with, as far as b
// determines it: more than len(b) says that as many bytes are needed to know
// more. It returns 0 if b does not begin with a page.
func Size(b []byte) int {
	if len(b) < HeaderSize {
		return HeaderSize
	}
	if string(b[:5]) != Magic+"\x00" { // version 0
		return 0
	}
	size := HeaderSize + int(b[26])
	if len(b) < size {
		return size
	}
	for _, n := range b[HeaderSize:size] {
		size += int(n)
	}
	return size
}

// Parse parses the page that b consists of. The result refers to b.
//
//	offset 0   "OggS"           18  sequence number
//	       4   version 0        22  CRC-32 of the page with this field 0
//	       5   flags            26  number of segments
//	       6   granule position 27  sizes of the segments
//	       14  serial number        the segments
func Parse(b []byte) (Page, error) {
	if Size(b) != len(b) {
		return Page{}, ErrPage
	}
	sum := crc.Update32(0, b[:crcOffset])
	sum = crc.Update32(sum, make([]byte, 4))
	sum = crc.Update32(sum, b[crcOffset+4:])
	le := binary.LittleEndian
	if sum != le.Uint32(b[crcOffset:]) {
		return Page{}, ErrChecksum
	}
	const continued, first, last = 1, 2, 4
	body := HeaderSize + int(b[26])
	return Page{
		Continued: b[5]&continued != 0,
		First:     b[5]&first != 0,
		Last:      b[5]&last != 0,
		Granule:   int64(le.Uint64(b[6:])),
		Serial:    le.Uint32(b[14:]),
		Sequence:  le.Uint32(b[18:]),
		Segments:  b[HeaderSize:body],
		Body:      b[body:],
	}, nil
}
