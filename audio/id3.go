package audio

import (
	"bufio"
	"fmt"
	"io"
)

// id3HeaderSize is the length of the header of an ID3v2 tag:
//
//	"ID3", version (2 bytes), flags, size (4 bytes of 7 bits)
const id3HeaderSize = 10

// id3Size returns the bytes of the ID3v2 tag that head begins with, 0 if it
// begins with none. Source: ID3 tag version 2.4.0, main structure.
func id3Size(head []byte) int64 {
	if len(head) < id3HeaderSize || string(head[:3]) != "ID3" {
		return 0
	}
	var size int64
	for _, b := range head[6:10] {
		if b >= 0x80 {
			return 0
		}
		size = size<<7 | int64(b)
	}
	const hasFooter = 0x10
	if head[5]&hasFooter != 0 {
		size += id3HeaderSize
	}
	return id3HeaderSize + size
}

// skipID3 discards the ID3v2 tags that input begins with. Players put them
// before MP3 and, against its rules, FLAC.
func skipID3(input *bufio.Reader) error {
	for {
		head, err := input.Peek(id3HeaderSize)
		if err != nil && err != io.EOF {
			return fmt.Errorf("audio: reading: %w", err)
		}
		size := id3Size(head)
		if size == 0 {
			return nil
		}
		if err := skip(input, size); err != nil {
			if err == io.EOF {
				return fmt.Errorf("%w: input ends in an ID3 tag of %d bytes", ErrMalformed, size)
			}
			return fmt.Errorf("audio: reading: %w", err)
		}
	}
}
