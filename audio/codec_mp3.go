package audio

import (
	"errors"
	"fmt"

	"github.com/gosilero/vad/audio/internal/mp3"
)

// mp3Codec decodes MP3 whose frames are packets.
type mp3Codec struct {
	decoder mp3.Decoder
	first   mp3.Header
	delay   int64 // samples before the sound, as the encoder's tag says or as is usual
}

// newMP3Codec returns the codec of a stream by its first packet.
func newMP3Codec(packet []byte) (*mp3Codec, error) {
	if len(packet) < mp3.HeaderSize {
		return nil, fmt.Errorf("%w: MP3 frame of %d bytes", ErrMalformed, len(packet))
	}
	h, name, ok := mp3.ParseHeader(packet)
	switch {
	case !ok:
		return nil, fmt.Errorf("%w: MP3 without a frame at its beginning", ErrMalformed)
	case name != "":
		return nil, &UnsupportedError{Codec: name}
	}
	c := &mp3Codec{first: h, delay: mp3.Delay + mp3EncoderDelay}
	if tag, ok := mp3.ParseTag(h, packet); ok && tag.Known {
		c.delay = mp3.Delay + tag.Delay
	}
	return c, nil
}

func (c *mp3Codec) format() Format {
	return Format{Kind: "MP3", SampleRate: c.first.SampleRate, Channels: c.first.Channels, Samples: -1}
}

// decode appends nothing for a frame in which there is only a tag.
func (c *mp3Codec) decode(dst []float32, packet []byte) ([]float32, error) {
	if len(packet) < mp3.HeaderSize {
		return dst, errors.New("frame without a header")
	}
	h, name, ok := mp3.ParseHeader(packet)
	if !ok || name != "" || !h.SameStream(c.first) {
		return dst, errors.New("frame is not of the stream")
	}
	packet = packet[:min(len(packet), h.Size)]
	if _, ok := mp3.ParseTag(h, packet); ok {
		return dst, nil
	}
	samples, err := c.decoder.Decode(h, packet)
	return appendChannels(dst, c.first.Channels, samples, h.Channels), err
}

func (c *mp3Codec) lost() { c.decoder.Lost() }
