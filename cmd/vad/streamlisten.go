package main

import (
	"cmp"
	"context"
	"os"
	"runtime"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/vad/internal/launch"
	"github.com/gosilero/vad/cmd/vad/internal/meter"
	"github.com/gosilero/vad/live"
)

// listenFlags are the options of what is done with a stream.
type listenFlags struct {
	PerChannel bool   `group:"Input" help:"Treat each channel as a stream of its own, and report overlaps."`
	Format     string `short:"f" enum:",text,json" default:"" placeholder:"FORMAT" help:"Output format: text or json (text on a terminal, otherwise json)."`
	Final      bool   `help:"Print only what is final: segments and, with --turns, turns."`
	Turns      bool   `help:"Report ends of turns, after a pause that fits the speaker."`
	Save       string `placeholder:"FOLDER" help:"Write each segment to a WAV file in this folder, named after its start in the stream; none is replaced."`
	Exec       string `placeholder:"COMMAND" help:"Run this command for each segment, with the name of its file for {}."`
	SpeechOnly bool   `help:"Write the samples of the segments alone to standard output, raw: one channel, encoded as raw input is, and in 16 bits otherwise."`
	Quiet      bool   `short:"q" help:"Show no meter."`

	command launch.Command // Exec
}

// check checks the options; channel is that of --channel.
func (f *listenFlags) check(channel *int, t terminal) error {
	switch {
	case f.SpeechOnly && isTerminal(t.out):
		return usage("--speech-only writes samples, which are not for a terminal")
	case channel != nil && f.PerChannel:
		return usage("--channel and --per-channel exclude each other")
	case f.SpeechOnly && f.PerChannel:
		return usage("--speech-only is for one channel; choose it with --channel")
	case f.SpeechOnly && f.Format != "":
		return usage("--speech-only and --format exclude each other: both are about standard output")
	}
	if f.Exec == "" {
		return nil
	}
	var err error
	if f.command, err = launch.Parse(f.Exec); err != nil {
		return usage("--exec: %w", err)
	}
	return nil
}

// keepsAudio reports whether the audio of segments is wanted.
func (f *listenFlags) keepsAudio() bool { return f.Save != "" || f.Exec != "" || f.SpeechOnly }

// consumer takes the events of a stream.
type consumer interface{ event(e live.CallEvent) error }

// listening runs a stream through a call and hands the events on.
type listening struct {
	call      *live.Call
	consumers []consumer
	display   *display // on a terminal; may be nil
	saver     *saver   // may be nil
}

// listen makes ready what the options ask for; encoding is that of the input.
func (f *listenFlags) listen(m *vad.Model, source audio.Source, encoding audio.Encoding, c live.Config, t terminal) (*listening, error) {
	l := &listening{display: f.newDisplay(source, t)}
	c.Windows = l.display != nil
	var err error
	l.call, err = live.NewCall(m, source.Format().Channels, c)
	if err != nil {
		return nil, err
	}
	var out printer = silent{}
	switch {
	case f.SpeechOnly:
		if l.display != nil {
			out = l.display
		}
	case f.Format == "json" || f.Format == "" && !isTerminal(t.out):
		out = newJSONPrinter(t.out, f.Final, f.PerChannel)
		if l.display != nil {
			l.consumers = append(l.consumers, l.display)
		}
	case l.display != nil:
		out = l.display
	default:
		out = newTextPrinter(t.out, f.PerChannel)
	}
	l.consumers = append(l.consumers, out)
	if f.Save != "" || f.Exec != "" {
		if l.saver, err = newSaver(f, out, l.complainer(t)); err != nil {
			return nil, err
		}
		l.consumers = append(l.consumers, l.saver)
	}
	if f.SpeechOnly {
		l.consumers = append(l.consumers, &speechOutput{w: t.out, encoding: encoding})
	}
	return l, nil
}

// complainer returns a function that prints a message above the meter.
func (l *listening) complainer(t terminal) func(format string, args ...any) {
	return func(format string, args ...any) {
		if l.display != nil {
			defer l.display.meter.Pause()()
		}
		t.complain(format, args...)
	}
}

// run hands on the events of a source until its end, or its error.
func (l *listening) run(source vad.SampleReader) error {
	if l.display != nil {
		source = l.display.levels
	}
	for e, err := range l.call.Events(source) {
		if err != nil {
			return err
		}
		if err := l.hand(e); err != nil {
			return err
		}
	}
	return nil
}

func (l *listening) hand(e live.CallEvent) error {
	for _, c := range l.consumers {
		if err := c.event(e); err != nil {
			return err
		}
	}
	return nil
}

// finish ends open speech, and waits for what segments have started. err is how the
// stream ended.
func (l *listening) finish(ctx context.Context, err error) error {
	rest, flushErr := l.call.Flush(nil)
	err = cmp.Or(flushErr, err)
	for _, e := range rest {
		if handErr := l.hand(e); handErr != nil {
			err = cmp.Or(err, handErr)
			break
		}
	}
	if l.saver != nil {
		err = cmp.Or(err, l.saver.finish(ctx))
	}
	if l.display != nil {
		l.display.meter.Close()
	}
	return err
}

// abandon removes what is not to stay, after an error too.
func (l *listening) abandon() {
	if l.saver != nil {
		l.saver.abandon()
	}
	if l.display != nil {
		l.display.meter.Close()
	}
}

// newDisplay returns the meter on a terminal: standard output or, if that is a file
// and no pipe, whose reader may write to the same terminal, standard error.
func (f *listenFlags) newDisplay(source audio.Source, t terminal) *display {
	out, _ := t.out.(*os.File)
	errs, _ := t.err.(*os.File)
	var m *meter.Meter
	switch {
	case f.Quiet:
	case isTerminal(t.out) && f.Format != "json" && !f.SpeechOnly:
		m = meter.New(out)
	case f.SpeechOnly || isRegular(out):
		m = meter.New(errs)
	}
	if m == nil {
		return nil
	}
	return newDisplay(m, source, f.PerChannel)
}

// isRegular reports whether a file is an ordinary one.
func isRegular(file *os.File) bool {
	if file == nil {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular()
}

// commandsAtOnce is how many commands of --exec run at once.
func commandsAtOnce() int { return runtime.GOMAXPROCS(0) }

// commandGrace is how long commands may go on after an interrupt.
const commandGrace = 5 * time.Second
