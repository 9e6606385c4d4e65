package resample

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// ErrEncoding says that an encoding is foreign, damaged or of another version.
var ErrEncoding = errors.New("resample: wrong encoding")

// The encoding of a Resampler, little-endian:
//
//	8 bytes    "resample"
//	uint32     version
//	uint32 x 2 rates, in and out
//	uint64     samples consumed, from which all numbers follow
//	float32    the inputs of each stage
//	uint32     CRC-32 of all before it
const (
	encodingMagic   = "resample"
	encodingVersion = 1
	encodingLeast   = len(encodingMagic) + 4 + 8 + 8 + 4

	// mostConsumed keeps what is computed from it within 64 bits.
	mostConsumed = 1 << 56
)

// AppendBinary appends an encoding of the stream that r is in the middle of to b,
// about 500 bytes for each step, with which another Resampler of the same rates
// goes on, here or elsewhere.
func (r *Resampler) AppendBinary(b []byte) ([]byte, error) {
	le := binary.LittleEndian
	begin := len(b)
	b = append(b, encodingMagic...)
	b = le.AppendUint32(b, encodingVersion)
	b = le.AppendUint32(b, uint32(r.design.in))
	b = le.AppendUint32(b, uint32(r.design.out))
	b = le.AppendUint64(b, uint64(r.consumed))
	for _, s := range r.stages {
		for _, v := range s.x {
			b = le.AppendUint32(b, math.Float32bits(v))
		}
	}
	return le.AppendUint32(b, crc32.ChecksumIEEE(b[begin:])), nil
}

// MarshalBinary is AppendBinary to a new slice.
func (r *Resampler) MarshalBinary() ([]byte, error) { return r.AppendBinary(nil) }

// UnmarshalBinary makes r what was encoded; its rates may be others, and r may be
// a zero Resampler. What is no encoding is an error that wraps ErrEncoding and
// says why, and leaves r as it was.
func (r *Resampler) UnmarshalBinary(data []byte) error {
	le := binary.LittleEndian
	if len(data) < encodingLeast || string(data[:len(encodingMagic)]) != encodingMagic {
		return fmt.Errorf("%w: got %d bytes that are no Resampler", ErrEncoding, len(data))
	}
	if v := le.Uint32(data[len(encodingMagic):]); v != encodingVersion {
		return fmt.Errorf("%w: got version %d, want %d", ErrEncoding, v, encodingVersion)
	}
	sum := len(data) - 4
	if got, want := crc32.ChecksumIEEE(data[:sum]), le.Uint32(data[sum:]); got != want {
		return fmt.Errorf("%w: damaged, got CRC-32 %08x, want %08x", ErrEncoding, got, want)
	}
	data = data[len(encodingMagic)+4 : sum]
	n, err := New(int(le.Uint32(data)), int(le.Uint32(data[4:])))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	n.consumed = int64(le.Uint64(data[8:]))
	if n.consumed < 0 || n.consumed > mostConsumed {
		return fmt.Errorf("%w: got %d samples consumed, want 0 to %d", ErrEncoding, n.consumed, int64(mostConsumed))
	}
	data = data[16:]
	n.produced = n.consumed
	for _, s := range n.stages {
		n.produced = s.advance(n.produced)
		if len(data) < 4*len(s.x) {
			return fmt.Errorf("%w: cut short", ErrEncoding)
		}
		for i := range s.x {
			s.x[i] = math.Float32frombits(le.Uint32(data[4*i:]))
		}
		data = data[4*len(s.x):]
	}
	if len(data) > 0 {
		return fmt.Errorf("%w: got %d bytes too many", ErrEncoding, len(data))
	}
	*r = *n
	return nil
}
