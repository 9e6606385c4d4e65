package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gosilero/vad/internal/markdown"
)

// writeHeader prints the machine, the versions, the command, and how near the results
// are to ONNX Runtime's.
func writeHeader(w io.Writer, h header, results []result) {
	fmt.Fprintf(w, "CPU: %s  \nGo: %s; kernels: %s; ONNX Runtime: %s, one thread per session, all graph optimisations  \n", h.cpu, h.goVersion, h.implementation, h.ortVersion)
	fmt.Fprintf(w, "Command: `%s`  \nLargest difference between the probabilities: %.1e\n", h.command, largestDifference(results))
}

// header holds what is printed above the tables.
type header struct {
	cpu, goVersion, implementation, ortVersion, command string
}

// writeResults prints the results of one rate as a Markdown table.
func writeResults(w io.Writer, sampleRate int, results []result) {
	fmt.Fprintf(w, "\n**%d kHz**, µs per window of 32 ms, best chunk / median chunk; how many times faster we are, by best / by median\n\n", sampleRate/1000)
	t := newResultTable(w)
	for _, r := range results {
		if r.SampleRate == sampleRate {
			t.row(r.Title, r)
		}
	}
	t.Flush()
}

// writeV4 prints the results of v4 at all rates as a Markdown table.
func writeV4(w io.Writer, results []result) {
	fmt.Fprintf(w, "\n**v4**, µs per window of the given number of samples, columns as above; largest difference between the probabilities: %.1e\n\n", largestDifference(results))
	t := newResultTable(w)
	isBusy := false
	for _, r := range results {
		t.row(fmt.Sprintf("%d kHz, %d: %s", r.SampleRate/1000, r.Window, r.Title), r)
		isBusy = isBusy || busy(r.Ours) || busy(r.Base)
	}
	t.Flush()
	if isBusy {
		fmt.Fprintf(w, "\n%s\n", busyNote)
	}
}

// resultTable is a Markdown table with a row for each result.
type resultTable struct{ markdown.Table }

func newResultTable(w io.Writer) resultTable {
	return resultTable{markdown.NewTable(w, "", "ours", "ORT, one window", "faster", "ORT, same streams and threads", "faster", "audio s per CPU s: ours", "ORT")}
}

func (t resultTable) row(title string, r result) {
	same, ratio, peer := "", "", &r.Base
	if r.Peer != nil {
		peer = r.Peer
		same, ratio = times(*peer), faster(r.Ours, *peer)
	}
	t.Row(title, times(r.Ours), times(r.Base), faster(r.Ours, r.Base), same, ratio, perCPU(r.Ours), perCPU(*peer))
}

// headlines are the cases in the README, and their titles there.
var headlines = []struct{ title, readme string }{
	{"one window", "a live stream, a window at a time"},
	{"file", "a recording"},
	{"batch of 16", "16 live streams in a batch"},
}

// writeSummary prints the README's lines: times at 16 kHz, ONNX Runtime's with as
// many streams at once as ours where it takes them. It prints nothing if one of the
// cases was not measured.
func writeSummary(w io.Writer, h header, results []result) {
	var rows [][]string
	isBusy := false
	for _, line := range headlines {
		i := slices.IndexFunc(results, func(r result) bool { return r.SampleRate == 16000 && r.Title == line.title })
		if i < 0 {
			return
		}
		r := results[i]
		other := r.Base
		if r.Peer != nil {
			other = *r.Peer
		}
		isBusy = isBusy || busy(r.Ours) || busy(other)
		rows = append(rows, []string{line.readme, times(r.Ours), times(other), faster(r.Ours, other)})
	}
	t := markdown.NewTable(w, "µs per 32 ms window, one thread, best / median", "this library", "ONNX Runtime", "times faster")
	for _, row := range rows {
		t.Row(row...)
	}
	t.Flush()
	fmt.Fprintf(w, "\n16 kHz; %s; %s kernels; %s; ONNX Runtime %s through its C API.\n", h.cpu, h.implementation, h.goVersion, h.ortVersion)
	if isBusy {
		fmt.Fprintln(w, busyNote)
	}
}

// busyNote is printed below times of which one is busy.
const busyNote = "Other programs used the processors at the same time: compare the best times only."

// busy reports whether the median is so far from the best time that other work
// must have slowed it down.
func busy(f figures) bool { return f.Median > 1.5*f.Best }

// times formats best and median time.
func times(f figures) string { return fmt.Sprintf("%.1f / %.1f", f.Best, f.Median) }

// perCPU formats the seconds of audio per second of processor time, as nothing if
// that was not measured.
func perCPU(f figures) string {
	if f.AudioPerCPU == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", f.AudioPerCPU)
}

// faster formats how many times as long the other side takes.
func faster(ours, other figures) string {
	return fmt.Sprintf("%s / %s", factor(other.Best/ours.Best), factor(other.Median/ours.Median))
}

// factor formats a ratio with two significant digits or more.
func factor(x float64) string {
	if x < 2 {
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.1f", x)
}
