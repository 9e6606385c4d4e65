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
)

// stageRow is a stage of the network: what the table calls it, and what
// BenchmarkStages of package model calls it.
type stageRow struct{ title, metric string }

var stageRows = []stageRow{
	{"states and windows in, mirrored end", "input"},
	{"STFT: window, real FFT, magnitudes", "stft"},
	{"conv1", "conv1"},
	{"conv2", "conv2"},
	{"conv3 + conv4", "conv3+4"},
	{"LSTM: W_ih*x ahead of the recurrence", "project"},
	{"LSTM: the other sums", "sums"},
	{"LSTM: gates", "gates"},
	{"decoder, states out", "decode"},
}

// stageColumn is one way through the network: µs per window by metric, over
// the runs of the benchmark.
type stageColumn struct {
	name string
	runs map[string][]float64
}

// stageRuns is how often the benchmark of the stages is repeated.
const stageRuns = "5"

// measureStages runs BenchmarkStages of package model, which has the clocks
// that the network itself does without.
func measureStages() ([]stageColumn, error) {
	cmd := exec.Command("go", "test", "-run=^$", "-bench=^BenchmarkStages$", "-count="+stageRuns, "./model")
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	return parseStages(bytes.NewReader(output))
}

var stageLine = regexp.MustCompile(`^BenchmarkStages/([^\s-]+)(?:-\d+)?\s+\d+\s+(.*)$`)

// parseStages reads the output of BenchmarkStages: lines of a name, a count
// and pairs of a value and its unit.
func parseStages(output io.Reader) ([]stageColumn, error) {
	var columns []stageColumn
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		match := stageLine.FindStringSubmatch(lines.Text())
		if match == nil {
			continue
		}
		if len(columns) == 0 || columns[len(columns)-1].name != match[1] {
			columns = append(columns, stageColumn{match[1], map[string][]float64{}})
		}
		runs := columns[len(columns)-1].runs
		fields := strings.Fields(match[2])
		for i := 0; i+1 < len(fields); i += 2 {
			metric, isStage := strings.CutSuffix(fields[i+1], "-us/window")
			if !isStage {
				continue
			}
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("stages: %w", err)
			}
			runs[metric] = append(runs[metric], v)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	return columns, checkStages(columns)
}

// checkStages returns an error if a stage is missing: the benchmark and this
// table have drifted apart.
func checkStages(columns []stageColumn) error {
	if len(columns) == 0 {
		return fmt.Errorf("stages: no line of BenchmarkStages")
	}
	for _, c := range columns {
		for _, row := range stageRows {
			if len(c.runs[row.metric]) == 0 {
				return fmt.Errorf("stages: no %s in %s", row.metric, c.name)
			}
		}
		if len(c.runs) != len(stageRows) {
			return fmt.Errorf("stages: %d stages in %s, want %d", len(c.runs), c.name, len(stageRows))
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
	t := newTable(w, names...)
	sums := make([]float64, len(columns))
	for _, row := range stageRows {
		cells := []string{row.title}
		for i, c := range columns {
			best, _ := bestMedian(c.runs[row.metric])
			sums[i] += best
			cells = append(cells, microseconds(best))
		}
		t.row(cells...)
	}
	cells := []string{"all"}
	for _, sum := range sums {
		cells = append(cells, microseconds(sum))
	}
	t.row(cells...)
	t.flush()
}

// microseconds shows the time of a stage; nothing for one that is not there.
func microseconds(t float64) string {
	if t == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", t)
}
