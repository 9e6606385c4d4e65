package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	segments "github.com/gosilero/vad/segment"
)

// build returns the module with the weights inside.
func build(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vad.wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-tags", "nojson", "-o", path, "./web/reactor")
	cmd.Dir = "../../.."
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	module, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// TestRun compares what the module finds with what the library finds.
func TestRun(t *testing.T) {
	module := build(t)
	wav, err := os.ReadFile("../../../testdata/speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	data := wav[44:]
	var out strings.Builder
	if err := run(context.Background(), module, bytes.NewReader(data), &out); err != nil {
		t.Fatal(err)
	}

	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	pcm := make([]float32, len(data)/2)
	for i := range pcm {
		pcm[i] = float32(int16(binary.LittleEndian.Uint16(data[2*i:]))) / (1 << 15)
	}
	found, err := m.Segments(context.Background(), pcm, sampleRate, segments.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, s := range found {
		line := fmt.Sprintf("%.3f to %.3f was speech, ", float64(s.Start)/sampleRate, float64(s.End)/sampleRate)
		if !strings.Contains(out.String(), line) {
			t.Errorf("got %q, want a line that begins %q", out.String(), line)
		}
		want++
	}
	if got := strings.Count(out.String(), "was speech"); got != want || want == 0 {
		t.Errorf("got %d segments, want %d", got, want)
	}
}

// TestError: the text of an error comes from the module.
func TestError(t *testing.T) {
	ctx := context.Background()
	p, err := load(ctx, build(t))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close(ctx)
	if _, err := p.call(ctx, "vad_window", p.model, 44100); err == nil || !strings.Contains(err.Error(), "vad: unsupported sample rate: got 44100 Hz") {
		t.Errorf("got %v, want an unsupported sample rate", err)
	}
}
