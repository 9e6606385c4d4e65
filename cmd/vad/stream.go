package main

import (
	"context"
	"encoding/json"
	"io"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
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
}

func (streamCmd) Help() string {
	return `Samples without a header come in on standard input. Each event goes out, as an
object on a line of its own, with the window that decides it:

  started     speech may have started
  confirmed   it is long enough to be a segment
  dropped     it ended too short for that
  ended       it ended
  split       it was cut at --max-speech
  segment     a segment is final

An event has start and end of the speech, in seconds and in samples of the
input's rate, and known, the time in seconds after which it was known.

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
	counted := &tap{Source: source}
	fitted, err := fit(m, counted)
	if err != nil {
		return usageError{err}
	}
	l, err := newListener(m, fitted.Format().SampleRate, config, &eventWriter{
		json: json.NewEncoder(t.out), final: c.Final,
		rate: fitted.Format().SampleRate, inputRate: format.SampleRate,
	})
	if err != nil {
		return err
	}
	err = l.listen(fitted)
	if ctx.Err() != nil && (c.Mic || err != nil) {
		// Whoever ends it has heard enough; what was said still counts.
		err = errInterrupted
	}
	if e := l.finish(); e != nil {
		return e
	}
	return err
}

// listener turns samples into events as they arrive.
type listener struct {
	stream    *vad.Stream
	segmenter *segment.Segmenter
	out       *eventWriter
	samples   int64 // at the model's rate
	probs     []float32
	events    []segment.Event
}

func newListener(m *vad.Model, rate int, config segment.Config, out *eventWriter) (*listener, error) {
	stream, err := m.NewStream(rate)
	if err != nil {
		return nil, err
	}
	segmenter, err := segment.New(rate, config)
	return &listener{stream: stream, segmenter: segmenter, out: out}, err
}

// listen writes the events of a source until its end. A window is computed as
// soon as its last sample is there.
func (l *listener) listen(source audio.Source) error {
	buffer := make([]float32, l.stream.WindowSize())
	for {
		n, err := source.Read(buffer)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		l.samples += int64(n)
		if l.probs, err = l.stream.Feed(l.probs[:0], buffer[:n]); err != nil {
			return err
		}
		if err := l.push(); err != nil {
			return err
		}
	}
}

// push writes the events of the probabilities at hand.
func (l *listener) push() error {
	for _, p := range l.probs {
		l.events = l.segmenter.PushEvents(l.events[:0], p)
		for _, e := range l.events {
			if err := l.out.write(e); err != nil {
				return err
			}
		}
	}
	return l.segmenter.Err()
}

// finish completes the last window and writes the events still to come.
func (l *listener) finish() error {
	var err error
	if l.probs, err = l.stream.Flush(l.probs[:0]); err != nil {
		return err
	}
	if err := l.push(); err != nil {
		return err
	}
	for _, e := range l.segmenter.FinishEvents(l.events[:0], l.samples) {
		if err := l.out.write(e); err != nil {
			return err
		}
	}
	return l.segmenter.Err()
}

// eventWriter writes events as JSON.
type eventWriter struct {
	json            *json.Encoder
	final           bool // segments only
	rate, inputRate int  // Hz
}

var eventNames = map[segment.EventKind]string{
	segment.SpeechStarted: "started", segment.SpeechConfirmed: "confirmed", segment.SpeechDropped: "dropped",
	segment.SpeechEnded: "ended", segment.SpeechSplit: "split", segment.SegmentFinal: "segment",
}

func (w *eventWriter) write(e segment.Event) error {
	if w.final && e.Kind != segment.SegmentFinal {
		return nil
	}
	r := recording{track: segment.Track{SampleRate: w.rate}, inputRate: w.inputRate, inputSamples: 1<<63 - 1}
	start, end := r.inputSample(e.Segment.Start), r.inputSample(e.Segment.End)
	return w.json.Encode(struct {
		Event       string  `json:"event"`
		Start       float64 `json:"start"`
		End         float64 `json:"end"`
		StartSample int64   `json:"start_sample"`
		EndSample   int64   `json:"end_sample"`
		Known       float64 `json:"known"`
	}{eventNames[e.Kind], r.seconds(start), r.seconds(end), start, end, float64(e.Known) / float64(w.rate)})
}
