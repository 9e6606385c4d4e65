package live

import (
	"fmt"
	"io"
	"iter"
	"math"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// beginCall gives up what the last call handed over.
func (c *Call) beginCall() {
	for _, d := range c.channels {
		d.beginCall()
	}
	c.pulled.forget()
}

// filled goes on after samples came: it runs the windows that they complete.
func (c *Call) filled(dst []CallEvent) []CallEvent {
	c.idle.reset()
	if c.windows[0] == nil { // all channels are equally long
		return dst
	}
	return c.take(dst)
}

// take runs one window of each channel and appends the events to dst. An error
// is kept.
func (c *Call) take(dst []CallEvent) []CallEvent {
	if c.err = c.runner.ProcessBatch(c.streams, c.windows, c.probs); c.err != nil {
		return dst
	}
	return c.judge(dst)
}

// judge takes the probabilities of a window of each channel.
func (c *Call) judge(dst []CallEvent) []CallEvent {
	for i, d := range c.channels {
		c.events = d.take(c.events[:0], c.probs[i])
		dst = c.tell(dst, i)
		if d.err != nil {
			c.err = fmt.Errorf("channel %d: %w", i, d.err)
			return dst
		}
	}
	settled := int64(math.MaxInt64)
	for _, d := range c.channels {
		settled = min(settled, d.settled())
	}
	return c.tellOverlaps(dst, settled)
}

// flush ends the take of all channels.
func (c *Call) flush(dst []CallEvent) ([]CallEvent, error) {
	if c.err != nil {
		return dst, c.err
	}
	for i, d := range c.channels {
		c.windows[i] = d.padded()
	}
	if c.windows[0] != nil {
		if dst = c.take(dst); c.err != nil {
			return dst, c.err
		}
	}
	for i, d := range c.channels {
		c.events = d.finish(c.events[:0])
		dst = c.tell(dst, i)
	}
	return c.tellOverlaps(dst, math.MaxInt64), nil
}

// tell appends the events of a channel to dst.
func (c *Call) tell(dst []CallEvent, channel int) []CallEvent {
	for _, e := range c.events {
		switch e.Kind {
		case segment.SpeechStarted:
			c.speaking++
		case segment.SpeechDropped, segment.SpeechEnded, segment.SpeechSplit:
			c.speaking--
		case segment.SegmentFinal:
			c.overlap.add(e.Segment)
		}
		dst = append(dst, CallEvent{channel, c.speaking, e})
	}
	return dst
}

// tellOverlaps appends the overlaps before settled to dst.
func (c *Call) tellOverlaps(dst []CallEvent, settled int64) []CallEvent {
	c.found = c.overlap.advance(c.found[:0], settled)
	for _, s := range c.found {
		e := segment.Event{Kind: SpeechOverlapped, Segment: s, Known: c.channels[0].now}
		dst = append(dst, CallEvent{-1, c.speaking, Event{Event: e}})
	}
	return dst
}

// settled returns the position before which no segment begins that is not
// handed over.
func (d *Detector) settled() int64 {
	if d.isWaiting {
		return d.waiting.Start
	}
	return d.base + d.segmenter.Settled()
}

// Events is [Detector.Events] of all channels. r delivers interleaved samples,
// always of all channels at once, as the sources of package audio do.
func (c *Call) Events(r vad.SampleReader) iter.Seq2[CallEvent, error] {
	return c.pulled.sequence(func(dst []CallEvent) ([]CallEvent, bool, error) {
		if c.frames == nil {
			c.frames = make([]float32, len(c.channels)*maxWindow)
		}
		n, end := r.Read(c.frames[:len(c.channels)*c.channels[0].room()])
		dst, err := c.Write(dst, c.frames[:n])
		if err == nil && end == io.EOF {
			dst, err = c.flush(dst)
		} else if err == nil {
			err = end
		}
		return dst, end == nil, err
	})
}
