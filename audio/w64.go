package audio

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// Sony's Wave64 is WAV with GUIDs in place of four letters and sizes of 64 bits,
// which count the 24 bytes before the content; chunks begin at multiples of 8
// bytes. Source: Sony's "Wave64 file format", version 1.

// w64Tail follows the letters in the GUIDs of Wave64's chunks.
const w64Tail = "\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"

// openW64 reads chunks up to the samples.
func openW64(input *bufio.Reader, log *warnings) (decoder, error) {
	const fileHeader, chunkHeader = 40, 24 // GUID, size, GUID; GUID, size
	if _, err := input.Discard(fileHeader); err != nil {
		return nil, headerError(KindWave64, err, "data chunk")
	}
	var format RawFormat
	for {
		var head [chunkHeader]byte
		if _, err := io.ReadFull(input, head[:]); err != nil {
			return nil, headerError(KindWave64, err, "data chunk")
		}
		size := int64(binary.LittleEndian.Uint64(head[16:])) - chunkHeader
		id := ""
		if string(head[4:16]) == w64Tail {
			id = string(head[:4])
		}
		if id == "data" {
			if format.Encoding == "" {
				return nil, fmt.Errorf("%w: Wave64 with its data chunk before the fmt chunk", ErrMalformed)
			}
			// Programs that write to a pipe leave a size of 0 or all ones.
			return openPCM(KindWave64, format, input, w64DataSize(size, format), log)
		}
		if size < 0 {
			return nil, fmt.Errorf("%w: Wave64 chunk of %d bytes", ErrMalformed, size+chunkHeader)
		}
		padding := -size & 7
		if id == "fmt " {
			var err error
			if format, err = readWAVFormat(input, size, binary.LittleEndian); err != nil {
				return nil, asKind(err, KindWave64)
			}
			size = 0
		}
		for _, n := range []int64{size, padding} {
			if err := skip(input, n); err != nil {
				return nil, headerError(KindWave64, err, "data chunk")
			}
		}
	}
}

// w64DataSize returns the bytes of samples, -1 if the header does not know:
// programs that write to a pipe leave a size of 0, or a size beyond reason. ffmpeg
// counts the zeros after the samples, up to the next chunk: those that make no sample
// are left out.
func w64DataSize(size int64, f RawFormat) int64 {
	const most, alignment = 1 << 60, 8
	if size < 0 || size > most {
		return -1
	}
	if part := size % int64(f.Channels*f.Encoding.size()); size%alignment == 0 && part < alignment {
		size -= part
	}
	return size
}
