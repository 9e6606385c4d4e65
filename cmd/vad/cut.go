package main

import (
	"context"
	"fmt"
	"io"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/audio/audiofile"
	"github.com/gosilero/vad/segment"
)

// cutter copies stretches of a source, in order, to files.
type cutter struct {
	ctx    context.Context
	source audio.Source
	pos    int64     // of the source, in samples of each channel
	buffer []float32 // of the last read
	rest   []float32 // the part of it from pos on
}

// selectOne returns a channel of a source or, for nil, the source.
func selectOne(source audio.Source, channel *int) (audio.Source, error) {
	if channel == nil {
		return source, nil
	}
	return audio.Channel(source, *channel)
}

// toFile writes stretches to one file, named after the recording.
func (c *cutter) toFile(output *outputFlags, r *recording, f audiofile.Format, suffix string, stretches []segment.Segment) (piece, error) {
	f.Samples = 0
	for _, s := range stretches {
		f.Samples += s.Len()
	}
	name, err := output.pathFor(r, suffix+"."+f.Kind)
	if err != nil {
		return piece{}, err
	}
	file, err := output.create(c.ctx, name)
	if err != nil {
		return piece{}, err
	}
	defer file.Abandon()
	w, err := audiofile.NewWriter(file, f)
	if err != nil {
		return piece{}, err
	}
	for _, s := range stretches {
		if err := c.copy(w, s); err != nil {
			return piece{}, err
		}
	}
	if err := w.Close(); err != nil {
		return piece{}, err
	}
	first, last := stretches[0], stretches[len(stretches)-1]
	return piece{name, r.Seconds(first.Start), r.Seconds(last.End)}, file.Commit()
}

// copy writes the samples of a stretch, which must not begin before the end of the
// one before.
func (c *cutter) copy(w audiofile.Writer, s segment.Segment) error {
	for c.pos < s.End {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if len(c.rest) == 0 {
			if err := c.read(); err != nil {
				return err
			}
		}
		channels := c.source.Format().Channels
		end := s.End
		if c.pos < s.Start {
			end = s.Start
		}
		n := min(end-c.pos, int64(len(c.rest)/channels))
		part := c.rest[:n*int64(channels)]
		c.rest = c.rest[len(part):]
		if c.pos >= s.Start {
			if err := w.Write(part); err != nil {
				return err
			}
		}
		c.pos += n
	}
	return nil
}

func (c *cutter) read() error {
	if c.buffer == nil {
		c.buffer = make([]float32, c.source.Format().Channels<<13)
	}
	n, err := c.source.Read(c.buffer)
	if err == io.EOF {
		return fmt.Errorf("ended at sample %d when it was read again", c.pos)
	}
	c.rest = c.buffer[:n]
	return err
}
