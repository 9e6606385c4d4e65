package live

import (
	"sync"

	"github.com/gosilero/vad/ops"
)

// pieceSize is the number of samples of a piece. One piece more than needed is
// kept, and each takes 16 bytes besides: of half a second, both are small.
const pieceSize = 1024

// piece is memory for pieceSize samples. They are held in 16 bits if all that were
// written are multiples of 1/32768, as most audio is: that is exact and takes half
// the memory. With the first other sample, the piece goes over to floats.
type piece struct {
	ints   *[2 * pieceSize]byte // little-endian
	floats *[pieceSize]float32  // instead of ints
}

// Pieces that no detector needs go to others.
var (
	intPieces   = sync.Pool{New: func() any { return new([2 * pieceSize]byte) }}
	floatPieces = sync.Pool{New: func() any { return new([pieceSize]float32) }}
)

func newPiece() piece { return piece{ints: intPieces.Get().(*[2 * pieceSize]byte)} }

// release gives the memory back.
func (p *piece) release() {
	if p.floats != nil {
		floatPieces.Put(p.floats)
	} else {
		intPieces.Put(p.ints)
	}
	*p = piece{}
}

// write writes samples at a place, before which all are written.
//
// Both pointers are compared with nil. If they were not, Go would check them by a
// read of what they point to: memory that is in no cache, or was never written.
func (p *piece) write(at int, pcm []float32) {
	if ints := p.ints; ints != nil {
		if ops.EncodeInt16(ints[2*at:2*(at+len(pcm))], pcm) {
			return
		}
		floats := floatPieces.Get().(*[pieceSize]float32)
		p.read(floats[:at], 0)
		p.release()
		p.floats = floats
	}
	floats := p.floats
	if floats == nil {
		panic("live: a piece without memory")
	}
	copy(floats[at:], pcm)
}

// read reads the samples from a place on.
func (p *piece) read(dst []float32, at int) {
	if p.floats != nil {
		copy(dst, p.floats[at:])
	} else {
		ops.Int16(dst, p.ints[2*at:2*(at+len(dst))])
	}
}
