// Command vad-weights extracts the weights of Silero's voice activity detector
// from the official ONNX files, inspects and verifies them, and compares what they
// find:
//
//	vad-weights extract silero_vad.onnx -o v6.safetensors
//	vad-weights inspect FILE              # ONNX or safetensors
//	vad-weights verify [FILE...]          # compare embedded weights with files
//	vad-weights compare A B RECORDING...  # two models on the same recordings
//
// An error is one line on standard error, and exit status 1.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

type cli struct {
	Extract extractCmd `cmd:"" help:"Write the weights of an ONNX file as safetensors."`
	Inspect inspectCmd `cmd:"" help:"Print the tensors, checksums and metadata of an ONNX or safetensors file."`
	Verify  verifyCmd  `cmd:"" help:"Check the embedded weights against their checksums, and compare the given files with them."`
	Compare compareCmd `cmd:"" help:"Run two models on the same recordings and say where they differ."`
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
	ctx, err := parser.Parse(args)
	if status >= 0 {
		return status
	}
	if err != nil {
		return fail(stderr, err)
	}
	if err := ctx.Run(); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// errorOutput is standard error.
type errorOutput struct{ io.Writer }

func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "vad-weights: %v\n", err)
	return 1
}
