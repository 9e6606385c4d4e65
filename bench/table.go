package main

import (
	"fmt"
	"io"

	"github.com/gosilero/vad/bench/internal/markdown"
)

// writeHeader prints the machine, the versions and the command.
func writeHeader(w io.Writer, h header) {
	fmt.Fprintf(w, "CPU: %s  \nGo: %s; kernels: %s; ONNX Runtime: %s, one thread per session, all graph optimisations  \n", h.cpu, h.goVersion, h.implementation, h.ortVersion)
	fmt.Fprintf(w, "Command: `%s`  \nLargest difference between the probabilities: %.1e\n", h.command, h.difference)
}

// header holds what is printed above the tables.
type header struct {
	cpu, goVersion, implementation, ortVersion, command string
	difference                                          float64
}

// writeResults prints the results of one rate as a Markdown table.
func writeResults(w io.Writer, sampleRate int, results []result) {
	fmt.Fprintf(w, "\n**%d kHz**, µs per window of 32 ms, best chunk / median chunk; how many times faster we are, by best / by median\n\n", sampleRate/1000)
	t := markdown.NewTable(w, "", "ours", "ORT, one window", "faster", "ORT, same streams and threads", "faster", "audio s per CPU s: ours", "ORT")
	for _, r := range results {
		if r.SampleRate != sampleRate {
			continue
		}
		same, ratio, peer := "", "", &r.Base
		if r.Peer != nil {
			peer = r.Peer
			same, ratio = times(*peer), faster(r.Ours, *peer)
		}
		t.Row(r.Title, times(r.Ours), times(r.Base), faster(r.Ours, r.Base), same, ratio,
			perCPU(r.Ours), perCPU(*peer))
	}
	t.Flush()
}

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
