package live

import (
	"slices"

	"github.com/gosilero/vad/segment"
)

// history is the latest audio of a stream: all that was written, less what was
// discarded. Positions count the samples of the stream.
//
// The samples lie in pieces, so that each is written once, however much is kept:
// memory follows the need, and a need that stays allocates nothing.
type history struct {
	pieces []piece // from start on, full
	last   piece   // after them, if it has samples
	start  int64   // the position of the first sample of pieces
	from   int64   // what lies before is discarded
	end    int64   // the position after the last sample
	tail   int64   // the number of last samples that latest can read, discarded or not
}

// fewPieces is the number of pieces that a list of them may always have room for.
const fewPieces = 16

// kept returns the stretch that can be read.
func (h *history) kept() segment.Segment { return segment.Segment{Start: h.from, End: h.end} }

// write appends samples.
func (h *history) write(pcm []float32) {
	for len(pcm) > 0 {
		at := int(h.end-h.start) % pieceSize
		if at == 0 {
			h.last = newPiece()
		}
		n := min(len(pcm), pieceSize-at)
		h.last.write(at, pcm[:n])
		if at+n == pieceSize {
			h.pieces, h.last = append(h.pieces, h.last), piece{}
		}
		h.end += int64(n)
		pcm = pcm[n:]
	}
}

// discard gives up what lies before a position.
func (h *history) discard(before int64) {
	h.from = min(max(h.from, before), h.end)
	n := int(max(0, min(h.from, h.end-h.tail)-h.start)) / pieceSize
	if n == 0 {
		return
	}
	for i := range n {
		h.pieces[i].release()
	}
	h.pieces = slices.Delete(h.pieces, 0, n)
	h.start += int64(n) * pieceSize
	if cap(h.pieces) > 2*len(h.pieces)+fewPieces {
		h.pieces = slices.Clone(h.pieces)
	}
}

// restart discards everything and goes on at a position.
func (h *history) restart(position int64) {
	for i := range h.pieces {
		h.pieces[i].release()
	}
	if (h.end-h.start)%pieceSize > 0 {
		h.last.release()
	}
	*h = history{pieces: h.pieces[:0], start: position, from: position, end: position, tail: h.tail}
}

// within returns the part of s that is kept.
func (h *history) within(s segment.Segment) segment.Segment {
	start := min(max(s.Start, h.from), h.end)
	return segment.Segment{Start: start, End: max(start, min(s.End, h.end))}
}

// read reads len(dst) samples from a position on, which must be in pieces or last.
func (h *history) read(dst []float32, from int64) {
	for at := int(from - h.start); len(dst) > 0; {
		n := min(len(dst), pieceSize-at%pieceSize)
		h.pieceAt(at/pieceSize).read(dst[:n], at%pieceSize)
		dst, at = dst[n:], at+n
	}
}

// pieceAt returns a piece, counted from start.
func (h *history) pieceAt(i int) *piece {
	if i == len(h.pieces) {
		return &h.last
	}
	return &h.pieces[i]
}

// append appends the samples of s that are kept to dst.
func (h *history) append(dst []float32, s segment.Segment) []float32 {
	s = h.within(s)
	n := len(dst)
	dst = slices.Grow(dst, int(s.Len()))[:n+int(s.Len())]
	h.read(dst[n:], s.Start)
	return dst
}

// copy returns a copy of the samples of s that are kept, nil if there are none,
// and where it starts.
func (h *history) copy(s segment.Segment) (audio []float32, start int64) {
	if s = h.within(s); s.Len() > 0 {
		audio = make([]float32, s.Len())
		h.read(audio, s.Start)
	}
	return audio, s.Start
}

// latest fills dst, of tail samples at most, with the last ones. It reports
// whether there are as many.
func (h *history) latest(dst []float32) bool {
	from := h.end - int64(len(dst))
	if from < h.start {
		return false
	}
	h.read(dst, from)
	return true
}
