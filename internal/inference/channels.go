package inference

import (
	"context"
	"io"

	"github.com/gosilero/vad/audio"
)

// bufferSamples is how many samples of a channel change goroutines at once: so
// many that the switch costs little.
const bufferSamples = 1 << 16

// divide reads source to its end and sends the samples to its channels.
func divide(ctx context.Context, source audio.Source, channels []*channelSource) error {
	defer func() {
		for _, c := range channels {
			close(c.filled)
		}
	}()
	var interleaved []float32
	if len(channels) > 1 {
		interleaved = make([]float32, bufferSamples*len(channels))
	}
	parts := make([][]float32, len(channels))
	for {
		for i, c := range channels {
			parts[i] = c.buffer()
		}
		n, err := readParts(source, parts, interleaved)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for i, c := range channels {
			select {
			case c.filled <- parts[i][:n]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// readParts reads samples of source into parts, one for each channel, and returns
// the number for each. With several channels, interleaved is used in between.
func readParts(source audio.Source, parts [][]float32, interleaved []float32) (int, error) {
	if len(parts) == 1 {
		return source.Read(parts[0])
	}
	n, err := source.Read(interleaved)
	if err != nil {
		return 0, err
	}
	audio.Deinterleave(parts, interleaved[:n])
	return n / len(parts), nil
}

// channelSource is one channel of a source that divide reads.
type channelSource struct {
	format audio.Format
	filled chan []float32 // from divide
	empty  chan []float32 // back to divide
	last   []float32      // buffer received
	rest   []float32      // unread part of last
}

func newChannelSource(format audio.Format) *channelSource {
	format.Channels = 1
	// One buffer is read, one is filled, and two wait in between.
	return &channelSource{format: format, filled: make(chan []float32, 2), empty: make(chan []float32, 4)}
}

// buffer returns a buffer to fill.
func (c *channelSource) buffer() []float32 {
	select {
	case b := <-c.empty:
		return b[:bufferSamples]
	default:
		return make([]float32, bufferSamples)
	}
}

func (c *channelSource) Format() audio.Format { return c.format }

func (c *channelSource) Read(dst []float32) (int, error) {
	if len(dst) == 0 {
		return 0, audio.ErrShortBuffer
	}
	if len(c.rest) == 0 {
		if c.last != nil {
			c.empty <- c.last
		}
		var ok bool
		if c.last, ok = <-c.filled; !ok {
			return 0, io.EOF
		}
		c.rest = c.last
	}
	n := copy(dst, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
