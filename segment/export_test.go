package segment

import (
	"encoding/binary"
	"hash/crc32"
)

// MaxEvents is the most events that a window can cause.
const MaxEvents = maxEvents

// Advance moves the end of the stream on by whole windows of which nothing is
// known, while no speech is open.
func (g *Segmenter) Advance(samples int64) { g.machine.pos += samples }

// Seal puts the fields of a segmenter's encoding into one that is whole.
func Seal(fields []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(segmenterMagic), segmenterVersion)
	b = append(b, fields...)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}
