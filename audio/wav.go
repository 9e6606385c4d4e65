package audio

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// WAV files (RIFF, RF64 and BW64) are chunks: four letters, a 32-bit size, the
// content, and a zero byte after an odd size. "fmt " describes the samples,
// "data" holds them. In RIFX, all numbers are big-endian, samples too. Sources:
// Microsoft's Multimedia Programming Interface 1.0, mmreg.h for
// WAVE_FORMAT_EXTENSIBLE, ITU-R BS.2088 for RF64 and BW64.

// openWAV reads chunks up to the samples.
func openWAV(input *bufio.Reader, log *warnings) (decoder, error) {
	var head [12]byte // "RIFF", size, "WAVE"
	if _, err := io.ReadFull(input, head[:]); err != nil {
		return nil, headerError(KindWAV, err, "RIFF header")
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(head[:4]) == "RIFX" {
		order = binary.BigEndian
	}
	var (
		format   RawFormat
		haveFmt  bool
		dataSize int64 = -1 // from RF64's ds64 chunk, for a data chunk that says 0xFFFFFFFF
	)
	for {
		id, size, err := readChunkHeader(input, order)
		if err != nil {
			return nil, headerError(KindWAV, err, "data chunk")
		}
		switch id {
		case "fmt ":
			if format, err = readWAVFormat(input, int64(size), order); err != nil {
				return nil, err
			}
			haveFmt = true
		case "ds64":
			if dataSize, err = readDS64(input, size); err != nil {
				return nil, err
			}
		case "data":
			if !haveFmt {
				return nil, fmt.Errorf("%w: WAV with its data chunk before the fmt chunk", ErrMalformed)
			}
			return format.decoder(KindWAV, input, wavDataSize(input, size, dataSize), log), nil
		default:
			if err := skip(input, int64(size)); err != nil {
				return nil, headerError(KindWAV, err, "data chunk")
			}
		}
		if size%2 != 0 {
			if err := skipPadding(input); err != nil {
				return nil, headerError(KindWAV, err, "data chunk")
			}
		}
	}
}

// wavDataSize returns the bytes of samples that follow, or -1 if the header
// does not know. Programs that write to a pipe cannot know the length when
// they write the header; they leave 0, all ones or a size near 2^31.
func wavDataSize(input *bufio.Reader, size uint32, size64 int64) int64 {
	const (
		halfLow  = 0x7FFFF000 // sox; oggdec and lame lie between
		halfHigh = 0x80000000 // arecord
		allOnes  = 0xFFFFFFFF // ffmpeg
	)
	switch {
	case size == allOnes:
		if size64 > 0 {
			return size64
		}
		return -1
	case size >= halfLow && size <= halfHigh:
		return -1
	case size == 0:
		// A recording without samples may be followed by other chunks.
		if next, err := input.Peek(4); err == nil && wavChunks[string(next)] {
			return 0
		}
		return -1
	}
	return int64(size)
}

// wavChunks are the chunks that programs write; a reader that is not sure of
// padding recognises them.
var wavChunks = map[string]bool{
	"fmt ": true, "data": true, "fact": true, "LIST": true, "PEAK": true, "bext": true, "iXML": true, "cue ": true,
	"smpl": true, "inst": true, "id3 ": true, "ID3 ": true, "JUNK": true, "junk": true, "PAD ": true, "FLLR": true,
	"ds64": true, "chna": true, "axml": true, "cart": true, "plst": true, "adtl": true, "DISP": true, "acid": true,
}

// skipPadding discards the zero byte after a chunk of odd size. Some programs
// leave it out; then the next chunk follows immediately.
func skipPadding(input *bufio.Reader) error {
	if next, err := input.Peek(4); err == nil && wavChunks[string(next)] {
		return nil
	}
	_, err := input.Discard(1)
	return err
}

func readChunkHeader(input io.Reader, order binary.ByteOrder) (id string, size uint32, err error) {
	var b [8]byte
	if _, err := io.ReadFull(input, b[:]); err != nil {
		return "", 0, err
	}
	return string(b[:4]), order.Uint32(b[4:]), nil
}
