package main

import (
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad/internal/modelfile"
)

type extractCmd struct {
	File   string `arg:"" help:"ONNX file." placeholder:"FILE.onnx"`
	Output string `short:"o" required:"" help:"File to write." placeholder:"OUT.safetensors"`
}

// Run writes the output after the input has been read and checked completely.
func (c *extractCmd) Run(stdout io.Writer) error {
	w, err := modelfile.ReadFile(c.File)
	if err != nil {
		return err
	}
	b := w.Encode()
	if err := os.WriteFile(c.Output, b, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s: %s, %s, %d bytes, SHA-256 %x\n", c.Output, w.Release(), rates(w), len(b), w.Checksum())
	return err
}
