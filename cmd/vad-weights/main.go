// Command vad-weights extracts the weights of Silero's voice activity detector
// from the official ONNX files, and inspects and verifies them:
//
//	vad-weights extract silero_vad.onnx -o v6.safetensors
//	vad-weights inspect FILE              # ONNX or safetensors
//	vad-weights verify [FILE...]          # compare embedded weights with files
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
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	status := -1 // set if kong itself ends the command, as for --help
	parser, err := kong.New(&cli{},
		kong.Name("vad-weights"),
		kong.Description("Extract, inspect and verify the weights of Silero's voice activity detector."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
		kong.BindTo(stdout, (*io.Writer)(nil)),
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

func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "vad-weights: %v\n", err)
	return 1
}
