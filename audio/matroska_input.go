package audio

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"

	"github.com/gosilero/vad/audio/internal/matroska"
)

// maxHeld is how many bytes of a packet are held: more than a FLAC frame of
// 65,535 samples of 8 channels of 24 bits.
const maxHeld = 1 << 21

// maxElement is how many bytes an element in a cluster may have: more than any
// frame of video.
const maxElement = 1 << 26

// matroskaInput finds the blocks of a Matroska file in the order in which they
// lie there. Segments and clusters are entered, whatever size they claim; what
// else is not looked for is skipped. An element that cannot be where it is shows
// damage: the next cluster is searched for.
type matroskaInput struct {
	input   *bufio.Reader
	maxSize int   // bytes of a size field
	pos     int64 // in the input

	segmentEnd int64 // or matroska.Unknown
	clusterEnd int64 // or matroska.Unknown
	inCluster  bool
	clusterAt  int64 // time of the cluster in ticks
	content    []byte
	block      matroska.Block
}

// matroskaBlock is a block of the track that is looked for, or the time of
// another.
type matroskaBlock struct {
	*matroska.Block
	ticks   int64 // its time, from the beginning of the segment
	discard int64 // what to drop at its end, in ns
}

// frames returns the frames of the block, none if it is not of the track.
func (b matroskaBlock) frames() [][]byte {
	if b.Block == nil {
		return nil
	}
	return b.Frames
}

// errMatroska says that an element cannot be where it is.
var errMatroska = errors.New("matroska: element out of place")

// head returns the head of the next element and consumes it. It waits for no more
// bytes than that has, for what follows may not have been recorded yet.
func (m *matroskaInput) head() (h matroska.Head, err error) {
	var b []byte
	headErr := matroska.ErrShort
	for n := min(max(2, m.input.Buffered()), matroska.MaxHead); headErr == matroska.ErrShort && err == nil; n++ {
		b, err = m.input.Peek(n)
		h, headErr = matroska.ParseHead(b, m.maxSize)
	}
	switch {
	case len(b) == 0:
		return h, err
	case headErr == matroska.ErrShort && err != nil:
		m.drop(len(b))
		return h, unexpected(err)
	case headErr != nil:
		return h, errMatroska
	}
	if m.inCluster && m.clusterEnd != matroska.Unknown && h.Size != matroska.Unknown && m.pos+int64(h.Len)+h.Size > m.clusterEnd {
		return h, errMatroska
	}
	return h, m.discard(int64(h.Len))
}

// discard skips n bytes; input that ends before is io.ErrUnexpectedEOF.
func (m *matroskaInput) discard(n int64) error {
	skipped, err := discard(m.input, n)
	m.pos += skipped
	return unexpected(err)
}

// drop skips n bytes that are in the buffer.
func (m *matroskaInput) drop(n int) {
	n, _ = m.input.Discard(n)
	m.pos += int64(n)
}

// read returns the content of an element of at most maxHeld bytes, valid until
// the next call.
func (m *matroskaInput) read(size int64) ([]byte, error) {
	if size < 0 || size > maxHeld {
		return nil, errMatroska
	}
	var err error
	m.content, err = readBytes(m.input, m.content[:0], size)
	m.pos += int64(len(m.content))
	return m.content, unexpected(err)
}

// next returns the next block of a track. Of the blocks of others it returns
// the time alone, without a Block. The error is matroska.ErrBlock for a block that
// is lost, errMatroska for other damage, io.EOF where the file may end, and
// io.ErrUnexpectedEOF where it may not.
func (m *matroskaInput) next(track int64) (matroskaBlock, error) {
	for {
		if m.inCluster && m.clusterEnd != matroska.Unknown && m.pos >= m.clusterEnd {
			m.inCluster = false
		}
		h, err := m.head()
		if err != nil {
			return matroskaBlock{}, m.atEnd(err)
		}
		switch h.ID {
		case matroska.IDSimpleBlock:
			return m.readBlock(track, h.Size)
		case matroska.IDBlockGroup:
			return m.readGroup(track, h.Size)
		default:
			if err := m.pass(h); err != nil {
				return matroskaBlock{}, err
			}
		}
	}
}

// atEnd returns io.ErrUnexpectedEOF if err is io.EOF before the end that sizes
// have announced.
func (m *matroskaInput) atEnd(err error) error {
	announced := m.segmentEnd
	if m.inCluster {
		announced = max(announced, m.clusterEnd)
	}
	if err == io.EOF && m.pos < announced {
		return io.ErrUnexpectedEOF
	}
	return err
}

// pass enters or skips an element that is no block.
func (m *matroskaInput) pass(h matroska.Head) error {
	end := int64(matroska.Unknown)
	if h.Size != matroska.Unknown {
		end = m.pos + h.Size
	}
	switch h.ID {
	case matroska.IDSegment:
		m.segmentEnd, m.inCluster = end, false
		return nil
	case matroska.IDCluster:
		m.clusterEnd, m.inCluster, m.clusterAt = end, true, 0
		return nil
	case matroska.IDTimestamp:
		content, err := m.read(h.Size)
		if err == nil {
			m.clusterAt = matroska.Uint(content)
		}
		return err
	case matroska.IDHeader, matroska.IDInfo, matroska.IDTracks, matroska.IDSeekHead, matroska.IDCues, matroska.IDTags,
		matroska.IDChapters, matroska.IDAttachments:
		m.inCluster = false
	case matroska.IDVoid, matroska.IDCRC32, matroska.IDPosition, matroska.IDPrevSize:
	default:
		// Nothing else is written. In a cluster of a known size an element that
		// is not known does no harm.
		if !m.inCluster || m.clusterEnd == matroska.Unknown {
			return errMatroska
		}
	}
	if h.Size == matroska.Unknown || (m.inCluster && h.Size > maxElement) {
		return errMatroska
	}
	return m.discard(h.Size)
}

// readBlock reads the content of a block if it is one of the track.
func (m *matroskaInput) readBlock(track, size int64) (b matroskaBlock, err error) {
	head, err := m.input.Peek(int(max(0, min(size, matroska.MaxBlockHead))))
	if err != nil {
		m.drop(len(head))
		return b, unexpected(err)
	}
	if _, err := m.block.ParseHead(head); err != nil || size > maxElement {
		return b, errMatroska
	}
	b.ticks = max(0, min(m.clusterAt, math.MaxInt64-math.MaxInt16)+m.block.Time)
	if m.block.Track != track {
		return b, m.discard(size)
	}
	content, err := m.read(size)
	if err != nil {
		return b, err
	}
	b.Block = &m.block
	return b, m.block.Parse(content)
}

// readGroup reads a block and what is said about it.
func (m *matroskaInput) readGroup(track, size int64) (b matroskaBlock, err error) {
	if size == matroska.Unknown {
		return b, errMatroska
	}
	end := m.pos + size
	b.ticks = m.clusterAt
	for m.pos < end {
		h, err := m.head()
		if err != nil {
			return b, m.atEnd(err)
		}
		if h.Size == matroska.Unknown || m.pos+h.Size > end {
			return b, errMatroska
		}
		switch h.ID {
		case matroska.IDBlock:
			discard := b.discard
			b, err = m.readBlock(track, h.Size)
			if b.discard = discard; err != nil {
				return b, err
			}
		case matroska.IDDiscardPadding:
			padding, err := m.input.Peek(int(min(h.Size, 8)))
			if err == nil {
				b.discard = matroska.Int(padding)
				err = m.discard(h.Size)
			}
			if err != nil {
				return b, unexpected(err)
			}
		default:
			if err := m.discard(h.Size); err != nil {
				return b, err
			}
		}
	}
	return b, nil
}

// resync skips to the next cluster and returns how many bytes that took. A
// cluster is believed if what it must begin with follows, or the end.
func (m *matroskaInput) resync() (skipped int64, err error) {
	magic := []byte{0x1F, 0x43, 0xB6, 0x75}
	m.inCluster = false
	from := m.pos
	for {
		b, err := m.input.Peek(len(magic))
		if len(b) < len(magic) {
			m.drop(len(b))
			return m.pos - from, err
		}
		b, _ = m.input.Peek(m.input.Buffered())
		at := bytes.Index(b, magic)
		if at < 0 {
			m.drop(len(b) - len(magic) + 1)
			continue
		}
		m.drop(at)
		if m.isCluster() {
			return m.pos - from, nil
		}
		m.drop(1)
	}
}

// isCluster reports whether the cluster that the input begins with holds what
// clusters begin with.
func (m *matroskaInput) isCluster() bool {
	b, _ := m.input.Peek(matroska.MaxHead + 1)
	h, err := matroska.ParseHead(b, m.maxSize)
	if err != nil || h.Len >= len(b) {
		return err == matroska.ErrShort
	}
	switch matroska.ID(b[h.Len]) {
	case matroska.IDTimestamp, matroska.IDCRC32, matroska.IDVoid, matroska.IDPosition, matroska.IDPrevSize:
		return true
	}
	return false
}
