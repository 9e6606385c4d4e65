package audiofile

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/gosilero/vad/audio"
)

// wavHeader is a RIFF file's header up to the samples, integer PCM.
type wavHeader struct {
	RIFF       [4]byte
	Size       uint32 // of what follows
	WAVE       [4]byte
	Format     [4]byte
	FormatSize uint32
	Tag        uint16 // 1 is PCM
	Channels   uint16
	Rate       uint32
	ByteRate   uint32
	FrameBytes uint16 // of one sample of each channel
	Bits       uint16
	Data       [4]byte
	DataSize   uint32
}

const wavHeaderSize = 44

type wav struct {
	w        io.Writer
	encoding audio.Encoding
	left     int64  // values
	end      []byte // what follows the data
	buffer   []byte
}

// softwareChunk returns the chunk that names the program that writes a file.
func softwareChunk(name string) []byte {
	text := append([]byte(name), make([]byte, 2-len(name)%2)...) // a zero, to an even length
	b := binary.LittleEndian.AppendUint32([]byte("LIST"), uint32(4+8+len(text)))
	b = append(b, "INFOISFT"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	return append(b, text...)
}

func newWAV(w io.Writer, f Format) (*wav, error) {
	frame := int64(f.Channels) * int64(f.Bits/8)
	var end []byte
	if f.Software != "" {
		end = softwareChunk(f.Software)
	}
	if f.Channels > math.MaxUint16 || int64(f.SampleRate) > math.MaxUint32/frame ||
		f.Samples > (math.MaxUint32-wavHeaderSize-int64(len(end)))/frame {
		return nil, fmt.Errorf("%w as WAV: %d samples, %d channels, %d Hz", ErrFormat, f.Samples, f.Channels, f.SampleRate)
	}
	data := f.Samples * frame
	header := wavHeader{
		RIFF: [4]byte([]byte("RIFF")), Size: uint32(wavHeaderSize - 8 + data + data%2 + int64(len(end))), WAVE: [4]byte([]byte("WAVE")),
		Format: [4]byte([]byte("fmt ")), FormatSize: 16, Tag: 1,
		Channels: uint16(f.Channels), Rate: uint32(f.SampleRate), ByteRate: uint32(int64(f.SampleRate) * frame),
		FrameBytes: uint16(frame), Bits: uint16(f.Bits),
		Data: [4]byte([]byte("data")), DataSize: uint32(data),
	}
	if data%2 == 1 {
		end = append([]byte{0}, end...)
	}
	encoding := audio.S16LE
	if f.Bits == 24 {
		encoding = audio.S24LE
	}
	return &wav{w: w, encoding: encoding, left: f.Samples * int64(f.Channels), end: end},
		binary.Write(w, binary.LittleEndian, header)
}

func (f *wav) Write(samples []float32) error {
	f.buffer = f.encoding.Append(f.buffer[:0], samples)
	f.left -= int64(len(samples))
	_, err := f.w.Write(f.buffer)
	return err
}

func (f *wav) Close() error {
	if f.left != 0 {
		return fmt.Errorf("audiofile: %d values are missing", f.left)
	}
	_, err := f.w.Write(f.end)
	return err
}
