package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	vad "github.com/gosilero/vad"
)

// TestProbs checks that every format holds what the library computes.
func TestProbs(t *testing.T) {
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.Probabilities(context.Background(), samplesOf(t, speech), 16000)
	if err != nil {
		t.Fatal(err)
	}

	j := decodeJSON[storedProbs](t, mustRun(t, "probs", "-f", "json", speech))[0]
	if j.File != speech || j.SampleRate != 16000 || j.Window != 512 || j.Samples != 302240 ||
		j.InputSampleRate != 16000 || j.InputSamples != 302240 || !slices.Equal(j.Probabilities, want) {
		t.Errorf("json differs: %s, %d Hz, windows of %d, %d samples", j.File, j.SampleRate, j.Window, j.Samples)
	}

	rows, err := csv.NewReader(strings.NewReader(mustRun(t, "probs", speech))).ReadAll()
	if err != nil || len(rows) != len(want)+1 || strings.Join(rows[0], ",")+"\n" != probsHeader {
		t.Fatalf("csv: %v, %d rows", err, len(rows))
	}
	for i, row := range rows[1:] {
		p, err := strconv.ParseFloat(row[2], 32)
		if err != nil || float32(p) != want[i] || row[1] != strconv.FormatFloat(float64(i)*0.032, 'f', 3, 64) || row[0] != speech {
			t.Fatalf("window %d: %v, want %v", i, row, want[i])
		}
	}

	for _, npy := range []string{
		mustRun(t, "probs", "-f", "npy", speech),
		func() string {
			folder := t.TempDir()
			mustRun(t, "probs", "-f", "npy", "-o", folder, speech)
			return contents(t, filepath.Join(folder, "speech.npy"))
		}(),
	} {
		const header = "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (591,), }"
		if !strings.HasPrefix(npy, header) || npy[127] != '\n' || len(npy) != 128+4*len(want) {
			t.Fatalf("npy has %d bytes and begins with %q", len(npy), npy[:128])
		}
		got := make([]float32, len(want))
		if err := binary.Read(strings.NewReader(npy[128:]), binary.LittleEndian, got); err != nil || !slices.Equal(got, want) {
			t.Errorf("npy differs: %v", err)
		}
	}
}

// TestStored checks that stored probabilities give the same segments.
func TestStored(t *testing.T) {
	mulaw := string(bytes.Repeat([]byte{0xff, 0x7f, 0x80}, 30_000))
	want := mustRun(t, "detect", "--max-speech=3s", speech, "../../testdata/voices.wav")
	stored := mustRun(t, "probs", "-f", "json", speech, "../../testdata/voices.wav")
	if got := mustRun(t, "detect", "--max-speech=3s", "--probs", file(t, "p.json", stored)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	out, _, _ := vadRunInput(context.Background(), strings.NewReader(stored), "detect", "--max-speech=3s", "--probs", "-")
	if out != want {
		t.Errorf("from a pipe: got\n%s\nwant\n%s", out, want)
	}
	raw := file(t, "x.ul", mulaw)
	want = mustRun(t, "detect", "--raw=mulaw", "--rate=11025", "--threshold=0.01", raw)
	stored = mustRun(t, "probs", "-f", "json", "--raw=mulaw", "--rate=11025", raw)
	if got := mustRun(t, "detect", "--threshold=0.01", "--probs", file(t, "p.json", stored)); got != want {
		t.Errorf("at 11025 Hz: got\n%s\nwant\n%s", got, want)
	}
}

func TestStoredDamaged(t *testing.T) {
	tests := []string{
		``, `{`, `[]`, `{}`,
		`{"sample_rate":16000,"window":0,"probabilities":[]}`,
		`{"sample_rate":-1,"window":512,"probabilities":[]}`,
		`{"sample_rate":16000,"window":512,"samples":-5,"probabilities":[]}`,
		`{"sample_rate":16000,"window":512,"samples":512,"input_samples":9223372036854775807,"input_sample_rate":1,"probabilities":[0]}`,
		`{"sample_rate":16000,"window":512,"probabilities":["x"]}`,
	}
	for _, text := range tests {
		if _, err := readStored(context.Background(), file(t, "p.json", text), terminal{}); !errors.Is(err, errStored) {
			t.Errorf("%s: %v", text, err)
		}
	}
	// Valid JSON whose values do not fit together; the library reports it.
	for _, text := range []string{
		`{"sample_rate":44100,"window":512,"samples":512,"probabilities":[0]}`,
		`{"sample_rate":16000,"window":512,"samples":5000,"probabilities":[0]}`,
	} {
		if _, stderr, status := vadRun("detect", "--probs", file(t, "p.json", text)); status != statusFailed {
			t.Errorf("%s: status %d: %s", text, status, stderr)
		}
	}
}
