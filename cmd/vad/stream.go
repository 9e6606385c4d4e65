package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

type streamCmd struct {
	Raw      string `placeholder:"ENCODING" group:"Input" enum:"u8,s16le,s24le,s32le,f32le,f64le,mulaw,alaw" default:"s16le" help:"Encoding of a sample: ${enum} (${default})."`
	Rate     int    `default:"16000" placeholder:"HZ" group:"Input" help:"Sample rate (${default})."`
	Channels int    `default:"1" placeholder:"N" group:"Input" help:"Channels, interleaved (${default})."`
	Channel  *int   `placeholder:"N" group:"Input" help:"Use one channel, counted from 0 (the mean of all)."`
	Mic      bool   `group:"Input" help:"Listen to the default microphone of PulseAudio or PipeWire; standard input is not read."`
	Final    bool   `help:"Print segments only, each when it is final."`
	segmentFlags
	modelFlags
	silenceFlags
}

func (streamCmd) Help() string {
	return `Samples without a header come in on standard input. Each event goes out, as an
object on a line of its own, with the window that decides it:

  speech_started     speech may have started
  speech_confirmed   it is long enough to be a segment
  speech_dropped     it ended too short for that
  speech_ended       it ended
  speech_split       it was cut at --max-speech
  segment_final      a segment is final

An event has start and end of the speech, and known, after how much of the
stream it was known: in seconds, and in samples of the input's rate.

Examples:

  arecord -q -f S16_LE -r 16000 | vad stream
  vad stream --mic --final
  ffmpeg -i rtsp://camera/ -f f32le -ac 1 -ar 16000 - | vad stream --raw f32le`
}

func (c *streamCmd) Run(ctx context.Context, t terminal) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	m, err := c.load()
	if err != nil {
		return err
	}
	in := t.in
	format := audio.RawFormat{Encoding: audio.Encoding(c.Raw), SampleRate: c.Rate, Channels: c.Channels}
	if c.Mic {
		microphone, err := openMicrophone()
		if err != nil {
			return err
		}
		defer microphone.Close()
		in, format = microphone, microphone.format()
	}
	pipe := interruptible(ctx, in)
	defer pipe.Close()
	reader, err := audio.OpenRaw(pipe, format)
	if err != nil {
		return usageError{err}
	}
	source, err := (&inputFlags{Channel: c.Channel}).selectChannel(reader)
	if err != nil {
		return usageError{err}
	}
	resetSilence, err := c.resetSilence(live.DefaultConfig(format.SampleRate).ResetSilence)
	if err != nil {
		return err
	}
	d, err := live.New(m, live.Config{SampleRate: format.SampleRate, Segments: config, Audio: live.AudioNone, ResetSilence: resetSilence})
	if errors.Is(err, vad.ErrSampleRate) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	out := &eventWriter{json: json.NewEncoder(t.out), final: c.Final}
	err = out.writeAll(d.Events(source))
	if ctx.Err() != nil && (c.Mic || err != nil) {
		// The user has heard enough. What was said still counts.
		err = errInterrupted
	}
	rest, flushErr := d.Flush(nil)
	for _, e := range rest {
		if err := out.write(e); err != nil {
			return err
		}
	}
	return cmp.Or(flushErr, err)
}

// eventWriter writes events as JSON.
type eventWriter struct {
	json  *json.Encoder
	final bool // segments only
}

// writeAll writes the events of a sequence until its error, if there is one.
func (w *eventWriter) writeAll(events iter.Seq2[live.Event, error]) error {
	for e, err := range events {
		if err != nil {
			return err
		}
		if err := w.write(e); err != nil {
			return err
		}
	}
	return nil
}

func (w *eventWriter) write(e live.Event) error {
	if w.final && e.Kind != segment.SegmentFinal {
		return nil
	}
	return w.json.Encode(e)
}
