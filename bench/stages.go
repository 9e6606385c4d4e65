package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/gosilero/vad/internal/markdown"
)

// stageRow is a stage of the network: its title in the table, and the layer's
// name in BenchmarkLayers of package model.
type stageRow struct {
	title, layer string
	fileOnly     bool // only a pass through a file has it
}

var stageRows = []stageRow{
	{title: "states and windows in, mirrored end", layer: "input"},
	{title: "STFT: window, real FFT, magnitudes", layer: "stft"},
	{title: "conv1", layer: "conv1"},
	{title: "conv2", layer: "conv2"},
	{title: "conv3", layer: "conv3"},
	{title: "conv4", layer: "conv4"},
	{title: "LSTM: W_ih*x ahead of the recurrence", layer: "project", fileOnly: true},
	{title: "LSTM: the other sums", layer: "sums"},
	{title: "LSTM: gates, states out", layer: "gates"},
	{title: "decoder", layer: "decode"},
}

// stageColumn is one way through the network: ns per window by layer, over the
// runs of the benchmark.
type stageColumn struct {
	name string
	runs map[string][]float64
}

// stageRuns is how often the benchmark of the layers is repeated.
const stageRuns = "5"

// measureStages runs BenchmarkLayers of package model.
func measureStages() ([]stageColumn, error) {
	cmd := exec.Command("go", "test", "-run=^$", "-bench=^BenchmarkLayers$", "-benchtime=100ms", "-count="+stageRuns, "./model")
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	return parseStages(bytes.NewReader(output))
}

var stageLine = regexp.MustCompile(`^BenchmarkLayers/([^/\s]+)/([^/\s-]+)(?:-\d+)?\s+\d+\s+(\S+) ns/window`)

// parseStages reads the output of BenchmarkLayers, a line for each layer of each
// way through the network.
func parseStages(output io.Reader) ([]stageColumn, error) {
	var columns []stageColumn
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		match := stageLine.FindStringSubmatch(lines.Text())
		if match == nil {
			continue
		}
		v, err := strconv.ParseFloat(match[3], 64)
		if err != nil {
			return nil, fmt.Errorf("stages: %w", err)
		}
		if len(columns) == 0 || columns[len(columns)-1].name != match[1] {
			columns = append(columns, stageColumn{match[1], map[string][]float64{}})
		}
		runs := columns[len(columns)-1].runs
		runs[match[2]] = append(runs[match[2]], v)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	return columns, checkStages(columns)
}

// checkStages returns an error if a layer is missing or has no row: then the
// benchmark and this table have drifted apart.
func checkStages(columns []stageColumn) error {
	if len(columns) == 0 {
		return fmt.Errorf("stages: no line of BenchmarkLayers")
	}
	for _, c := range columns {
		known := 0
		for _, row := range stageRows {
			has := len(c.runs[row.layer]) > 0
			if want := !row.fileOnly || strings.HasPrefix(c.name, "file"); has != want {
				return fmt.Errorf("stages: layer %s in %s: %t, want %t", row.layer, c.name, has, want)
			}
			if has {
				known++
			}
		}
		if len(c.runs) != known {
			return fmt.Errorf("stages: %d layers in %s, want %d", len(c.runs), c.name, known)
		}
	}
	return nil
}

// writeStages prints the stages as a Markdown table, the best of the runs for
// each.
func writeStages(w io.Writer, columns []stageColumn) {
	fmt.Fprintf(w, "\n**Stages** at 16 kHz, µs per window, the median of all passes in the best of %s runs\n\n", stageRuns)
	names := []string{""}
	for _, c := range columns {
		names = append(names, c.name)
	}
	t := markdown.NewTable(w, names...)
	sums := make([]float64, len(columns))
	for _, row := range stageRows {
		cells := []string{row.title}
		for i, c := range columns {
			runs := c.runs[row.layer]
			if len(runs) == 0 {
				cells = append(cells, "")
				continue
			}
			best, _ := bestMedian(runs)
			sums[i] += best
			cells = append(cells, microseconds(best))
		}
		t.Row(cells...)
	}
	cells := []string{"all"}
	for _, sum := range sums {
		cells = append(cells, microseconds(sum))
	}
	t.Row(cells...)
	t.Flush()
}

// microseconds formats a time in ns as µs.
func microseconds(ns float64) string { return fmt.Sprintf("%.2f", ns/1e3) }
