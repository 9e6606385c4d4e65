// Record runs the test signals on ONNX Runtime and writes the goldens:
//
//	go run ./internal/reference/record
//
// writes testdata/goldens/RELEASE-RATE.safetensors for all releases and both
// sample rates. testdata/fetch.sh gets what it needs. The files are the same each
// time on one machine. Where the CPU makes ONNX Runtime choose other kernels, values
// differ in their last digits.
package main

import (
	"fmt"
	"os"

	"github.com/gosilero/vad/internal/reference"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func run() error {
	for _, release := range reference.Releases {
		for _, rate := range reference.Rates {
			path, err := reference.GoldenPath(release, rate)
			if err != nil {
				return err
			}
			file, err := reference.Record(release, rate)
			if err != nil {
				return err
			}
			if err := os.WriteFile(path, file, 0o644); err != nil {
				return err
			}
			fmt.Printf("%s: %d bytes\n", path, len(file))
		}
	}
	return nil
}
