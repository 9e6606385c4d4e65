package main

import (
	"context"
	"math"
	"strings"
	"testing"
)

// TestBench checks that every figure is there, not how good it is.
func TestBench(t *testing.T) {
	list := decodeJSON[figures](t, mustRun(t, "bench", "--time=1ms", "-f", "json"))
	if len(list) != 2 {
		t.Fatalf("got %v", list)
	}
	for _, f := range list {
		if f.Window <= 0 || f.WindowP99 < f.Window || f.Batch <= 0 || f.File <= 0 || f.Speed <= 0 {
			t.Errorf("%+v", f)
		}
	}
	if _, stderr, status := vadRun("bench", "--time=0s"); status != statusUsage {
		t.Errorf("status %d: %s", status, stderr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, status := vadRunInput(ctx, strings.NewReader(""), "bench"); status != statusInterrupted {
		t.Errorf("status %d when interrupted", status)
	}
}

// TestBenchFiles measures recordings, and names what is none.
func TestBenchFiles(t *testing.T) {
	const stereo = "../../audio/testdata/click24.flac"
	list := decodeJSON[fileFigures](t, mustRun(t, "bench", "--time=1ms", "-f", "json", speech, stereo))
	if len(list) != 2 {
		t.Fatalf("got %d figures, want 2", len(list))
	}
	for i, want := range []fileFigures{
		{File: speech, Kind: "WAV", SampleRate: 16000, Channels: 1, Duration: 18.89},
		{File: stereo, Kind: "FLAC", SampleRate: 48000, Channels: 2, Duration: 1},
	} {
		f := list[i]
		if f.File != want.File || f.Kind != want.Kind || f.SampleRate != want.SampleRate || f.Channels != want.Channels || f.Duration != want.Duration {
			t.Errorf("got %+v, want %+v", f, want)
		}
		if f.Whole <= 0 || f.Inference <= 0 || f.Ratio <= 0 || math.Abs(f.Speed*f.Whole/f.Duration-1) > 1e-9 {
			t.Errorf("figures make no sense: %+v", f)
		}
	}
	if text := mustRun(t, "bench", "--time=1ms", stereo); !strings.HasPrefix(text, stereo+": FLAC, 48000 Hz, 2 channels, 1.0 s; v6, ") {
		t.Errorf("text is %q", text)
	}

	for _, test := range []struct {
		name, stderr string
		status       int
	}{
		{"nothing.wav", "nothing.wav: no such file", statusFailed},
		{t.TempDir(), "is a folder", statusFailed},
		{"guide_test.go", "not a known kind of audio", statusFailed},
		{"-", "standard input cannot be read over and over", statusUsage},
	} {
		if _, stderr, status := vadRun("bench", test.name); status != test.status || !strings.Contains(stderr, test.stderr) {
			t.Errorf("%s: status %d, %q, want %d and %q", test.name, status, stderr, test.status, test.stderr)
		}
	}
	out, _, status := vadRun("bench", "--time=1ms", "-f", "json", "nothing.wav", stereo)
	if list := decodeJSON[fileFigures](t, out); status != statusFailed || len(list) != 1 || list[0].File != stereo {
		t.Errorf("after one that is missing: status %d, %s", status, out)
	}
	empty := wavFile(t, 16000, nil)
	if _, stderr, status := vadRun("bench", empty); status != statusFailed || !strings.Contains(stderr, "no samples to measure") {
		t.Errorf("no samples: status %d, %q", status, stderr)
	}
}
