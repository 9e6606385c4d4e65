package live

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/segment"
)

// spoil makes what is discarded unfit to be read.
func (h *history) spoil() {
	for at := h.start; at < h.from; at++ {
		p := h.pieceAt(int(at-h.start) / pieceSize)
		if i := (at - h.start) % pieceSize; p.floats != nil {
			p.floats[i] = -1
		} else {
			p.ints[2*i], p.ints[2*i+1] = 0, 0x80
		}
	}
}

// all returns the pieces, with the last one.
func (h *history) all() []piece {
	all := slices.Clone(h.pieces)
	if h.last != (piece{}) {
		all = append(all, h.last)
	}
	return all
}

// room returns the number of samples that the pieces hold.
func (h *history) room() int64 { return int64(len(h.all())) * pieceSize }

// bytes returns the size of the pieces.
func (h *history) bytes() (n int) {
	for _, p := range h.all() {
		if p.floats != nil {
			n += 4 * pieceSize
		} else {
			n += 2 * pieceSize
		}
	}
	return n
}

// TestHistory: what is kept is what was written, to the bit, in whatever pieces
// it came.
func TestHistory(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		h := history{tail: int64(rng.IntN(1500))}
		first := rng.Int64N(1 << 40)
		h.restart(first)
		var all []float32
		for range 60 {
			pcm := make([]float32, rng.IntN(2000))
			grid := rng.IntN(3) > 0
			for i := range pcm {
				if pcm[i] = float32(rng.IntN(1<<16)-1<<15) / (1 << 15); !grid && rng.IntN(500) == 0 {
					pcm[i] = rng.Float32()
				}
			}
			h.write(pcm)
			all = append(all, pcm...)
			end := first + int64(len(all))
			h.discard(end - rng.Int64N(9000))
			kept := h.kept()
			if kept.End != end || kept.Start < first {
				t.Fatalf("keeps %v of %d to %d", kept, first, end)
			}
			if most := max(kept.Len(), h.tail) + 2*pieceSize; h.room() > most {
				t.Fatalf("holds %d samples for %d", h.room(), kept.Len())
			}
			h.spoil()
			s := segment.Segment{Start: kept.Start + rng.Int64N(kept.Len()+1), End: end - rng.Int64N(50)}
			want := all[s.Start-first : max(s.Start, s.End)-first]
			if got := h.append([]float32{7}, s); !equalBits(got[1:], want) {
				t.Fatalf("%v of %v is not as written", s, kept)
			}
			if got, start := h.copy(s); !equalBits(got, want) || len(want) > 0 && start != s.Start {
				t.Fatalf("the copy of %v of %v is not as written", s, kept)
			}
		}
	}
}

// TestHistoryTail: the latest samples can be read, discarded or not.
func TestHistoryTail(t *testing.T) {
	h := history{tail: 1500}
	pcm := make([]float32, 5000)
	for i := range pcm {
		pcm[i] = float32(i) / (1 << 15)
	}
	latest := make([]float32, h.tail)
	for n := 0; n < len(pcm); n += 100 {
		if got, want := h.latest(latest), n >= len(latest); got != want || got && !equalBits(latest, pcm[n-len(latest):n]) {
			t.Fatalf("after %d samples: %v", n, got)
		}
		h.write(pcm[n : n+100])
		h.discard(h.end)
	}
}

func equalBits(x, y []float32) bool {
	return slices.EqualFunc(x, y, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) })
}
