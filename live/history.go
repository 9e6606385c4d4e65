package live

import (
	"slices"

	"github.com/gosilero/vad/segment"
)

// history is the latest audio of a stream: all that was written, less what was
// discarded. Positions count the samples of the stream.
//
// The samples lie in one piece. Its capacity grows by half at a time, and is least
// again as soon as they fit: memory follows the need, and a need that stays
// allocates nothing.
type history struct {
	samples []float32
	start   int64 // the position of samples[0]
	from    int64 // what lies before is discarded
	least   int
}

// headroom is the capacity for a number of samples that are kept. They are moved
// to the front each time that the rest, a quarter of them, is full.
func headroom(n int) int { return n + n/4 }

// end returns the position after the last sample.
func (h *history) end() int64 { return h.start + int64(len(h.samples)) }

// kept returns the stretch that can be read.
func (h *history) kept() segment.Segment { return segment.Segment{Start: h.from, End: h.end()} }

// write appends n samples, pcm[0], pcm[stride], pcm[2*stride] and so on, and
// returns them; they are valid until the next write or discard.
func (h *history) write(pcm []float32, stride, n int) []float32 {
	h.makeRoom(n)
	at := len(h.samples)
	h.samples = h.samples[:at+n]
	added := h.samples[at:]
	if stride == 1 {
		copy(added, pcm)
		return added
	}
	for i := range added {
		added[i] = pcm[i*stride]
	}
	return added
}

// makeRoom makes room for n samples.
func (h *history) makeRoom(n int) {
	if cap(h.samples)-len(h.samples) >= n {
		return
	}
	need := int(h.kept().Len()) + n
	capacity := cap(h.samples)
	if headroom(need) > capacity {
		if capacity = need + need/2; headroom(need) <= h.least {
			capacity = min(capacity, h.least)
		}
	}
	h.move(capacity)
}

// move moves what is kept to the front of memory of the given capacity.
func (h *history) move(capacity int) {
	kept := h.samples[h.from-h.start:]
	if capacity != cap(h.samples) {
		h.samples = make([]float32, 0, capacity)
	}
	h.samples = h.samples[:copy(h.samples[:len(kept)], kept)]
	h.start = h.from
}

// discard gives up what lies before a position.
func (h *history) discard(before int64) {
	h.from = min(max(h.from, before), h.end())
	if cap(h.samples) > h.least && headroom(int(h.kept().Len())) <= h.least {
		h.move(h.least)
	}
}

// setLeast changes the capacity to come back to: that for n samples.
func (h *history) setLeast(n int) {
	h.least = headroom(n)
	h.discard(h.from)
}

// restart discards everything and goes on at a position.
func (h *history) restart(position int64) {
	h.discard(h.end())
	h.samples, h.start, h.from = h.samples[:0], position, position
}

// at returns the samples of s that are kept. They are valid until the next write
// or discard.
func (h *history) at(s segment.Segment) []float32 {
	start := min(max(s.Start, h.from), h.end())
	return h.samples[start-h.start : max(start, min(s.End, h.end()))-h.start]
}

// copy returns a copy of the samples of s that are kept, and where it starts.
func (h *history) copy(s segment.Segment) (audio []float32, start int64) {
	return slices.Clone(h.at(s)), max(s.Start, h.from)
}
