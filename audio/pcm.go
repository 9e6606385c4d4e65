package audio

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gosilero/vad/ops"
)

// Encoding names how one sample is stored, as in WAV files and raw streams.
type Encoding string

// The encodings of uncompressed and companded samples. Integers are scaled by
// their full range: 16 bits are divided by 32768.
const (
	U8    Encoding = "u8"
	S8    Encoding = "s8"
	S16LE Encoding = "s16le"
	S16BE Encoding = "s16be"
	S24LE Encoding = "s24le"
	S24BE Encoding = "s24be"
	S32LE Encoding = "s32le"
	S32BE Encoding = "s32be"
	F32LE Encoding = "f32le"
	F32BE Encoding = "f32be"
	F64LE Encoding = "f64le"
	F64BE Encoding = "f64be"
	MuLaw Encoding = "mulaw"
	ALaw  Encoding = "alaw"
)

// encodings are all of them, in the order of an error that names them.
var encodings = []Encoding{
	U8, S8, S16LE, S16BE, S24LE, S24BE, S32LE, S32BE, F32LE, F32BE, F64LE, F64BE, MuLaw, ALaw,
}

// size returns the bytes of one sample, 0 for an unknown encoding.
func (e Encoding) size() int {
	switch e {
	case U8, S8, MuLaw, ALaw:
		return 1
	case S16LE, S16BE:
		return 2
	case S24LE, S24BE:
		return 3
	case S32LE, S32BE, F32LE, F32BE:
		return 4
	case F64LE, F64BE:
		return 8
	}
	return 0
}

// Decode converts a packet of samples, such as a telephone's mu-law bytes, and
// allocates nothing:
//
//	dst[i] = sample i of src, 1 at full scale
//
// src holds exactly len(dst) samples. Those that are not finite become 0. Decode
// panics if the lengths disagree or e is none of the encodings above.
func (e Encoding) Decode(dst []float32, src []byte) {
	size := e.size()
	if size == 0 {
		panic(fmt.Sprintf("audio: encoding %q", string(e)))
	}
	if len(src) != size*len(dst) {
		panic(fmt.Sprintf("audio: got %d bytes, want %d for %d samples of %s", len(src), size*len(dst), len(dst), e))
	}
	e.convert(dst, src)
}

// convert decodes len(dst) samples from src, which holds at least as many. It
// returns the index of the first sample that is not finite, or -1; such
// samples become 0, for one of them would poison every filter that follows.
func (e Encoding) convert(dst []float32, src []byte) int {
	src = src[:len(dst)*e.size()]
	switch e {
	case U8:
		for i, b := range src {
			dst[i] = float32(int(b)-128) / 128
		}
	case S8:
		for i, b := range src {
			dst[i] = float32(int8(b)) / 128
		}
	case S16LE:
		ops.Int16(dst, src)
	case S24LE:
		for i := range dst {
			b := src[3*i : 3*i+3]
			// The sample goes to the upper 24 bits, which extends its sign.
			s := int32(uint32(b[0])<<8 | uint32(b[1])<<16 | uint32(b[2])<<24)
			dst[i] = float32(s) / (1 << 31)
		}
	case S32LE:
		for i := range dst {
			dst[i] = float32(int32(binary.LittleEndian.Uint32(src[4*i:]))) / (1 << 31)
		}
	case F32LE:
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
		}
		return zeroNonFinite(dst)
	case F64LE:
		for i := range dst {
			dst[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:])))
		}
		return zeroNonFinite(dst)
	case MuLaw:
		for i, b := range src {
			dst[i] = muLawTable[b]
		}
	case ALaw:
		for i, b := range src {
			dst[i] = aLawTable[b]
		}
	default:
		return e.convertBigEndian(dst, src)
	}
	return -1
}

// convertBigEndian is convert for the encodings whose first byte is the highest.
func (e Encoding) convertBigEndian(dst []float32, src []byte) int {
	switch e {
	case S16BE:
		for i := range dst {
			dst[i] = float32(int16(binary.BigEndian.Uint16(src[2*i:]))) / (1 << 15)
		}
	case S24BE:
		for i := range dst {
			b := src[3*i : 3*i+3]
			s := int32(uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8)
			dst[i] = float32(s) / (1 << 31)
		}
	case S32BE:
		for i := range dst {
			dst[i] = float32(int32(binary.BigEndian.Uint32(src[4*i:]))) / (1 << 31)
		}
	case F32BE:
		for i := range dst {
			dst[i] = math.Float32frombits(binary.BigEndian.Uint32(src[4*i:]))
		}
		return zeroNonFinite(dst)
	case F64BE:
		for i := range dst {
			dst[i] = float32(math.Float64frombits(binary.BigEndian.Uint64(src[8*i:])))
		}
		return zeroNonFinite(dst)
	}
	return -1
}

// zeroNonFinite replaces NaN and infinities by 0 and returns the index of the
// first, or -1.
func zeroNonFinite(x []float32) int {
	first := -1
	for i, v := range x {
		if v-v != 0 { // NaN - NaN and Inf - Inf are NaN
			x[i] = 0
			if first < 0 {
				first = i
			}
		}
	}
	return first
}
