// Accuracy prints how far this library's probabilities are from ONNX Runtime's, as
// the regions of README.md and docs/accuracy.md:
//
//	go run ./internal/reference/accuracy            # the goldens, recorded and live, and kinds of signals
//	go run ./internal/reference/accuracy -kinds     # those alone
//	go run ./internal/reference/accuracy -draws 8   # eight draws of those
//	go run ./internal/reference/accuracy -draws 8 noise music
//	go run ./internal/reference/accuracy FOLDER...  # recordings
//	go run ./internal/reference/accuracy -releases v6 FOLDER...
//
// What was recorded needs Go alone. The rest runs ONNX Runtime, and the network in
// float64, at the same time.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

var releases = map[string]func() *weights.Weights{"v6": weights.V6, "v5": weights.V5, "v4": weights.V4}

func main() {
	names := flag.String("releases", strings.Join(reference.Releases, ","), "which to run, for recordings")
	kinds := flag.Bool("kinds", false, "print the figures for each kind of signal alone")
	draws := flag.Int("draws", 0, "print for this `number` of draws of each kind in how many this library is farther from float64 than ONNX Runtime")
	flag.Parse()
	part := func(w io.Writer) error { return run(w, strings.Split(*names, ","), flag.Args()) }
	switch {
	case *draws > 0:
		part = func(w io.Writer) error { return runDraws(w, *draws, flag.Args()) }
	case *kinds:
		part = runKinds
	}
	if err := part(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

// run prints the figures of some releases on the recordings in folders, or without
// any those of all on the goldens.
func run(w io.Writer, names, folders []string) error {
	if len(folders) > 0 {
		list, err := measure(names, recordings(folders))
		if err == nil {
			writeFigures(w, list)
		}
		return err
	}
	if err := recorded(w); err != nil {
		return err
	}
	list, err := measure(reference.Releases, goldenSignals)
	if err != nil {
		return err
	}
	docs.Print(w, "make accuracy: figures", func(w io.Writer) { writeFigures(w, list) })
	return runKinds(w)
}

// runKinds prints the figures for each kind of signal.
func runKinds(w io.Writer) error {
	list, err := measureKinds(0, nil)
	if err == nil {
		docs.Print(w, "make accuracy: kinds", func(w io.Writer) { writeKinds(w, list) })
	}
	return err
}

// column is one release at one rate: the largest difference for each signal.
type column struct {
	name    string
	signals []float64 // in the order of reference.SignalNames
}

// recorded prints how far the probabilities are from the recorded ones.
func recorded(w io.Writer) error {
	var columns []column
	windows, largest := 0, 0.0
	for _, release := range reference.Releases {
		m, err := vad.Load(releases[release]())
		if err != nil {
			return err
		}
		for _, rate := range reference.Rates {
			goldens, err := reference.Goldens(release, rate)
			if err != nil {
				return err
			}
			c := column{name: fmt.Sprintf("%s, %d kHz", release, rate/1000)}
			for _, g := range goldens {
				d, err := difference(m, rate, g)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", c.name, g.Name, err)
				}
				c.signals = append(c.signals, d)
				windows, largest = windows+len(g.Probs), max(largest, d)
			}
			columns = append(columns, c)
		}
	}
	docs.Print(w, "make accuracy: largest", func(w io.Writer) {
		fmt.Fprintf(w, "Probabilities are within %.1e of ONNX Runtime %s's, over %d recorded windows of %d signals (%s kernels, %s).\n",
			largest, reference.Version, windows, len(reference.SignalNames), ops.Implementation(), runtime.GOARCH)
	})
	docs.Print(w, "make accuracy: goldens", func(w io.Writer) { writeTable(w, columns) })
	return nil
}

// writeTable prints a row for each signal.
func writeTable(w io.Writer, columns []column) {
	names := []string{""}
	for _, c := range columns {
		names = append(names, c.name)
	}
	t := markdown.NewTable(w, names...)
	for i, signal := range reference.SignalNames {
		cells := []string{signal}
		for _, c := range columns {
			cells = append(cells, fmt.Sprintf("%.1e", c.signals[i]))
		}
		t.Row(cells...)
	}
	t.Flush()
}

// difference returns the largest difference between the probabilities of a
// signal and the recorded ones.
func difference(m *vad.Model, rate int, g reference.Golden) (float64, error) {
	probs, err := m.Probabilities(context.Background(), g.PCM, rate)
	if err != nil {
		return 0, err
	}
	return reference.Difference(probs, g.Probs)
}
