package audio

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gosilero/vad/audio/internal/vorbisheader"
	"github.com/jfreymuth/vorbis"
)

// vorbisMagic begins the first packet of a Vorbis stream.
const vorbisMagic = "\x01vorbis"

// vorbisCodec decodes Vorbis with github.com/jfreymuth/vorbis. Its companion
// for files, oggvorbis, ends at the first damaged page, so that pages are read
// here.
type vorbisCodec struct {
	decoder    vorbis.Decoder
	headers    int
	headerWork *budget // nil for no bound over several streams
	blocks     int     // values of all channels in the largest
}

func (c *vorbisCodec) format() Format {
	return Format{Kind: "Vorbis", SampleRate: c.decoder.SampleRate(), Channels: c.decoder.Channels(), Samples: -1}
}

// header takes the identification, the comments, which it ignores, and the
// setup.
func (c *vorbisCodec) header(packet []byte) (last bool, err error) {
	c.headers++
	switch c.headers {
	case 1:
		if err := vorbisheader.CheckIdentification(packet, maxSampleRate); err != nil {
			return false, fmt.Errorf("%w: Vorbis %v", ErrMalformed, err)
		}
		c.blocks = vorbisheader.BlockValues(packet)
	case 2:
		return false, nil
	case 3:
		var work int
		if packet, work, err = vorbisheader.Setup(packet); err != nil {
			return false, fmt.Errorf("%w: Vorbis setup: %v", ErrMalformed, err)
		}
		if c.headerWork != nil && !c.headerWork.spend(int64(work+c.blocks/2)) {
			return false, fmt.Errorf("%w: Vorbis headers larger than the size of the input allows", ErrLimit)
		}
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: invalid Vorbis header: %v", ErrMalformed, r)
		}
	}()
	if err := c.decoder.ReadHeader(packet); err != nil {
		return false, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	return c.headers == 3, nil
}

// skip returns the samples before position 0: a stream may begin in the middle
// of a block.
func (c *vorbisCodec) skip(start int64) int64 { return max(0, -start) }

// lost makes the next packet the first: it delivers no samples, for it has
// nothing to overlap with.
func (c *vorbisCodec) lost() { c.decoder.Clear() }

func (c *vorbisCodec) decode(dst []float32, packet []byte) (out []float32, err error) {
	if len(packet) == 0 {
		return dst, nil
	}
	defer func() {
		if r := recover(); r != nil {
			c.decoder.Clear()
			out, err = dst, errors.New("invalid packet")
		}
	}()
	n := c.decoder.BufferSize()
	grown := slices.Grow(dst, n)
	samples, err := c.decoder.DecodeInto(packet, grown[len(dst):len(dst)+n])
	if err != nil {
		c.decoder.Clear()
		return dst, err
	}
	return grown[:len(dst)+len(samples)], nil
}
