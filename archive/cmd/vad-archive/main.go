// Command vad-archive finds speech in archives of recordings that lie in storage: on one
// machine, in shards on many, or from a queue.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/gosilero/vad/archive/run"
	_ "github.com/gosilero/vad/archive/storage/clouds"
	"github.com/gosilero/vad/internal/clock"
	"github.com/gosilero/vad/internal/flags"
	"github.com/gosilero/vad/internal/labels"
)

type cli struct {
	Run    runCmd    `cmd:"" help:"Find the speech in the recordings of a manifest, or of a prefix."`
	Submit submitCmd `cmd:"" help:"Put the recordings of a manifest, or of a prefix, into a queue."`
	Work   workCmd   `cmd:"" help:"Find the speech in the recordings of a queue."`
	Status statusCmd `cmd:"" help:"Show what is done, waiting and failed in a queue, and how long the rest takes."`
	Failed failedCmd `cmd:"" help:"Print the recordings of a queue that failed, or put them back."`

	Version flags.Version `help:"Show the version, Go's, and the releases of the weights."`
}

const description = `Find speech in archives of recordings, with Silero's voice activity detector.

A URL is file:///folder, s3://bucket/prefix, gs://bucket/prefix or
azblob://container/prefix; credentials come from the environment, as the clouds' own
tools have it. A TIME is seconds (0.5), 500ms, 1:30 or 00:01:30.5.

Exit status: 0 all recordings have a result, 1 the command could not go on, 2 the
command line is wrong, 3 some recordings have no result (and --allow-failed is not
given), 130 interrupted.`

// Exit statuses.
const (
	statusStopped     = 1 // storage, the queue, the manifest or the output failed
	statusUsage       = 2 // the command line is wrong
	statusFailed      = 3 // all was done, and some recordings have no result
	statusInterrupted = 130
)

// errFailed reports recordings without a result, which have been reported.
var errFailed = errors.New("some recordings failed")

// usageError is an error in the command line.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// terminal is where the command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second signal kills
	os.Exit(command(ctx, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr}))
}

// command runs the command with its arguments and returns the exit status.
func command(ctx context.Context, args []string, t terminal) (status int) {
	exited := false
	parser, err := kong.New(&cli{},
		kong.Name("vad-archive"),
		kong.Description(description),
		kong.ExplicitGroups([]kong.Group{{Key: "Segments", Title: "Segments", Description: flags.SileroHelp}}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { status, exited = code, true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(decodeTime)),
	)
	if err != nil {
		t.complain("%v", err)
		return statusUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	args = flags.Rename(args)
	verb, err := parser.Parse(args)
	switch {
	case exited: // --help or --version
		return status
	case err != nil:
		t.complain("%v (see %s)", err, helpFor(parser, args))
		return statusUsage
	}
	return t.status(verb.Run(), helpFor(parser, args))
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

// helpFor returns the command that shows help on the verb of args.
func helpFor(parser *kong.Kong, args []string) string {
	for _, verb := range parser.Model.Children {
		if verb.Name == args[0] {
			return "vad-archive " + verb.Name + " --help"
		}
	}
	return "vad-archive --help"
}

// status reports the error that a verb returned and returns the exit status. help is the
// command that explains the options.
func (t terminal) status(err error, help string) int {
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		t.complain("%v (see %s)", err, help)
		return statusUsage
	case errors.Is(err, errFailed):
		return statusFailed
	case errors.Is(err, run.ErrInterrupted):
		t.complain("%v", run.ErrInterrupted)
		return statusInterrupted
	}
	t.complain("%v", err)
	return statusStopped
}

// complain writes a message to standard error, on one line.
func (t terminal) complain(format string, args ...any) {
	message := strings.TrimPrefix(fmt.Sprintf(format, args...), "vad: ")
	fmt.Fprintln(t.err, "vad-archive:", labels.Printable(message))
}

// isTerminal reports whether a stream of the command is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
