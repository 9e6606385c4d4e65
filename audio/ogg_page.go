package audio

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// An Ogg page carries packets of one logical stream, cut into segments of up to
// 255 bytes; a segment of fewer ends its packet. Source: RFC 3533, section 6:
//
//	offset 0   "OggS"           18  sequence number
//	       4   version 0        22  CRC-32 of the page with this field 0
//	       5   flags            26  number of segments
//	       6   granule position 27  sizes of the segments
//	       14  serial number        the segments
const (
	oggHeaderSize = 27
	oggMaxPage    = oggHeaderSize + 255 + 255*255
	oggMagic      = "OggS"
	oggCRCOffset  = 22
)

// oggPage is a page with a right checksum.
type oggPage struct {
	continued bool  // the first segments continue the packet of the page before
	first     bool  // of its logical stream
	last      bool  // of its logical stream
	granule   int64 // position at the end of the last packet that ends here, -1 if none does
	serial    uint32
	sequence  uint32
	segments  []byte // sizes
	body      []byte
}

// oggReader reads pages.
type oggReader struct {
	input *bufio.Reader // with a buffer of at least oggMaxPage
	buf   [oggMaxPage]byte
}

// next returns the next page, valid until the next call, and the number of
// bytes before it that are none: damage, where the input is an Ogg file.
// Without a page left, err says why the input ended.
func (o *oggReader) next() (page oggPage, skipped int, err error) {
	for {
		size, err := o.peek()
		if size > 0 {
			return o.take(size), skipped, nil
		}
		if err != nil && err != io.EOF {
			return oggPage{}, skipped, err
		}
		// Go on at the next place that looks like a page.
		rest, _ := o.input.Peek(o.input.Buffered())
		if len(rest) == 0 {
			return oggPage{}, skipped, io.EOF
		}
		n := bytes.Index(rest[1:], []byte(oggMagic)) + 1
		if n == 0 {
			n = max(1, len(rest)-len(oggMagic)+1)
		}
		skipped += n
		if _, err := o.input.Discard(n); err != nil {
			return oggPage{}, skipped, err
		}
	}
}

// peek returns the size of the page that the input begins with, 0 if it does
// not begin with one that is whole and right; err is that of the input.
func (o *oggReader) peek() (int, error) {
	head, err := o.input.Peek(oggHeaderSize)
	if err != nil {
		return 0, err
	}
	if string(head[:5]) != oggMagic+"\x00" {
		return 0, nil
	}
	size := oggHeaderSize + int(head[26])
	if head, err = o.input.Peek(size); err != nil {
		return 0, err
	}
	for _, n := range head[oggHeaderSize:] {
		size += int(n)
	}
	page, err := o.input.Peek(size)
	if err != nil {
		return 0, err
	}
	crc := crc32Update(0, page[:oggCRCOffset])
	crc = crc32Update(crc, make([]byte, 4))
	crc = crc32Update(crc, page[oggCRCOffset+4:])
	if crc != binary.LittleEndian.Uint32(page[oggCRCOffset:]) {
		return 0, nil
	}
	return size, nil
}

// take consumes the page of size bytes that peek found.
func (o *oggReader) take(size int) oggPage {
	b := o.buf[:size]
	_, _ = io.ReadFull(o.input, b) // buffered by peek
	const continued, first, last = 1, 2, 4
	body := oggHeaderSize + int(b[26])
	le := binary.LittleEndian
	return oggPage{
		continued: b[5]&continued != 0,
		first:     b[5]&first != 0,
		last:      b[5]&last != 0,
		granule:   int64(le.Uint64(b[6:])),
		serial:    le.Uint32(b[14:]),
		sequence:  le.Uint32(b[18:]),
		segments:  b[oggHeaderSize:body],
		body:      b[body:],
	}
}
