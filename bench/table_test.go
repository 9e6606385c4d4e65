package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/bench/internal/footprint"
)

func TestWriteResults(t *testing.T) {
	peer := figures{Best: 52, Median: 55, AudioPerCPU: 615}
	results := []result{
		{SampleRate: 16000, Title: "one window", Ours: figures{Best: 14, Median: 15, AudioPerCPU: 2250},
			Base: figures{Best: 115.6, Median: 140.5, AudioPerCPU: 270}},
		{SampleRate: 8000, Title: "not this one"},
		{SampleRate: 16000, Title: "batch of 32", Ours: figures{Best: 80, Median: 110, AudioPerCPU: 3700},
			Base: figures{Best: 120, Median: 121, AudioPerCPU: 270}, Peer: &peer},
		{SampleRate: 16000, Title: "cold", Ours: figures{Best: 40, Median: 51}, Base: figures{Best: 280, Median: 408}},
	}
	var b strings.Builder
	writeResults(&b, 16000, results)
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	want := []string{
		"| | ours | ORT, one window | faster | ORT, same streams and threads | faster | audio s per CPU s: ours | ORT |",
		"| --- | --- | --- | --- | --- | --- | --- | --- |",
		"| one window | 14.0 / 15.0 | 115.6 / 140.5 | 8.3 / 9.4 | | | 2250 | 270 |",
		"| batch of 32 | 80.0 / 110.0 | 120.0 / 121.0 | 1.50 / 1.10 | 52.0 / 55.0 | 0.65 / 0.50 | 3700 | 615 |",
		"| cold | 40.0 / 51.0 | 280.0 / 408.0 | 7.0 / 8.0 | | | | |",
	}
	if len(lines) != 2+len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(lines), 2+len(want), b.String())
	}
	for i, line := range lines[2:] {
		if got := strings.Join(strings.Fields(line), " "); got != want[i] {
			t.Errorf("line %d: got %s\nwant %s", i, got, want[i])
		}
		if len(line) != len(lines[2]) {
			t.Errorf("line %d has %d characters, want %d as the first:\n%s", i, len(line), len(lines[2]), line)
		}
	}
}

func TestWriteV4(t *testing.T) {
	peer := figures{Best: 40, Median: 50, AudioPerCPU: 1600}
	var b strings.Builder
	writeV4(&b, []result{
		{V4: true, SampleRate: 16000, Window: 512, Title: "one window", Ours: figures{Best: 20, Median: 25, AudioPerCPU: 1500},
			Base: figures{Best: 100, Median: 150, AudioPerCPU: 300}, Difference: 1e-6},
		{V4: true, SampleRate: 8000, Window: 768, Title: "batch of 16", Ours: figures{Best: 10, Median: 10, AudioPerCPU: 9600},
			Base: figures{Best: 90, Median: 90, AudioPerCPU: 1000}, Peer: &peer, Difference: 3e-6},
	})
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"largest difference between the probabilities: 3.0e-06",
		"| 16 kHz, 512: one window | 20.0 / 25.0 | 100.0 / 150.0 | 5.0 / 6.0 | | | 1500 | 300 |",
		"| 8 kHz, 768: batch of 16 | 10.0 / 10.0 | 90.0 / 90.0 | 9.0 / 9.0 | 40.0 / 50.0 | 4.0 / 5.0 | 9600 | 1600 |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(text, busyNote) {
		t.Errorf("other programs at the same time:\n%s", b.String())
	}
	b.Reset()
	writeV4(&b, []result{{Ours: figures{Best: 20, Median: 31}}})
	if !strings.HasSuffix(b.String(), "|\n\n"+busyNote+"\n") {
		t.Errorf("no other programs at the same time:\n%s", b.String())
	}
}

func TestWriteSummary(t *testing.T) {
	results := []result{
		{SampleRate: 8000, Title: "one window", Ours: figures{Median: 1}, Base: figures{Median: 1}},
		{SampleRate: 16000, Title: "one window", Ours: figures{Best: 14, Median: 15}, Base: figures{Best: 98, Median: 141}},
		{SampleRate: 16000, Title: "batch of 16", Ours: figures{Best: 8, Median: 10}, Base: figures{Best: 99, Median: 120}, Peer: &figures{Best: 52, Median: 55}},
	}
	var b strings.Builder
	writeSummary(&b, header{}, results)
	if b.Len() > 0 {
		t.Errorf("without a recording: %s", b.String())
	}
	results = append(results, result{SampleRate: 16000, Title: "file", Ours: figures{Best: 8, Median: 9}, Base: figures{Best: 100, Median: 108}})
	h := header{cpu: "1 x CPU", implementation: "avx2", goVersion: "go1", ortVersion: "1.30.0"}
	want := []string{
		"| a live stream, a window at a time | 14.0 / 15.0 | 98.0 / 141.0 | 7.0 / 9.4 |",
		"| a recording | 8.0 / 9.0 | 100.0 / 108.0 | 12.5 / 12.0 |",
		"| 16 live streams in a batch | 8.0 / 10.0 | 52.0 / 55.0 | 6.5 / 5.5 |",
		"",
		"16 kHz; 1 x CPU; avx2 kernels; go1; ONNX Runtime 1.30.0 through its C API.",
	}
	check := func() {
		t.Helper()
		b.Reset()
		writeSummary(&b, h, results)
		lines := strings.Split(strings.TrimSpace(b.String()), "\n")[2:]
		for i, line := range lines {
			lines[i] = strings.Join(strings.Fields(line), " ")
		}
		if !slices.Equal(lines, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
		}
	}
	check()
	results[1].Base.Median = 148 // slowed down
	want[0] = "| a live stream, a window at a time | 14.0 / 15.0 | 98.0 / 148.0 | 7.0 / 9.9 |"
	want = append(want, "Other programs used the processors at the same time: compare the best times only.")
	check()
}

func TestWriteFootprints(t *testing.T) {
	var b strings.Builder
	writeFootprints(&b, []*footprints{{title: "ours", reports: []footprint.Report{
		{Load: 3 * time.Millisecond, Resident: 9e6, Peak: 11e6},
		{Load: 1500 * time.Microsecond, Resident: 8e6, Peak: 12e6},
		{Load: 2 * time.Millisecond, Resident: 10e6, Peak: 10e6},
	}}})
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	want := "| ours | | 1.5 / 2.0 | 8.0 / 9.0 | 10.0 / 11.0 |"
	if got := strings.Join(strings.Fields(lines[len(lines)-1]), " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
