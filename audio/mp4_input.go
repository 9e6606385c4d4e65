package audio

import (
	"bufio"
	"errors"
	"io"

	"github.com/gosilero/vad/audio/internal/mp4"
)

// mp4Input reads an MP4 file by offsets: forward from any input, backward where
// it can seek.
type mp4Input struct {
	input  *bufio.Reader
	reader io.Reader // the input of input
	seeker io.Seeker // the same, nil if it cannot seek
	base   int64     // where the file begins, for seeker
	size   int64     // of the file, if the input can seek
	pos    int64     // in the file
	depth  int       // of the boxes that were entered
	buf    []byte
}

// errBackward says that the input would have to seek.
var errBackward = errors.New("samples lie before what was read")

func newMP4Input(input *bufio.Reader, reader io.Reader) *mp4Input {
	m := &mp4Input{input: input, reader: reader}
	if seeker, ok := reader.(io.Seeker); ok {
		m.sizeBy(seeker)
	}
	return m
}

// sizeBy makes seeker the one of the input if it can seek, and finds the size.
func (m *mp4Input) sizeBy(seeker io.Seeker) {
	at, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return
	}
	if _, err := seeker.Seek(at, io.SeekStart); err == nil {
		m.seeker, m.base = seeker, at-int64(m.input.Buffered())
		m.size = end - m.base
	}
}

// seek goes to an offset in the file. An input that cannot seek skips to it. An
// offset past the end is io.EOF.
func (m *mp4Input) seek(to int64) error {
	const far = 1 << 20 // nearer offsets are cheaper to read up to
	switch {
	case to < 0, m.seeker != nil && to > m.size:
		return io.EOF
	case to < m.pos && m.seeker == nil:
		return errBackward
	}
	if to < m.pos || (to > m.pos+far && m.seeker != nil) {
		if _, err := m.seeker.Seek(m.base+to, io.SeekStart); err != nil {
			return err
		}
		m.input.Reset(m.reader)
		m.pos = to
		return nil
	}
	skipped, err := discard(m.input, to-m.pos)
	m.pos += skipped
	return err
}

// head returns the head of the box that comes next, and consumes it. It waits for
// no more bytes than that has.
func (m *mp4Input) head() (mp4.Head, error) {
	b, err := m.input.Peek(mp4.MinHead)
	h, headErr := mp4.ParseHead(b)
	if headErr == mp4.ErrShort && err == nil {
		b, err = m.input.Peek(mp4.MaxHead)
		h, headErr = mp4.ParseHead(b)
	}
	if len(b) == 0 || (err != nil && err != io.EOF) {
		return h, err
	}
	if headErr != nil {
		return h, headErr
	}
	return h, m.seek(m.pos + int64(h.Len))
}

// read returns the next n bytes, valid until the next call.
func (m *mp4Input) read(n int64) ([]byte, error) {
	var err error
	m.buf, err = m.readTo(m.buf[:0], n)
	return m.buf, err
}

// readTo appends the next n bytes to buf.
func (m *mp4Input) readTo(buf []byte, n int64) ([]byte, error) {
	before := len(buf)
	buf, err := readBytes(m.input, buf, n)
	m.pos += int64(len(buf) - before)
	return buf, unexpected(err)
}

// findFragment skips to the next moof box after damage and returns how many
// bytes that took. A box is believed if the one that it must begin with follows.
func (m *mp4Input) findFragment() (skipped int64, err error) {
	const size = 16 // size, "moof", size, "mfhd"
	from := m.pos
	for {
		b, err := m.input.Peek(size)
		if len(b) < size {
			return m.pos - from + int64(len(b)), err
		}
		b, _ = m.input.Peek(m.input.Buffered())
		for at := 0; at+size <= len(b); at++ {
			if string(b[at+4:at+8]) == "moof" && string(b[at+12:at+16]) == "mfhd" {
				err := m.seek(m.pos + int64(at))
				return m.pos - from, err
			}
		}
		if err := m.seek(m.pos + int64(len(b)-size+1)); err != nil {
			return m.pos - from, err
		}
	}
}
