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
		channels[i] = &channelSource{format: format, pieces: make(chan []float32, 2)}
		channels[i].format.Channels = 1
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

// divide sends the samples of source to its channels, until its end.
func divide(ctx context.Context, source audio.Source, channels []*channelSource) error {
	defer func() {
		for _, c := range channels {
			close(c.pieces)
		}
	}()
	const piece = 1 << 16 // samples of each channel: long enough to make handing over cheap
	buffer := make([]float32, piece*len(channels))
	parts := make([][]float32, len(channels))
	for {
		n, err := source.Read(buffer)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range parts {
			parts[i] = make([]float32, n/len(channels))
		}
		audio.Deinterleave(parts, buffer[:n])
		for i, c := range channels {
			select {
			case c.pieces <- parts[i]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// channelSource is one channel of a source that is read elsewhere.
type channelSource struct {
	format audio.Format
	pieces chan []float32
	rest   []float32
}

func (c *channelSource) Format() audio.Format { return c.format }

func (c *channelSource) Read(dst []float32) (int, error) {
	if len(dst) == 0 {
		return 0, audio.ErrShortBuffer
	}
	if len(c.rest) == 0 {
		var ok bool
		if c.rest, ok = <-c.pieces; !ok {
			return 0, io.EOF
		}
	}
	n := copy(dst, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
