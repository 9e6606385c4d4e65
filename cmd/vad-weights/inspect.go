package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gosilero/vad/internal/modelfile"
	"github.com/gosilero/vad/weights"
)

type inspectCmd struct {
	File string `arg:"" help:"ONNX or safetensors file."`
}

// Run prints the metadata, one item per line, and a table with a line for each
// tensor. The checksum of an ONNX file's weights is that of the container that
// extract would write.
func (c *inspectCmd) Run(stdout io.Writer) error {
	w, err := modelfile.ReadFile(c.File)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "release\t%s\n", w.Release())
	fmt.Fprintf(t, "architecture\t%v\n", w.Architecture())
	fmt.Fprintf(t, "source SHA-256\t%s\n", w.Source())
	fmt.Fprintf(t, "container SHA-256\t%x\n", w.Checksum())
	fmt.Fprintf(t, "container bytes\t%d\n", len(w.Encode()))
	for _, rate := range w.Rates() {
		d, err := w.BasisDifference(rate)
		if err != nil {
			return err
		}
		fmt.Fprintf(t, "basis difference, %d Hz\t%.2e\n", rate, d)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(t, "\nHz\ttensor\tshape\tnumbers\tSHA-256")
	for _, rate := range w.Rates() {
		if err := printTensors(t, w, rate); err != nil {
			return err
		}
	}
	return t.Flush()
}

// printTensors prints a line for each tensor, with the first 16 digits of the
// SHA-256 of its little-endian numbers, and a line with the total of the numbers.
func printTensors(out io.Writer, w *weights.Weights, rate int) error {
	total := 0
	for _, name := range w.Architecture().Names() {
		tensor, err := w.Tensor(rate, name)
		if err != nil {
			return err
		}
		h := sha256.New()
		if err := binary.Write(h, binary.LittleEndian, tensor.Data); err != nil {
			return err
		}
		fmt.Fprintf(out, "%d\t%s\t%d\t%d\t%.16x\n", rate, name, tensor.Shape, len(tensor.Data), h.Sum(nil)[:8])
		total += len(tensor.Data)
	}
	fmt.Fprintf(out, "%d\ttotal\t\t%d\t\n", rate, total)
	return nil
}
