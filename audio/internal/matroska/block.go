package matroska

import "encoding/binary"

// Block holds frames of one track.
type Block struct {
	Track  int64
	Time   int64 // of the first frame, relative to the cluster, in its ticks
	Frames [][]byte
}

// The ways in which a block says the sizes of its frames.
const (
	noLacing = iota
	xiphLacing
	fixedLacing
	ebmlLacing
)

// MaxBlockHead is how many bytes the head of a block may take, without the sizes
// of its frames.
const MaxBlockHead = 8 + 2 + 1

// ParseHead parses the track and the time of a block from its first bytes, at
// most MaxBlockHead, and returns the length of its head.
func (b *Block) ParseHead(content []byte) (int, error) {
	track, n, err := vint(content)
	if err != nil || len(content) < n+3 {
		return 0, ErrBlock
	}
	b.Track, b.Time = track, int64(int16(binary.BigEndian.Uint16(content[n:])))
	return n + 3, nil
}

// Parse parses all of the content of a SimpleBlock or Block into b, whose memory is
// used again:
//
//	vint   number of the track
//	int16  time
//	1      flags, of which bits 1 and 2 are the lacing
//	1      number of frames - 1, with lacing
//	       the sizes of all but the last, with lacing that is not fixed
//	       the frames
//
// The frames refer to content.
func (b *Block) Parse(content []byte) error {
	b.Frames = b.Frames[:0]
	n, err := b.ParseHead(content)
	if err != nil {
		return err
	}
	lacing := content[n-1] >> 1 & 3
	content = content[n:]
	if lacing == noLacing {
		b.Frames = append(b.Frames, content)
		return nil
	}
	if len(content) == 0 {
		return ErrBlock
	}
	count := int(content[0]) + 1
	content = content[1:]
	if lacing == fixedLacing {
		if len(content)%count != 0 {
			return ErrBlock
		}
		for size := len(content) / count; count > 0; count-- {
			b.Frames = append(b.Frames, content[:size])
			content = content[size:]
		}
		return nil
	}
	return b.split(content, lacing, count)
}

// split cuts content, which begins with the sizes of all frames but the last.
func (b *Block) split(content []byte, lacing byte, count int) error {
	var sizes [255]int
	total, last := 0, 0
	for i := range sizes[:count-1] {
		var size, n int
		if lacing == xiphLacing {
			size, n = xiphSize(content)
		} else {
			size, n = ebmlSize(content, last, i == 0)
		}
		if n == 0 || size < 0 || size > len(content) {
			return ErrBlock
		}
		content = content[n:]
		sizes[i], last = size, size
		total += size
	}
	if total > len(content) {
		return ErrBlock
	}
	for _, size := range sizes[:count-1] {
		b.Frames = append(b.Frames, content[:size])
		content = content[size:]
	}
	b.Frames = append(b.Frames, content)
	return nil
}

// xiphSize returns a size, the sum of bytes up to one that is not 255, and their
// number, 0 if there is no such byte.
func xiphSize(b []byte) (size, n int) {
	for i, v := range b {
		size += int(v)
		if v != 255 {
			return size, i + 1
		}
	}
	return 0, 0
}

// ebmlSize returns a size and how many bytes it takes, 0 if there is none: the
// first as it is, the others as differences to the last.
func ebmlSize(b []byte, last int, first bool) (size, n int) {
	const most = 1 << 30
	v, n, err := vint(b)
	if err != nil || v > most {
		return 0, 0
	}
	if first {
		return int(v), n
	}
	zero := int64(1)<<(7*n-1) - 1
	if v-zero < -most || n > 4 {
		return 0, 0
	}
	return last + int(v-zero), n
}
