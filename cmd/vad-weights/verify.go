package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"math"

	"github.com/gosilero/vad/internal/modelfile"
	"github.com/gosilero/vad/weights"
)

type verifyCmd struct {
	Files []string `arg:"" optional:"" help:"ONNX or safetensors files to compare with the embedded weights."`
}

// release is an embedded release with its checksums.
type release struct {
	w                *weights.Weights
	checksum, source string
}

func embedded() []release {
	return []release{
		{weights.V6(), weights.V6Checksum, weights.V6Source},
		{weights.V5(), weights.V5Checksum, weights.V5Source},
		{weights.V4(), weights.V4Checksum, weights.V4Source},
	}
}

// Run stops at the first difference.
func (c *verifyCmd) Run(stdout io.Writer) error {
	for _, r := range embedded() {
		if err := r.verify(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(stdout, "%s: embedded, %s, SHA-256 %s\n", r.w.Release(), rates(r.w), r.checksum); err != nil {
			return err
		}
	}
	for _, path := range c.Files {
		w, err := modelfile.ReadFile(path)
		if err != nil {
			return err
		}
		if err := verifyFile(w); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if _, err := fmt.Fprintf(stdout, "%s: equal to %s, %s\n", path, w.Release(), rates(w)); err != nil {
			return err
		}
	}
	return nil
}

// verify compares an embedded release with its checksums.
func (r release) verify() error {
	sum := r.w.Checksum()
	if got := hex.EncodeToString(sum[:]); got != r.checksum {
		return fmt.Errorf("%s: embedded container has SHA-256 %s, want %s", r.w.Release(), got, r.checksum)
	}
	if got := r.w.Source(); got != r.source {
		return fmt.Errorf("%s: embedded container comes from %s, want %s", r.w.Release(), got, r.source)
	}
	return nil
}

// verifyFile compares weights with the embedded ones of the same release: as
// containers if both come from the same ONNX file, otherwise number by number.
func verifyFile(w *weights.Weights) error {
	var names []string
	for _, r := range embedded() {
		if r.w.Release() != w.Release() {
			names = append(names, r.w.Release())
			continue
		}
		if w.Source() == r.source {
			if !bytes.Equal(w.Encode(), r.w.Encode()) {
				return fmt.Errorf("the container has SHA-256 %x, want %s", w.Checksum(), r.checksum)
			}
			return nil
		}
		return compareTensors(w, r.w)
	}
	return fmt.Errorf("release %q is not embedded, want one of %q", w.Release(), names)
}

// compareTensors compares the networks of got with those of want.
func compareTensors(got, want *weights.Weights) error {
	for _, rate := range got.Rates() {
		for _, name := range got.Architecture().Names() {
			g, err := got.Tensor(rate, name)
			if err != nil {
				return err
			}
			w, err := want.Tensor(rate, name)
			if err != nil {
				return err
			}
			if i := differsAt(g.Data, w.Data); i >= 0 {
				return fmt.Errorf("%d Hz: tensor %q has %v at index %d, want %v", rate, name, g.Data[i], i, w.Data[i])
			}
		}
	}
	return nil
}

// differsAt returns the first index at which the bits differ, or -1. Both
// slices belong to a tensor of one name and rate and have its length.
func differsAt(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return i
		}
	}
	return -1
}
