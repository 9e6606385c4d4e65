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

// stageTable is the table of a network's stages.
type stageTable struct {
	benchmark string // of package model
	what      string // the title's words after "Stages"
	rows      []stageRow
}

// stageTables are the tables of v6, and of v4, whose columns are the sizes of windows.
var (
	stagesV6 = stageTable{benchmark: "BenchmarkLayers", what: "at 16 kHz", rows: stageRowsV6}
	stagesV4 = stageTable{benchmark: "BenchmarkLayersV4", what: "of v4 at 16 kHz, one window of 512, 1024 and 1536 samples", rows: stageRowsV4}
)

// stageRow is a stage of the network: its title in the table, and the layer's
// name in the benchmark.
type stageRow struct {
	title, layer string
	fileOnly     bool // only a pass through a file has it
}

var stageRowsV6 = []stageRow{
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

var stageRowsV4 = []stageRow{
	{title: "window in, mirrored ends", layer: "input"},
	{title: "transform", layer: "stft"},
	{title: "magnitudes, logarithms", layer: "normalize"},
	{title: "block 1", layer: "block1"},
	{title: "block 2", layer: "block2"},
	{title: "block 3", layer: "block3"},
	{title: "block 4", layer: "block4"},
	{title: "LSTM: sums", layer: "sums"},
	{title: "LSTM: gates", layer: "gates"},
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

// measure runs the benchmark.
func (t *stageTable) measure() ([]stageColumn, error) {
	cmd := exec.Command("go", "test", "-run=^$", "-bench=^"+t.benchmark+"$", "-benchtime=100ms", "-count="+stageRuns, "./model")
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	return t.parse(bytes.NewReader(output))
}

var stageLine = regexp.MustCompile(`^Benchmark\w+/([^/\s]+)/([^/\s-]+)(?:-\d+)?\s+\d+\s+(\S+) ns/window`)

// parse reads the output of the benchmark, a line for each layer of each way through
// the network.
func (t *stageTable) parse(output io.Reader) ([]stageColumn, error) {
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
	return columns, t.check(columns)
}

// check returns an error if a layer is missing or has no row: then the benchmark and
// this table have drifted apart.
func (t *stageTable) check(columns []stageColumn) error {
	if len(columns) == 0 {
		return fmt.Errorf("stages: no line of %s", t.benchmark)
	}
	for _, c := range columns {
		known := 0
		for _, row := range t.rows {
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

// write prints the stages as a Markdown table, the best of the runs for each.
func (t *stageTable) write(w io.Writer, columns []stageColumn) {
	fmt.Fprintf(w, "\n**Stages** %s, µs per window, the median of all passes in the best of %s runs\n\n", t.what, stageRuns)
	names := []string{""}
	for _, c := range columns {
		names = append(names, c.name)
	}
	table := markdown.NewTable(w, names...)
	sums := make([]float64, len(columns))
	for _, row := range t.rows {
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
		table.Row(cells...)
	}
	cells := []string{"all"}
	for _, sum := range sums {
		cells = append(cells, microseconds(sum))
	}
	table.Row(cells...)
	table.Flush()
}

// microseconds formats a time in ns as µs.
func microseconds(ns float64) string { return fmt.Sprintf("%.2f", ns/1e3) }
