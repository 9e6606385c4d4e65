package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/gosilero/vad/bench/internal/footprint"
	"github.com/gosilero/vad/internal/markdown"
)

// footprints are the reports of one minimal program, one per start.
type footprints struct {
	title   string
	program string
	reports []footprint.Report
}

// measureFootprints starts the minimal programs in turns, the given number of times.
func measureFootprints(rounds int) ([]*footprints, error) {
	all := []*footprints{
		{title: "ours", program: "footprint-vad"},
		{title: "ONNX Runtime", program: "footprint-ort"},
	}
	for range rounds {
		for _, f := range all {
			report, err := runFootprint(f.program)
			if err != nil {
				return nil, err
			}
			f.reports = append(f.reports, report)
		}
	}
	return all, nil
}

func runFootprint(program string) (r footprint.Report, err error) {
	path, err := sibling(program)
	if err != nil {
		return r, err
	}
	cmd := exec.Command(path)
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return r, fmt.Errorf("%s: %w", program, err)
	}
	if err := json.Unmarshal(output, &r); err != nil {
		return r, fmt.Errorf("%s: %w", program, err)
	}
	return r, nil
}

// writeFootprints prints load time and memory as a Markdown table.
func writeFootprints(w io.Writer, all []*footprints) {
	fmt.Fprintf(w, "\n**Loading and memory** of the smallest program that computes %d windows at 16 kHz, both in Go; best / median of the starts\n\n", footprint.Windows)
	t := markdown.NewTable(w, "", "shared library, ms", "model, ms", "resident, MB", "peak, MB")
	for _, f := range all {
		t.Row(f.title,
			f.column(func(r footprint.Report) float64 { return milliseconds(r.Library) }),
			f.column(func(r footprint.Report) float64 { return milliseconds(r.Load) }),
			f.column(func(r footprint.Report) float64 { return megabytes(r.Resident) }),
			f.column(func(r footprint.Report) float64 { return megabytes(r.Peak) }))
	}
	t.Flush()
}

// column formats the best and the median of one value, as nothing if all are 0.
func (f *footprints) column(value func(footprint.Report) float64) string {
	values := make([]float64, len(f.reports))
	for i, r := range f.reports {
		values[i] = value(r)
	}
	best, median := bestMedian(values)
	if median == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f / %.1f", best, median)
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1e3 }

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }
