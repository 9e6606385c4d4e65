package audio

import (
	"fmt"
	"slices"
)

// pcmCodec decodes samples that are stored as they are.
type pcmCodec struct{ RawFormat }

func (c pcmCodec) format() Format {
	return Format{Kind: "PCM", SampleRate: c.SampleRate, Channels: c.Channels, Samples: -1}
}

func (c pcmCodec) decode(dst []float32, packet []byte) ([]float32, error) {
	align := c.Channels * c.Encoding.size()
	n := len(packet) / align * c.Channels
	dst = slices.Grow(dst, n)[:len(dst)+n]
	c.Encoding.convert(dst[len(dst)-n:], packet)
	if rest := len(packet) % align; rest != 0 {
		return dst, fmt.Errorf("sample has %d bytes, want %d", rest, align)
	}
	return dst, nil
}

func (c pcmCodec) lost() {}
