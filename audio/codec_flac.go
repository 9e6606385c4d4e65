package audio

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/gosilero/vad/audio/internal/bits"
	"github.com/gosilero/vad/audio/internal/flac"
)

// flacCodec decodes FLAC whose frames are packets.
type flacCodec struct {
	info    flac.StreamInfo
	decoder *flac.Decoder
	packet  []byte // and bits.Padding
}

// newFLACCodec returns the codec of a stream by its metadata, which a container
// keeps with the magic or without: the first block must be STREAMINFO.
func newFLACCodec(metadata []byte) (*flacCodec, error) {
	const blockHead = 4
	metadata = bytes.TrimPrefix(metadata, []byte("fLaC"))
	var block [flac.StreamInfoSize]byte
	if len(metadata) < blockHead+len(block) || binary.BigEndian.Uint32(metadata)&0x7FFFFFFF != uint32(len(block)) {
		return nil, fmt.Errorf("%w: FLAC without its STREAMINFO block", ErrMalformed)
	}
	copy(block[:], metadata[blockHead:])
	info, err := flac.ParseStreamInfo(block)
	if err != nil {
		return nil, fmt.Errorf("%w: FLAC at %v", ErrMalformed, err)
	}
	return &flacCodec{info: info, decoder: flac.NewDecoder(info)}, nil
}

func (c *flacCodec) format() Format {
	return Format{Kind: "FLAC", SampleRate: c.info.SampleRate, Channels: c.info.Channels, Samples: -1}
}

func (c *flacCodec) decode(dst []float32, packet []byte) ([]float32, error) {
	if len(packet) == 0 { // ends a stream in Ogg
		return dst, nil
	}
	c.packet = append(append(c.packet[:0], packet...), make([]byte, bits.Padding)...)
	frame, err := c.decoder.Decode(c.packet, len(packet))
	if err != nil {
		return dst, err
	}
	return appendFLAC(dst, frame, c.info.Bits), nil
}

// lost does nothing: frames do not depend on each other.
func (c *flacCodec) lost() {}
