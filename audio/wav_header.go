package audio

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Format tags of mmreg.h.
const (
	wavPCM        = 0x0001
	wavFloat      = 0x0003
	wavALaw       = 0x0006
	wavMuLaw      = 0x0007
	wavExtensible = 0xFFFE
)

// wavTags names the other tags a user may meet.
var wavTags = map[uint16]string{
	0x0002: "Microsoft ADPCM", 0x0011: "IMA ADPCM", 0x0031: "GSM 6.10", 0x0040: "G.721 ADPCM", 0x0042: "G.723.1",
	0x0050: "MPEG", 0x0055: "MP3", 0x0064: "G.726 ADPCM", 0x00FF: "AAC", 0x0160: "Windows Media Audio",
	0x0161: "Windows Media Audio", 0x0162: "Windows Media Audio", 0x2000: "AC-3", 0x674F: "Vorbis",
}

// guidTail follows the format tag in the GUIDs of WAVE_FORMAT_EXTENSIBLE that
// stand for a tag, such as KSDATAFORMAT_SUBTYPE_PCM.
const guidTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"

// readWAVFormat reads a fmt chunk of the given size.
func readWAVFormat(input io.Reader, size int64, order binary.ByteOrder) (RawFormat, error) {
	var b [40]byte
	n := int(min(size, int64(len(b))))
	if n < 16 {
		return RawFormat{}, fmt.Errorf("%w: WAV fmt chunk has %d bytes, want at least 16", ErrMalformed, size)
	}
	if _, err := io.ReadFull(input, b[:n]); err != nil {
		return RawFormat{}, headerError(KindWAV, err, "format")
	}
	if err := skip(input, size-int64(n)); err != nil {
		return RawFormat{}, headerError(KindWAV, err, "data chunk")
	}
	return parseWAVFormat(b[:n], order)
}

// parseWAVFormat parses at least 16 bytes of a fmt chunk:
//
//	offset 0   tag             16   bits per sample
//	       2   channels        18   size of what follows
//	       4   sample rate     20   valid bits per sample
//	       8   bytes/s         22   which loudspeakers
//	       12  bytes/sample    24   GUID: tag, then guidTail
//
// It ends at 16 or 18 for the simple formats, at 40 for the extensible one.
func parseWAVFormat(b []byte, order binary.ByteOrder) (f RawFormat, err error) {
	tag := order.Uint16(b)
	if tag == wavExtensible {
		if len(b) < 40 {
			return f, fmt.Errorf("%w: extensible WAV fmt chunk has %d bytes, want 40", ErrMalformed, len(b))
		}
		if string(b[26:40]) != guidTail {
			return f, unsupported(KindWAV, "subformat %x", b[24:40])
		}
		tag = order.Uint16(b[24:])
	}
	f.SampleRate, f.Channels = int(min(order.Uint32(b[4:]), math.MaxInt32)), int(order.Uint16(b[2:]))
	if err := f.check(KindWAV); err != nil {
		return f, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	f.Encoding, err = wavEncoding(tag, int(order.Uint16(b[14:])), int(order.Uint16(b[12:])), f.Channels)
	if big, ok := bigEndian[f.Encoding]; ok && order == binary.BigEndian {
		f.Encoding = big
	}
	return f, err
}

// bigEndian has the encodings of RIFX for those of RIFF.
var bigEndian = map[Encoding]Encoding{S16LE: S16BE, S24LE: S24BE, S32LE: S32BE, F32LE: F32BE, F64LE: F64BE}

// wavEncoding chooses the encoding by tag and by the bytes one sample takes.
// Samples of, say, 20 or 24 bits may lie in 4 bytes, left-justified, so that
// the container alone decides the scale. align is the bytes of all channels;
// where it makes no sense, bits decide.
func wavEncoding(tag uint16, bits, align, channels int) (Encoding, error) {
	bytes := (bits + 7) / 8
	if align%channels == 0 && align/channels > bytes {
		bytes = align / channels
	}
	encodings := map[uint16]map[int]Encoding{
		wavPCM:   {1: U8, 2: S16LE, 3: S24LE, 4: S32LE},
		wavFloat: {4: F32LE, 8: F64LE},
		wavMuLaw: {1: MuLaw},
		wavALaw:  {1: ALaw},
	}
	if e, ok := encodings[tag][bytes]; ok {
		return e, nil
	}
	name, known := wavTags[tag]
	switch {
	case encodings[tag] != nil:
		return "", unsupported(KindWAV, "%d bits per sample (format tag %#04x)", bits, tag)
	case known:
		return "", &UnsupportedError{Kind: KindWAV, Codec: name}
	}
	return "", unsupported(KindWAV, "format tag %#04x", tag)
}

// readDS64 reads the chunk in which RF64 and BW64 keep their 64-bit sizes and
// returns that of the data chunk, or -1 if it is beyond reason.
func readDS64(input io.Reader, size uint32) (int64, error) {
	var b [16]byte // RIFF size, data size; the number of samples and a table follow
	if size < uint32(len(b)) {
		return -1, fmt.Errorf("%w: WAV ds64 chunk has %d bytes, want at least 28", ErrMalformed, size)
	}
	if _, err := io.ReadFull(input, b[:]); err != nil {
		return -1, headerError(KindWAV, err, "data chunk")
	}
	if err := skip(input, int64(size)-int64(len(b))); err != nil {
		return -1, headerError(KindWAV, err, "data chunk")
	}
	return max(-1, int64(binary.LittleEndian.Uint64(b[8:]))), nil
}
