package main

import (
	"context"
	"errors"

	"github.com/gosilero/vad"
)

type streamCmd struct {
	streamInputFlags
	listenFlags
	segmentFlags
	detectorFlags
	modelFlags
	silenceFlags
}

func (streamCmd) Help() string {
	return `Audio comes in on standard input: WAV, or what else detect decodes, at its own
rate; or, without a header, samples of 16 bits. On a terminal, segments go out as
lines of start, end and length in seconds, above a meter of the level and the
probability. Elsewhere, each event goes out as an object on a line of its own,
with the window that decides it:

  speech_started     speech may have started
  speech_confirmed   it is long enough to be a segment, or as long as --min-onset
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
  ffmpeg -i rtsp://camera/ -f wav - | vad stream
  nc -l 9999 | vad stream --raw mulaw`
}

func (c *streamCmd) Run(ctx context.Context, t terminal) error {
	m, err := c.load()
	if err != nil {
		return err
	}
	config, err := c.liveConfig(m)
	if err != nil {
		return err
	}
	if err := c.listenFlags.check(c.Channel, t); err != nil {
		return err
	}
	in, err := c.open(ctx, t, c.PerChannel)
	if err != nil {
		return err
	}
	defer in.Close()
	config.SampleRate = in.Format().SampleRate
	l, err := c.listen(m, in, in.encoding, config, t)
	if errors.Is(err, vad.ErrSampleRate) {
		return usage("the input has %d Hz, want 1000 to 1048576", config.SampleRate)
	}
	if err != nil {
		return err
	}
	defer l.abandon()
	err = l.run(in)
	if ctx.Err() != nil && (c.listens() || err != nil) {
		// The user has heard enough. What was said still counts.
		err = errInterrupted
	}
	err = l.finish(ctx, err)
	for _, w := range in.warnings() {
		t.complain("warning: %s", w)
	}
	return err
}
