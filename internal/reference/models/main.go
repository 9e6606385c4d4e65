// Models prints a table of Silero's files, a region of docs/accuracy.md: how far
// this library, with the weights that it reads from a file, is from ONNX Runtime,
// with the file.
//
//	go run ./internal/reference/models
//
// It needs the files, ONNX Runtime and Node.js; see testdata/fetch.sh.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
	"github.com/gosilero/vad/weights/onnx"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "models:", err)
		os.Exit(1)
	}
}

func run(w io.Writer) error {
	content, err := reference.Official()
	if err != nil {
		return err
	}
	rows := make(map[string][]float64) // differences by checksum, one for each rate
	for _, f := range weights.Files() {
		if model, ok := content[f.SHA256]; ok {
			if rows[f.SHA256], err = differences(f, model); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
		}
	}
	docs.Print(w, "make models", func(w io.Writer) { writeTable(w, rows) })
	return nil
}

// writeTable prints a row for each file.
func writeTable(w io.Writer, rows map[string][]float64) {
	t := markdown.NewTable(w, "file", "SHA-256", "holds", "release", "largest difference")
	for _, f := range weights.Files() {
		var rates, found []string
		for i, rate := range f.Rates {
			rates = append(rates, fmt.Sprintf("%d kHz", rate/1000))
			if list, ok := rows[f.SHA256]; ok {
				found = append(found, fmt.Sprintf("%.1e at %s", list[i], rates[i]))
			}
		}
		if found == nil {
			found = []string{"not compared"}
		}
		t.Row(f.Name, f.SHA256[:min(16, len(f.SHA256))], f.Version+", "+strings.Join(rates, " and "), f.Release, strings.Join(found, ", "))
	}
	t.Flush()
}

// differences returns the largest difference over all test signals, for each rate
// of a file.
func differences(f weights.File, model []byte) (list []float64, err error) {
	w, err := onnx.Read(bytes.NewReader(model))
	if err != nil {
		return nil, err
	}
	m, err := vad.Load(w)
	if err != nil {
		return nil, err
	}
	if fmt.Sprint(m.SampleRates()) != fmt.Sprint(f.Rates) || w.Release() != f.Release {
		return nil, fmt.Errorf("read as %s at %d Hz, want %s at %d Hz", w.Release(), m.SampleRates(), f.Release, f.Rates)
	}
	r, err := reference.StartFile(w.Architecture().String(), model)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for _, rate := range f.Rates {
		signals, err := reference.Signals(rate)
		if err != nil {
			return nil, err
		}
		most := 0.0
		for _, s := range signals {
			d, err := difference(m, r, rate, s.PCM)
			if err != nil {
				return nil, fmt.Errorf("%s at %d Hz: %w", s.Name, rate, err)
			}
			most = max(most, d)
		}
		list = append(list, most)
	}
	return list, nil
}

// difference returns the largest difference of a signal's probabilities.
func difference(m *vad.Model, r *reference.Runtime, rate int, pcm []float32) (float64, error) {
	got, err := m.Probabilities(context.Background(), pcm, rate)
	if err != nil {
		return 0, err
	}
	want, err := r.Run(rate, pcm)
	if err != nil {
		return 0, err
	}
	return reference.Difference(got, want.Probs)
}
