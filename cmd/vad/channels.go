package main

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/gosilero/vad/audio"
)

// perChannel computes the probabilities of each channel of source, all in one
// pass over it: this goroutine decodes for those that resample and compute,
// which saves time with one channel, too.
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
				cancel() // nobody reads this channel any more
			}
		}()
	}
	err := divide(ctx, source, channels)
	running.Wait()
	// A channel that failed made the others end with the context.
	for _, e := range errs {
		if e != nil && (err == nil || errors.Is(err, context.Canceled)) {
			err = e
		}
	}
	return recordings, err
}

// pieceSamples is how many samples of a channel are handed over at once: enough
// to make that cheap.
const pieceSamples = 1 << 16

// divide sends the samples of source to its channels, until its end.
func divide(ctx context.Context, source audio.Source, channels []*channelSource) error {
	defer func() {
		for _, c := range channels {
			close(c.pieces)
		}
	}()
	var interleaved []float32
	if len(channels) > 1 {
		interleaved = make([]float32, pieceSamples*len(channels))
	}
	parts := make([][]float32, len(channels))
	for {
		for i, c := range channels {
			parts[i] = c.piece()
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
			case c.pieces <- parts[i][:n]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// readParts reads the next samples of source into its channels, and returns how
// many of each. Those of several channels pass through interleaved.
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

// channelSource is one channel of a source that is read elsewhere.
type channelSource struct {
	format audio.Format
	pieces chan []float32 // from who reads the source
	read   chan []float32 // and back, to be filled again
	last   []float32      // piece
	rest   []float32      // of it
}

func newChannelSource(format audio.Format) *channelSource {
	format.Channels = 1
	// One piece is read, one is filled, and two are on their way.
	return &channelSource{format: format, pieces: make(chan []float32, 2), read: make(chan []float32, 4)}
}

// piece returns memory for the next piece.
func (c *channelSource) piece() []float32 {
	select {
	case p := <-c.read:
		return p[:pieceSamples]
	default:
		return make([]float32, pieceSamples)
	}
}

func (c *channelSource) Format() audio.Format { return c.format }

func (c *channelSource) Read(dst []float32) (int, error) {
	if len(dst) == 0 {
		return 0, audio.ErrShortBuffer
	}
	if len(c.rest) == 0 {
		if c.last != nil {
			c.read <- c.last
		}
		var ok bool
		if c.last, ok = <-c.pieces; !ok {
			return 0, io.EOF
		}
		c.rest = c.last
	}
	n := copy(dst, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
