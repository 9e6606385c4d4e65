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

	"github.com/alecthomas/kong"
)

type cli struct {
	Detect detectCmd `cmd:"" help:"Print the segments of speech in each file."`
	Probs  probsCmd  `cmd:"" help:"Print the probability of speech in each window of each file."`
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr}))
}

// errFailed says that errors have been printed, and that the exit status is 1.
var errFailed = errors.New("some files failed")

// run is the command with its arguments; it returns the exit status: 0, 1 when
// a file could not be processed, 2 when the arguments make no sense.
func run(ctx context.Context, args []string, t terminal) (status int) {
	exited := false
	parser, err := kong.New(&cli{},
		kong.Name("vad"),
		kong.Description("Silero's voice activity detector: where in a recording is speech?"),
		kong.UsageOnError(),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { status, exited = code, true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
	)
	if err != nil {
		fmt.Fprintln(t.err, "vad:", err)
		return 2
	}
	command, err := parser.Parse(args)
	if exited { // --help
		return status
	}
	if err != nil {
		fmt.Fprintf(t.err, "vad: %v (see vad --help)\n", err)
		return 2
	}
	switch err := command.Run(); {
	case err == nil:
		return 0
	case !errors.Is(err, errFailed):
		fmt.Fprintln(t.err, "vad:", err)
	}
	return 1
}
