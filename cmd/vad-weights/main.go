// Command vad-weights extracts the weights of Silero's voice activity detector
// from the official ONNX files, inspects and verifies them, and compares what they
// find:
//
//	vad-weights extract silero_vad.onnx -o v6.safetensors
//	vad-weights inspect FILE              # ONNX or safetensors
//	vad-weights verify [FILE...]          # compare embedded weights with files
//	vad-weights compare A B RECORDING...  # two models on the same recordings
//
// An error is one line on standard error, and exit status 1, or 2 if the command line
// is wrong.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"github.com/gosilero/vad/internal/flags"
	"github.com/gosilero/vad/internal/labels"
)

type cli struct {
	Extract extractCmd `cmd:"" help:"Write the weights of an ONNX file as safetensors."`
	Inspect inspectCmd `cmd:"" help:"Print the tensors, checksums and metadata of an ONNX or safetensors file."`
	Verify  verifyCmd  `cmd:"" help:"Check the embedded weights against their checksums, and compare the given files with them."`
	Compare compareCmd `cmd:"" help:"Run two models on the same recordings and say where they differ."`

	Version flags.Version `help:"Show the version, Go's, and the releases of the weights."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	status := -1 // set if kong itself ends the command, as for --help
	parser, err := kong.New(&cli{},
		kong.Name("vad-weights"),
		kong.Description("Extract, inspect, verify and compare the weights of Silero's voice activity detector."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
		kong.BindTo(stdout, (*io.Writer)(nil)),
		kong.Bind(errorOutput{stderr}),
	)
	if err != nil {
		return fail(stderr, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if status >= 0 {
		return status
	}
	if err != nil {
		err = usageError{err}
	} else {
		err = ctx.Run()
	}
	if errors.As(err, new(usageError)) {
		fail(stderr, fmt.Errorf("%w (see %s)", err, helpFor(parser, args[0])))
		return 2
	}
	if err != nil {
		return fail(stderr, err)
	}
	return 0
}

// usageError is an error in the command line.
type usageError struct{ error }

// errorOutput is standard error.
type errorOutput struct{ io.Writer }

func fail(stderr io.Writer, err error) int {
	fmt.Fprintln(stderr, "vad-weights:", labels.Printable(err.Error()))
	return 1
}

// helpFor returns the command that shows help on a verb.
func helpFor(parser *kong.Kong, verb string) string {
	for _, v := range parser.Model.Children {
		if v.Name == verb {
			return "vad-weights " + verb + " --help"
		}
	}
	return "vad-weights --help"
}
