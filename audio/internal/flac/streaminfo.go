package flac

import (
	"fmt"

	"github.com/gosilero/vad/audio/internal/bits"
)

// StreamInfoSize is the length of a STREAMINFO block, in bytes.
const StreamInfoSize = 34

// StreamInfo is what the STREAMINFO block says of the stream.
type StreamInfo struct {
	MinBlock, MaxBlock int   // samples per channel of a frame
	SampleRate         int   // in Hz
	Channels           int   // 1 to 8
	Bits               int   // per sample, 4 to 32
	Samples            int64 // per channel, 0 if unknown
}

// ParseStreamInfo parses the content of a STREAMINFO block:
//
//	16 bits  smallest block    20  sample rate
//	16       largest block      3  channels - 1
//	24       smallest frame     5  bits per sample - 1
//	24       largest frame     36  samples per channel, 0 if unknown
//	128      MD5
func ParseStreamInfo(block [StreamInfoSize]byte) (StreamInfo, error) {
	var b [StreamInfoSize + bits.Padding]byte
	copy(b[:], block[:])
	r := bits.New(b[:], StreamInfoSize)
	var s StreamInfo
	s.MinBlock, s.MaxBlock = int(r.Read(16)), int(r.Read(16))
	r.Skip(48)
	s.SampleRate, s.Channels, s.Bits = int(r.Read(20)), int(r.Read(3))+1, int(r.Read(5))+1
	s.Samples = int64(r.Read(36))
	if s.SampleRate == 0 || s.Bits < 4 {
		return s, fmt.Errorf("%d Hz with %d bits per sample", s.SampleRate, s.Bits)
	}
	return s, nil
}
