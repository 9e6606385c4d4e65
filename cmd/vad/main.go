// Command vad finds speech in recordings and streams, with Silero's voice activity
// detector.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"time"

	"github.com/alecthomas/kong"

	"github.com/gosilero/vad/internal/clock"
	"github.com/gosilero/vad/internal/flags"
)

type cli struct {
	Detect detectCmd `cmd:"" help:"Print the segments of speech in recordings."`
	Probs  probsCmd  `cmd:"" help:"Print the probability of speech in each window of recordings."`
	Split  splitCmd  `cmd:"" help:"Cut out the speech, or everything else."`
	Stream streamCmd `cmd:"" help:"Report speech as it happens, from a pipe or a microphone."`
	Plot   plotCmd   `cmd:"" help:"Draw the waveform, the probability and the segments."`
	Eval   evalCmd   `cmd:"" help:"Compare segments with reference labels, and tune the thresholds."`
	Web    webCmd    `cmd:"" help:"Serve a page that finds speech in the browser."`
	Serve  serveCmd  `cmd:"" help:"Serve streams of audio over WebSocket."`
	Info   infoCmd   `cmd:"" help:"Show the model, this machine and this build."`
	Bench  benchCmd  `cmd:"" help:"Measure how fast this machine is."`

	Completion completionCmd `cmd:"" help:"Print completions for a shell."`
	Man        manCmd        `cmd:"" help:"Print the manual page."`

	Version flags.Version `help:"Show the version, Go's, and the releases of the weights."`
}

const description = `Find speech in recordings and streams, with Silero's voice activity detector.

vad FILE is short for vad detect FILE, and vad help VERB for vad VERB --help. A
TIME is seconds (0.5), 500ms, 1:30 or 00:01:30.5.`

// groups explain groups of options that have something in common.
var groups = []kong.Group{{
	Key: "Segments", Title: "Segments",
	Description: flags.SileroHelp,
}}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals()...)
	context.AfterFunc(ctx, stop) // the second signal kills
	os.Exit(run(ctx, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr}))
}

// Exit statuses.
const (
	statusFailed      = 1 // something could not be read, computed or written
	statusUsage       = 2 // the command line is wrong
	statusInterrupted = 130
)

// errFailed reports failures that have been printed already.
var errFailed = errors.New("some recordings failed")

// errInterrupted reports that the user, or the system, ended the command.
var errInterrupted = errors.New("interrupted")

// errClosed reports that results would be lost.
var errClosed = errors.New("standard output is closed")

// usageError is an error in the command line.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// newParser returns the parser of the command line, which calls exit after it has
// printed --help.
func newParser(ctx context.Context, t terminal, exit func(int)) (*kong.Kong, error) {
	return kong.New(&cli{},
		kong.Name("vad"),
		kong.Description(description),
		kong.ExplicitGroups(groups),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(t.out, t.err),
		kong.Exit(exit),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
		kong.KindMapper(reflect.String, kong.MapperFunc(decodeString)),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(decodeTime)),
	)
}

// decodeString keeps an argument as it is: file names need not be UTF-8, but the
// parser's own decoder would make them so.
func decodeString(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("string")
	if err == nil {
		target.SetString(token.String())
	}
	return err
}

// decodeTime reads a time as people write it.
func decodeTime(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("time")
	if err != nil {
		return err
	}
	d, err := clock.Parse(token.String())
	target.SetInt(int64(d))
	return err
}

// run runs the command with its arguments and returns the exit status.
func run(ctx context.Context, args []string, t terminal) (status int) {
	exited := false
	shown := &checkedWriter{Writer: t.out}
	parser, err := newParser(ctx, terminal{t.in, shown, t.err}, func(code int) { status, exited = code, true })
	if err != nil {
		t.complain("%v", err)
		return statusUsage
	}
	args = arguments(args, verbNames(parser))
	command, err := parser.Parse(args)
	switch {
	case exited && closedOutput(t.out):
		t.complain("%v", errClosed)
		return statusFailed
	case shown.err != nil:
		t.complain("%v", shown.err)
		return statusFailed
	case exited: // --help or --version
		return status
	case err != nil:
		t.complain("%s (see %s)", parseMessage(err, verbOf(parser, args)), helpFor(parser, args))
		return statusUsage
	}
	if verb := args[0]; verb != "split" && verb != "plot" && verb != "detect" && verb != "probs" && closedOutput(t.out) {
		t.complain("%v", errClosed) // those that write files say so themselves
		return statusFailed
	}
	command.Bind(t) // verbs write to the output itself
	return t.status(command.Run(), helpFor(parser, args))
}

// status reports the error that a verb returned and returns the exit status. help
// is the command that explains the options.
func (t terminal) status(err error, help string) int {
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		t.complain("%v (see %s)", err, help)
		return statusUsage
	case errors.Is(err, errInterrupted):
		t.complain("%v", err)
		return statusInterrupted
	case errors.Is(err, context.Canceled):
		t.complain("%v", errInterrupted)
		return statusInterrupted
	case !errors.Is(err, errFailed):
		t.complain("%v", err)
	}
	return statusFailed
}

// verbNames returns the names of the verbs.
func verbNames(parser *kong.Kong) []string {
	var names []string
	for _, verb := range parser.Model.Children {
		names = append(names, verb.Name)
	}
	return names
}

// helpFor returns the command that shows help on the verb of args.
func helpFor(parser *kong.Kong, args []string) string {
	if verb := verbOf(parser, args); verb != "" {
		return "vad " + verb + " --help"
	}
	return "vad --help"
}

// verbOf returns the verb that args begin with, if any.
func verbOf(parser *kong.Kong, args []string) string {
	if slices.Contains(verbNames(parser), args[0]) {
		return args[0]
	}
	return ""
}

// checkedWriter remembers the first error of a Writer.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	w.err = cmp.Or(w.err, err)
	return n, err
}
