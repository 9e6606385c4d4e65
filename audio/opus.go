package audio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/thesyncim/gopus"

	"github.com/gosilero/vad/audio/internal/ogg"
)

// opusMagic begins the first packet of an Opus stream (RFC 7845, section 5):
//
//	offset 0   "OpusHead"   12  sample rate of the original, in Hz
//	       8   version      16  gain, in dB/256
//	       9   channels     18  mapping family
//	       10  pre-skip     19  streams, coupled streams, mapping (families > 0)
const opusMagic = "OpusHead"

const (
	opusRate      = 48000 // of decoded audio, whatever the original had
	opusMaxPacket = opusRate * 120 / 1000
)

// opusCodec decodes Opus with github.com/thesyncim/gopus.
type opusCodec struct {
	decoder  *gopus.Decoder
	channels int
	preSkip  int64
	gain     float32
	headers  int
}

func (c *opusCodec) format() Format {
	return Format{Kind: "Opus", SampleRate: opusRate, Channels: c.channels, Samples: -1}
}

func (c *opusCodec) header(packet []byte) (last bool, err error) {
	c.headers++
	if c.headers > 1 { // the comments
		return true, nil
	}
	if len(packet) < 19 || packet[8]&0xF0 != 0 {
		return false, fmt.Errorf("%w: Opus header of %d bytes", ErrMalformed, len(packet))
	}
	c.channels = int(packet[9])
	c.preSkip = int64(binary.LittleEndian.Uint16(packet[10:]))
	gain := int16(binary.LittleEndian.Uint16(packet[16:]))
	c.gain = float32(math.Pow(10, float64(gain)/256/20))
	family, streams := packet[18], byte(1)
	if family != 0 && len(packet) > 19 {
		streams = packet[19]
	}
	if c.channels < 1 || c.channels > 2 || streams != 1 {
		return false, unsupported(KindOgg, "Opus of %d channels in %d streams", c.channels, streams)
	}
	if c.decoder != nil && c.decoder.Channels() == c.channels { // of the stream before
		c.decoder.Reset()
		return false, nil
	}
	c.decoder, err = gopus.NewDecoder(gopus.DecoderConfig{
		SampleRate: opusRate, Channels: c.channels, MaxPacketSamples: opusMaxPacket, MaxPacketBytes: ogg.MaxPacket,
	})
	return false, err
}

func (c *opusCodec) skip(int64) int64 { return c.preSkip }

// lost does nothing: the decoder continues with the state it has.
func (c *opusCodec) lost() {}

func (c *opusCodec) decode(dst []float32, packet []byte) ([]float32, error) {
	samples, err := opusDuration(packet)
	if err != nil {
		return dst, err
	}
	n := samples * c.channels
	dst = slices.Grow(dst, n)[:len(dst)+n]
	out := dst[len(dst)-n:]
	clear(out)
	if len(packet) <= 2 && packet[0]&3 == 0 {
		return dst, nil // silence that was not transmitted
	}
	if err := c.decodePacket(packet, out, samples); err != nil {
		clear(out)
		return dst, err
	}
	if c.gain != 1 {
		for i := range out {
			out[i] *= c.gain
		}
	}
	return dst, nil
}

// decodePacket decodes samples of each channel to out, and turns a panic of the
// decoder into an error.
func (c *opusCodec) decodePacket(packet []byte, out []float32, samples int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("invalid packet: %v", r)
			c.decoder.Reset()
		}
	}()
	got, err := c.decoder.Decode(packet, out)
	if err == nil && got != samples {
		err = fmt.Errorf("packet has %d samples, want %d", got, samples)
	}
	return err
}

// opusDuration returns the samples per channel of a packet, from its first
// bytes (RFC 6716, section 3.1).
func opusDuration(packet []byte) (int, error) {
	if len(packet) == 0 {
		return 0, errors.New("packet is empty")
	}
	config := packet[0] >> 3
	var frame int // samples
	switch {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		frame = [4]int{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		frame = 480 << (config & 1)
	default: // CELT: 2.5, 5, 10, 20 ms
		frame = 120 << (config & 3)
	}
	frames := 1
	switch packet[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(packet) < 2 {
			return 0, errors.New("packet ends before its number of frames")
		}
		frames = int(packet[1] & 0x3F)
	}
	if n := frame * frames; n > 0 && n <= opusMaxPacket {
		return n, nil
	}
	return 0, fmt.Errorf("packet has %d frames of %d samples", frames, frame)
}
