package audio

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// AIFF and AIFF-C files are chunks as those of WAV, with big-endian sizes:
// "COMM" describes the samples, "SSND" holds them. Sources: Apple's Audio
// Interchange File Format 1.3 and the draft of AIFF-C of 1991; QuickTime's names
// of encodings.
//
// No library reads them: github.com/go-audio/aiff wants to seek, and knows
// integers alone.

// openAIFF reads chunks up to the samples.
func openAIFF(input *bufio.Reader, log *warnings) (decoder, error) {
	var form [12]byte // "FORM", size, "AIFF" or "AIFC"
	if _, err := io.ReadFull(input, form[:]); err != nil {
		return nil, headerError(KindAIFF, err, "FORM header")
	}
	var format RawFormat
	for {
		var head [8]byte
		if _, err := io.ReadFull(input, head[:]); err != nil {
			return nil, headerError(KindAIFF, err, "SSND chunk")
		}
		size := int64(binary.BigEndian.Uint32(head[4:]))
		var err error
		switch string(head[:4]) {
		case "COMM":
			format, err = readCOMM(input, size, string(form[8:]) == "AIFC")
		case "SSND":
			if format.Encoding == "" {
				return nil, fmt.Errorf("%w: AIFF with its SSND chunk before the COMM chunk", ErrMalformed)
			}
			return openSSND(input, format, size, log)
		default:
			if err = skip(input, size); err != nil {
				err = headerError(KindAIFF, err, "SSND chunk")
			}
		}
		if err != nil {
			return nil, err
		}
		if size%2 != 0 {
			if _, err := input.Discard(1); err != nil {
				return nil, headerError(KindAIFF, err, "SSND chunk")
			}
		}
	}
}

// readCOMM reads the chunk that describes the samples:
//
//	offset 0   channels            8   sample rate, a float of 80 bits
//	       2   samples             18  encoding, in AIFF-C
//	       6   bits per sample     22  its name
func readCOMM(input io.Reader, size int64, compressed bool) (f RawFormat, err error) {
	var b [22]byte
	want := int64(18)
	if compressed {
		want = 22
	}
	if size < want {
		return f, fmt.Errorf("%w: AIFF COMM chunk has %d bytes, want at least %d", ErrMalformed, size, want)
	}
	if _, err := io.ReadFull(input, b[:want]); err != nil {
		return f, headerError(KindAIFF, err, "format")
	}
	if err := skip(input, size-want); err != nil {
		return f, headerError(KindAIFF, err, "SSND chunk")
	}
	be := binary.BigEndian
	name := "NONE"
	if compressed {
		name = string(b[18:])
	}
	f.Channels, f.SampleRate = int(be.Uint16(b[:])), extendedRate(b[8:])
	f.Encoding, err = quickTimeEncoding(KindAIFF, name, int(be.Uint16(b[6:])))
	return f, err
}

// extendedRate returns the float of 80 bits that b begins with: sign, exponent,
// and a mantissa with its leading 1. What is no sample rate is 0.
func extendedRate(b []byte) int {
	const bias = 16383 + 63
	v := math.Ldexp(float64(binary.BigEndian.Uint64(b[2:])), int(binary.BigEndian.Uint16(b))-bias)
	if !(v <= maxSampleRate) {
		return 0
	}
	return int(math.Round(v))
}

// quickTimeEncoding returns the encoding of a QuickTime name and the bits of a
// sample, which may lie left-justified in more.
func quickTimeEncoding(kind Kind, name string, bits int) (Encoding, error) {
	fixed := map[string]Encoding{
		"raw ": U8, "in24": S24BE, "in32": S32BE, "42ni": S24LE, "23ni": S32LE,
		"fl32": F32BE, "FL32": F32BE, "fl64": F64BE, "FL64": F64BE,
		"ulaw": MuLaw, "ULAW": MuLaw, "alaw": ALaw, "ALAW": ALaw,
	}
	sized := map[string][]Encoding{
		"NONE": {S8, S16BE, S24BE, S32BE},
		"twos": {S8, S16BE, S24BE, S32BE},
		"sowt": {S8, S16LE, S24LE, S32LE},
	}
	if e, ok := fixed[name]; ok {
		return e, nil
	}
	choices, ok := sized[name]
	if !ok {
		return "", unsupported(kind, "%s", quickTimeName(name))
	}
	if bytes := (bits + 7) / 8; bytes >= 1 && bytes <= len(choices) {
		return choices[bytes-1], nil
	}
	return "", unsupported(kind, "%d bits per sample", bits)
}

// quickTimeName returns the codec that QuickTime calls by four letters, or those
// in quotes.
func quickTimeName(letters string) string {
	names := map[string]string{
		"ima4": "IMA ADPCM", "MAC3": "MACE 3:1", "MAC6": "MACE 6:1", "GSM ": "GSM 06.10", "agsm": "GSM 06.10",
		"QDMC": "QDesign Music", "QDM2": "QDesign Music 2", "Qclp": "QCELP", "sqcp": "QCELP", "alac": "ALAC", "aac ": "AAC",
		"samr": "AMR", "sawb": "AMR-WB", "sawp": "AMR-WB+", "ac-3": "AC-3", "ec-3": "E-AC-3", "ac-4": "AC-4",
		"dtsc": "DTS", "dtsh": "DTS-HD", "dtsl": "DTS-HD", "dtse": "DTS", "sevc": "EVRC", "spex": "Speex", "G726": "G.726 ADPCM",
		"enca": "encrypted audio", "drms": "encrypted audio", "mha1": "MPEG-H", "mhm1": "MPEG-H", "opus": "Opus", "flac": "FLAC",
		".mp1": "MPEG audio layer 1", ".mp2": "MPEG audio layer 2", ".mp3": "MP3", "ms\x00\x02": "Microsoft ADPCM",
		"ms\x00\x11": "IMA ADPCM", "ms\x00\x31": "GSM 06.10", "ms\x00\x50": "MPEG audio",
	}
	if name, ok := names[letters]; ok {
		return name
	}
	return fmt.Sprintf("%q", letters)
}

// openSSND reads the head of the chunk that holds the samples: an offset to the
// first, and a block size.
func openSSND(input *bufio.Reader, f RawFormat, size int64, log *warnings) (decoder, error) {
	const (
		headSize = 8
		// Programs that write to a pipe leave a size of 0, all ones, or one near
		// 2^31 (sox).
		unknown = 0x7F000000
	)
	var head [headSize]byte
	if _, err := io.ReadFull(input, head[:]); err != nil {
		return nil, headerError(KindAIFF, err, "samples")
	}
	offset := int64(binary.BigEndian.Uint32(head[:]))
	if err := skip(input, offset); err != nil {
		return nil, headerError(KindAIFF, err, "samples")
	}
	if size -= headSize + offset; size < 0 || size+headSize+offset >= unknown {
		size = -1
	}
	return openPCM(KindAIFF, f, input, size, log)
}
