package audio

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Apple's Core Audio Format has chunks of four letters, a 64-bit size and the
// content: "desc" describes the samples, "data" holds them after a number of
// edits. Tables of packets do not matter to samples that are not compressed.
// Source: Apple Core Audio Format Specification 1.0.

// openCAF reads chunks up to the samples.
func openCAF(input *bufio.Reader, log *warnings) (decoder, error) {
	const fileHeader, editCount = 8, 4
	if _, err := input.Discard(fileHeader); err != nil {
		return nil, headerError(KindCAF, err, "data chunk")
	}
	var format RawFormat
	for {
		var head [12]byte
		if _, err := io.ReadFull(input, head[:]); err != nil {
			return nil, headerError(KindCAF, err, "data chunk")
		}
		size := int64(binary.BigEndian.Uint64(head[4:]))
		id := string(head[:4])
		switch {
		case id == "data":
			if format.Encoding == "" {
				return nil, fmt.Errorf("%w: Core Audio Format with its data chunk before the desc chunk", ErrMalformed)
			}
			if err := skip(input, editCount); err != nil {
				return nil, headerError(KindCAF, err, "samples")
			}
			// Recorders write -1 and correct it at the end.
			return openPCM(KindCAF, format, input, max(-1, size-editCount), log)
		case size < 0:
			return nil, fmt.Errorf("%w: Core Audio Format chunk of %d bytes", ErrMalformed, size)
		case id == "desc":
			var err error
			if format, err = readCAFDescription(input, size); err != nil {
				return nil, err
			}
		default:
			if err := skip(input, size); err != nil {
				return nil, headerError(KindCAF, err, "data chunk")
			}
		}
	}
}

// readCAFDescription reads the chunk that describes the samples:
//
//	offset 0   sample rate, float64   20  samples per packet
//	       8   codec, four letters    24  channels
//	       12  flags of the codec     28  bits per sample
//	       16  bytes per packet
func readCAFDescription(input io.Reader, size int64) (f RawFormat, err error) {
	var b [32]byte
	if size < int64(len(b)) {
		return f, fmt.Errorf("%w: Core Audio Format desc chunk has %d bytes, want %d", ErrMalformed, size, len(b))
	}
	if _, err := io.ReadFull(input, b[:]); err != nil {
		return f, headerError(KindCAF, err, "format")
	}
	if err := skip(input, size-int64(len(b))); err != nil {
		return f, headerError(KindCAF, err, "data chunk")
	}
	be := binary.BigEndian
	if rate := math.Float64frombits(be.Uint64(b[:])); rate >= 1 && rate <= maxSampleRate {
		f.SampleRate = int(math.Round(rate))
	}
	f.Channels = int(min(be.Uint32(b[24:]), math.MaxInt32))
	switch codec := string(b[8:12]); codec {
	case "lpcm":
		f.Encoding, err = cafEncoding(be.Uint32(b[12:]), be.Uint32(b[16:]), be.Uint32(b[24:]), be.Uint32(b[28:]))
	case "ulaw":
		f.Encoding = MuLaw
	case "alaw":
		f.Encoding = ALaw
	default:
		err = unsupported(KindCAF, "%s", quickTimeName(codec))
	}
	return f, err
}

// cafEncoding chooses the encoding by the bytes that a sample takes, which may
// be more than its bits.
func cafEncoding(flags, packet, channels, bits uint32) (Encoding, error) {
	const isFloat, isLittleEndian = 1, 2
	bytes := (bits + 7) / 8
	if channels > 0 && packet%channels == 0 && packet > 0 {
		bytes = packet / channels
	}
	encodings := map[uint32]map[uint32]Encoding{
		0:                        {1: S8, 2: S16BE, 3: S24BE, 4: S32BE},
		isLittleEndian:           {1: S8, 2: S16LE, 3: S24LE, 4: S32LE},
		isFloat:                  {4: F32BE, 8: F64BE},
		isFloat | isLittleEndian: {4: F32LE, 8: F64LE},
	}
	if e, ok := encodings[flags&(isFloat|isLittleEndian)][bytes]; ok {
		return e, nil
	}
	return "", unsupported(KindCAF, "%d bits per sample (flags %#x)", bits, flags)
}
