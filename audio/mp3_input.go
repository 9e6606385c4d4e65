package audio

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"github.com/gosilero/vad/audio/internal/mp3"
)

// mp3Input finds the frames of an MP3 stream.
type mp3Input struct {
	input *bufio.Reader
	first mp3.Header // the other frames are like it
	held  int        // bytes of the frame returned last
	sync  bool       // the next frame begins where that one ends
}

// next returns the next frame, valid until the next call, and how many bytes
// before it were neither frames nor tags. Without a frame left, err says why
// the input ended.
//
// A frame is believed if it follows another one, or if another one, a tag or
// the end follows. Its header may have been damaged if only the former holds:
// it ends where the next frame begins, at the latest.
func (m *mp3Input) next() (h mp3.Header, frame []byte, skipped int, err error) {
	if _, err := m.input.Discard(m.held); err != nil {
		return h, nil, 0, err
	}
	m.held = 0
	for {
		tag, err := m.skipTag()
		if err != nil {
			return h, nil, skipped, err
		}
		if tag {
			continue
		}
		head, err := m.input.Peek(mp3.HeaderSize)
		if len(head) < mp3.HeaderSize {
			return h, nil, skipped + len(head), err
		}
		if h, ok := m.frameAt(0); ok {
			whole := m.followed(h.Size)
			size := h.Size
			if !whole && m.sync {
				size = min(size, m.nextFrame())
			}
			frame, err := m.input.Peek(size)
			if len(frame) < size {
				return h, nil, skipped + len(frame), err
			}
			if whole || m.sync {
				m.held, m.sync = size, whole
				return h, frame, skipped, nil
			}
		}
		m.sync = false
		skipped += m.skipToSync()
	}
}

// nextFrame returns the distance to the next frame that is followed by another,
// within what the buffer holds; without one, that distance.
func (m *mp3Input) nextFrame() int {
	b, _ := m.input.Peek(m.input.Buffered())
	for at := mp3.HeaderSize; at+mp3.HeaderSize <= len(b); at++ {
		if b[at] != 0xFF {
			continue
		}
		if h, ok := m.frameAt(at); ok && m.followed(at+h.Size) {
			return at
		}
	}
	return len(b)
}

// frameAt returns the header at a distance, if it is of the stream.
func (m *mp3Input) frameAt(at int) (h mp3.Header, ok bool) {
	b, _ := m.input.Peek(at + mp3.HeaderSize)
	if len(b) < at+mp3.HeaderSize {
		return h, false
	}
	h, unsupported, ok := mp3.ParseHeader(b[at:])
	return h, ok && unsupported == "" && (m.first.Size == 0 || h.SameStream(m.first))
}

// followed reports whether what begins at a distance may follow a frame.
func (m *mp3Input) followed(at int) bool {
	b, _ := m.input.Peek(at + id3HeaderSize)
	if len(b) < at+mp3.HeaderSize {
		return true // the end
	}
	if _, ok := m.frameAt(at); ok {
		return true
	}
	b = b[at:]
	return id3Size(b) > 0 || bytes.HasPrefix(b, []byte("TAG")) || bytes.HasPrefix(b, []byte("APETAG"))
}

// skipToSync discards bytes up to the next that may begin a frame or a tag.
func (m *mp3Input) skipToSync() int {
	b, _ := m.input.Peek(max(1, m.input.Buffered()))
	n := 1
	for n < len(b) && b[n] != 0xFF && b[n] != 'T' && b[n] != 'I' && b[n] != 'A' {
		n++
	}
	n, _ = m.input.Discard(n)
	return n
}

// skipTag discards the tag that the input begins with, and reports whether
// there was one: ID3v1 (128 bytes), ID3v2 or APE (version 2 says its size
// without the first of two headers).
func (m *mp3Input) skipTag() (bool, error) {
	b, err := m.input.Peek(32)
	if err != nil && err != io.EOF {
		return false, err
	}
	var size int64
	switch {
	case len(b) >= id3HeaderSize && id3Size(b) > 0:
		size = id3Size(b)
	case bytes.HasPrefix(b, []byte("TAG")):
		size = 128
	case len(b) == 32 && bytes.HasPrefix(b, []byte("APETAGEX")):
		size = 32 + int64(binary.LittleEndian.Uint32(b[12:]))
	default:
		return false, nil
	}
	return true, skip(m.input, size)
}
