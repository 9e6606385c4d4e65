package main

import (
	"context"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
)

type streamCmd struct {
	Raw      string `placeholder:"ENCODING" group:"Input" enum:"u8,s16le,s24le,s32le,f32le,f64le,mulaw,alaw" default:"s16le" help:"Encoding of a sample: ${enum} (${default})."`
	Rate     int    `default:"16000" placeholder:"HZ" group:"Input" help:"Sample rate (${default})."`
	Channels int    `default:"1" placeholder:"N" group:"Input" help:"Channels, interleaved (${default})."`
	Channel  *int   `placeholder:"N" group:"Input" help:"Use one channel, counted from 0 (the mean of all)."`
	Mic      bool   `group:"Input" help:"Listen to the default microphone of PulseAudio or PipeWire; standard input is not read."`
	Device   string `placeholder:"NAME" group:"Input" help:"Listen to this microphone of the server, as --mic does to the default one."`
	listenFlags
	segmentFlags
	modelFlags
	silenceFlags
}

func (streamCmd) Help() string {
	return `Samples without a header come in on standard input. On a terminal, segments go
out as lines of start, end and length in seconds, above a meter of the level and
the probability. Elsewhere, each event goes out as an object on a line of its own,
with the window that decides it:

  speech_started     speech may have started
  speech_confirmed   it is long enough to be a segment
  speech_dropped     it ended too short for that
  speech_ended       it ended
  speech_split       it was cut at --max-speech
  segment_final      a segment is final
  turn_ended         with --turns: the speaker has paused long enough to be answered
  turn_resumed       the speaker went on: the turn is open again
  turn_final         the turn cannot be resumed any more
  segment_saved      with --save: a segment is in a file
  command_ended      with --exec: the command for a file has ended

An event has start and end of the speech, and known, after how much of the
stream it was known: in seconds, and in samples of the input's rate. With
--per-channel it has the channel, too, and speech_overlapped reports where several
speak.

--exec runs its command for the file of each segment, whose name takes the place
of {}. Words are split at spaces, quotes and backslashes count as in a shell, but no
shell runs: sh -c '...' is one. VAD_FILE, VAD_START, VAD_END and VAD_CHANNEL are in
its environment. As many commands run at once as there are cores; at the end, all
are waited for, and after an interrupt killed if they take more than 5 s. Without
--save, a file is temporary.

Examples:

  arecord -q -f S16_LE -r 16000 | vad stream
  vad stream --mic
  vad stream --mic --save said/ --exec 'whisper {}'
  vad stream --mic --speech-only | aplay -f FLOAT_LE -r 16000
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
	if err := c.listenFlags.check(c.Channel, t); err != nil {
		return err
	}
	in := t.in
	format := audio.RawFormat{Encoding: audio.Encoding(c.Raw), SampleRate: c.Rate, Channels: c.Channels}
	if c.listens() {
		microphone, err := openMicrophone(c.Device)
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
	source := audio.Source(reader)
	if !c.PerChannel {
		if source, err = (&inputFlags{Channel: c.Channel}).selectChannel(reader); err != nil {
			return usageError{err}
		}
	}
	resetSilence, err := c.resetSilence(live.DefaultConfig(format.SampleRate).ResetSilence)
	if err != nil {
		return err
	}
	l, err := c.listen(m, source, format.Encoding, live.Config{SampleRate: format.SampleRate, Segments: config, ResetSilence: resetSilence}, t)
	if err != nil {
		return err
	}
	defer l.abandon()
	err = l.run(source)
	if ctx.Err() != nil && (c.listens() || err != nil) {
		// The user has heard enough. What was said still counts.
		err = errInterrupted
	}
	return l.finish(ctx, err)
}

// listens reports whether the input is a microphone.
func (c *streamCmd) listens() bool { return c.Mic || c.Device != "" }
