package live

import (
	"slices"

	"github.com/gosilero/vad/segment"
)

// history is the latest audio of a stream: all that was written, less what was
// discarded. Positions count the samples of the stream.
//
// The samples lie in one piece, so that a window is a part of them. Discarded
// ones are overwritten when they are half of all: each sample is moved once on
// average, and the memory is about twice what is kept.
type history struct {
	samples []float32
	start   int64 // the position of samples[0]
	from    int64 // what lies before is discarded
}

// end returns the position after the last sample.
func (h *history) end() int64 { return h.start + int64(len(h.samples)) }

// write appends n samples, pcm[0], pcm[stride], pcm[2*stride] and so on.
func (h *history) write(pcm []float32, stride, n int) {
	if stride == 1 {
		h.samples = append(h.samples, pcm[:n]...)
		return
	}
	at := len(h.samples)
	h.samples = slices.Grow(h.samples, n)[:at+n]
	for i := range n {
		h.samples[at+i] = pcm[i*stride]
	}
}

// discard gives up what lies before a position.
func (h *history) discard(before int64) {
	h.from = min(max(h.from, before), h.end())
	dead := int(h.from - h.start)
	if live := len(h.samples) - dead; dead > 0 && dead >= live {
		copy(h.samples, h.samples[dead:])
		h.samples = h.samples[:live]
		h.start = h.from
	}
}

// restart discards everything and goes on at a position.
func (h *history) restart(position int64) {
	h.samples, h.start, h.from = h.samples[:0], position, position
}

// at returns the samples of s, all of which are kept. They are valid until the
// next write or discard.
func (h *history) at(s segment.Segment) []float32 {
	return h.samples[s.Start-h.start : s.End-h.start]
}
