// Command vad finds speech in audio files with Silero's voice activity
// detector.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"

	"github.com/alecthomas/kong"
)

type cli struct {
	Detect detectCmd `cmd:"" help:"Print the segments of speech in recordings."`
	Probs  probsCmd  `cmd:"" help:"Print the probability of speech in each window of recordings."`
	Split  splitCmd  `cmd:"" help:"Cut out the speech, or everything else."`
	Stream streamCmd `cmd:"" help:"Report speech as it happens, from a pipe or a microphone."`
	Plot   plotCmd   `cmd:"" help:"Draw the waveform, the probability and the segments."`
	Eval   evalCmd   `cmd:"" help:"Compare segments with reference labels, and tune the thresholds."`
	Web    webCmd    `cmd:"" help:"Serve a page that finds speech in the browser."`
	Info   infoCmd   `cmd:"" help:"Show the model, this machine and this build."`
	Bench  benchCmd  `cmd:"" help:"Measure how fast this machine is."`

	Completion completionCmd `cmd:"" help:"Print completions for a shell."`
	Man        manCmd        `cmd:"" help:"Print the manual page."`
}

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

// usageError is an error in the command line.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// newParser returns the parser of the command line, which calls exit after it has
// printed --help.
func newParser(ctx context.Context, t terminal, exit func(int)) (*kong.Kong, error) {
	return kong.New(&cli{},
		kong.Name("vad"),
		kong.Description("find speech in recordings and streams, with Silero's voice activity detector"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(t.out, t.err),
		kong.Exit(exit),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
		kong.KindMapper(reflect.String, kong.MapperFunc(decodeString)),
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

// run runs the command with its arguments and returns the exit status.
func run(ctx context.Context, args []string, t terminal) (status int) {
	exited := false
	parser, err := newParser(ctx, t, func(code int) { status, exited = code, true })
	if err != nil {
		t.complain("%v", err)
		return statusUsage
	}
	command, err := parser.Parse(args)
	if exited { // --help
		return status
	}
	if err != nil {
		t.complain("%v (see vad --help)", err)
		return statusUsage
	}
	err = command.Run()
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		t.complain("%v (see vad %s --help)", err, command.Selected().Name)
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
