package audio

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/gosilero/vad/audio/internal/quantise"
)

// Append appends samples in the encoding to dst, the inverse of [Encoding.Decode]:
// what Decode made of bytes becomes the same bytes, 64 bits to the precision of
// float32 and zero aside, which G.711 has twice. Integers are rounded to the
// nearest, and clipped at full scale. Append panics if e is none of the encodings
// above.
func (e Encoding) Append(dst []byte, pcm []float32) []byte {
	appendSample := e.appender()
	for _, x := range pcm {
		dst = appendSample(dst, x)
	}
	return dst
}

// appender returns the function that appends one sample.
func (e Encoding) appender() func(dst []byte, x float32) []byte {
	switch e {
	case U8:
		return func(dst []byte, x float32) []byte { return append(dst, byte(quantise.Sample(x, 8)+128)) }
	case S8:
		return func(dst []byte, x float32) []byte { return append(dst, byte(quantise.Sample(x, 8))) }
	case S16LE:
		return func(dst []byte, x float32) []byte {
			return binary.LittleEndian.AppendUint16(dst, uint16(quantise.Sample(x, 16)))
		}
	case S24LE:
		return func(dst []byte, x float32) []byte {
			q := quantise.Sample(x, 24)
			return append(dst, byte(q), byte(q>>8), byte(q>>16))
		}
	case S32LE:
		return func(dst []byte, x float32) []byte {
			return binary.LittleEndian.AppendUint32(dst, uint32(quantise.Sample(x, 32)))
		}
	case F32LE:
		return func(dst []byte, x float32) []byte {
			return binary.LittleEndian.AppendUint32(dst, math.Float32bits(x))
		}
	case F64LE:
		return func(dst []byte, x float32) []byte {
			return binary.LittleEndian.AppendUint64(dst, math.Float64bits(float64(x)))
		}
	case MuLaw:
		return func(dst []byte, x float32) []byte { return append(dst, compressMuLaw(x)) }
	case ALaw:
		return func(dst []byte, x float32) []byte { return append(dst, compressALaw(x)) }
	}
	return e.appenderBigEndian()
}

// appenderBigEndian is appender for the encodings whose first byte is the highest.
func (e Encoding) appenderBigEndian() func(dst []byte, x float32) []byte {
	switch e {
	case S16BE:
		return func(dst []byte, x float32) []byte {
			return binary.BigEndian.AppendUint16(dst, uint16(quantise.Sample(x, 16)))
		}
	case S24BE:
		return func(dst []byte, x float32) []byte {
			q := quantise.Sample(x, 24)
			return append(dst, byte(q>>16), byte(q>>8), byte(q))
		}
	case S32BE:
		return func(dst []byte, x float32) []byte {
			return binary.BigEndian.AppendUint32(dst, uint32(quantise.Sample(x, 32)))
		}
	case F32BE:
		return func(dst []byte, x float32) []byte {
			return binary.BigEndian.AppendUint32(dst, math.Float32bits(x))
		}
	case F64BE:
		return func(dst []byte, x float32) []byte {
			return binary.BigEndian.AppendUint64(dst, math.Float64bits(float64(x)))
		}
	}
	panic(fmt.Sprintf("audio: encoding %q", string(e)))
}

// compressMuLaw is the inverse of expandMuLaw: steps are equal within a segment
// and double from one to the next.
func compressMuLaw(x float32) byte {
	const offset = 33
	const most = 1<<13 - 1 - offset
	sample := offset + int(min(most, math.Abs(float64(x))*(1<<13)))
	segment := bits.Len(uint(sample)) - 6
	b := byte(segment<<4 | sample>>(segment+1)&15)
	if x < 0 && sample > offset { // zero is positive
		b |= 0x80
	}
	return ^b
}

// compressALaw is the inverse of expandALaw.
func compressALaw(x float32) byte {
	const most = 1<<12 - 1
	sample := int(min(most, math.Abs(float64(x))*(1<<12)))
	segment := max(0, bits.Len(uint(sample))-5)
	b := byte(segment<<4 | sample>>max(1, segment)&15)
	if x >= 0 {
		b |= 0x80
	}
	return b ^ 0x55
}
