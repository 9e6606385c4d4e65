package main

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/gosilero/vad/audio"
)

// perChannel computes the probabilities of each channel of source and reads it
// once: one goroutine decodes, one for each channel resamples and computes. That
// saves time with one channel, too.
func (a *analyser) perChannel(ctx context.Context, in input, source audio.Source) ([]*recording, error) {
	format := source.Format()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	channels := make([]*channelSource, format.Channels)
	recordings := make([]*recording, format.Channels)
	errs := make([]error, format.Channels)
	var running sync.WaitGroup
	for i := range channels {
		channels[i] = newChannelSource(format)
		running.Add(1)
		go func() {
			defer running.Done()
			recordings[i], errs[i] = a.record(ctx, in, channels[i])
			if errs[i] != nil {
				cancel() // this channel is read no further
			}
		}()
	}
	err := divide(ctx, source, channels)
	running.Wait()
	// A channel that fails cancels the others; its error counts, not theirs.
	for _, e := range errs {
		if e != nil && (err == nil || errors.Is(err, context.Canceled)) {
			err = e
		}
	}
	return recordings, err
}

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
