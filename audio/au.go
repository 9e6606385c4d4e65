package audio

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// openAU reads the header of Sun's and NeXT's files:
//
//	offset 0   ".snd"                  12  encoding
//	       4   where the samples begin 16  sample rate
//	       8   bytes of samples        20  channels
//
// The bytes are all ones where the program that wrote the header did not know.
// Source: the manual page audio(7I) of Solaris.
func openAU(input *bufio.Reader, log *warnings) (decoder, error) {
	var b [24]byte
	if _, err := io.ReadFull(input, b[:]); err != nil {
		return nil, headerError(KindAU, err, "samples")
	}
	be := binary.BigEndian
	begin, size := int64(be.Uint32(b[4:])), int64(be.Uint32(b[8:]))
	if begin < int64(len(b)) {
		return nil, fmt.Errorf("%w: AU with samples at byte %d, want at least %d", ErrMalformed, begin, len(b))
	}
	if err := skip(input, begin-int64(len(b))); err != nil {
		return nil, headerError(KindAU, err, "samples")
	}
	if size == math.MaxUint32 {
		size = -1
	}
	f := RawFormat{SampleRate: int(min(be.Uint32(b[16:]), math.MaxInt32)), Channels: int(min(be.Uint32(b[20:]), math.MaxInt32))}
	var err error
	if f.Encoding, err = auEncoding(be.Uint32(b[12:])); err != nil {
		return nil, err
	}
	return openPCM(KindAU, f, input, size, log)
}

func auEncoding(code uint32) (Encoding, error) {
	encodings := map[uint32]Encoding{
		1: MuLaw, 2: S8, 3: S16BE, 4: S24BE, 5: S32BE, 6: F32BE, 7: F64BE, 27: ALaw,
	}
	if e, ok := encodings[code]; ok {
		return e, nil
	}
	names := map[uint32]string{23: "G.721 ADPCM", 24: "G.722", 25: "G.723 ADPCM of 3 bits", 26: "G.723 ADPCM of 5 bits"}
	if name, ok := names[code]; ok {
		return "", &UnsupportedError{Kind: KindAU, Codec: name}
	}
	return "", unsupported(KindAU, "encoding %d", code)
}
