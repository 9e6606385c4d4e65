package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/audiotest"
)

// rawFile makes a file of samples as s16le.
func rawFile(t *testing.T, pcm []float32) string {
	t.Helper()
	var b bytes.Buffer
	for _, v := range pcm {
		binary.Write(&b, binary.LittleEndian, int16(math.Round(float64(v)*32767)))
	}
	return file(t, "recording.raw", b.String())
}

// speechInNoise is three minutes of noise with speech at its end.
func speechInNoise(t *testing.T) string {
	t.Helper()
	pcm := audiotest.Pink(1, 180*16000, 0.1)
	for i, v := range clipSamples(t)[:17*16000] {
		pcm[163*16000+i] += v
	}
	return rawFile(t, pcm)
}

// clipSamples returns the samples of the clip of speech.
func clipSamples(t *testing.T) []float32 {
	t.Helper()
	f, err := (&inputFlags{}).openInput(context.Background(), newInput(speech, speech), terminal{}, new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pcm, err := audio.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}

// TestResetSilence: the option reaches the network in each verb, and detect warns
// where it is missing.
func TestResetSilence(t *testing.T) {
	raw := []string{"--raw", "s16le", "--rate", "16000", speechInNoise(t)}
	found := func(flags ...string) (segments int, stderr string) {
		t.Helper()
		out, stderr, status := vadRun(slices.Concat([]string{"detect", "-q"}, flags, raw)...)
		if status != 0 {
			t.Fatal(stderr)
		}
		return strings.Count(out, "\n"), stderr
	}
	plain, warning := found()
	if !strings.HasPrefix(warning, "vad: warning: ") || !strings.Contains(warning, "--reset-silence 4s") || strings.Count(warning, "\n") != 1 {
		t.Errorf("without the option: standard error is %q", warning)
	}
	with, stderr := found("--reset-silence=4s")
	if stderr != "" {
		t.Errorf("with the option: standard error is %q", stderr)
	}
	if with == 0 || plain == with {
		t.Errorf("%d segments without, %d with the option", plain, with)
	}
	if never, stderr := found("--reset-silence=0s"); never != plain || stderr != "" {
		t.Errorf("with 0: %d segments, standard error is %q", never, stderr)
	}
	if mustRun(t, slices.Concat([]string{"probs"}, raw)...) == mustRun(t, slices.Concat([]string{"probs", "--reset-silence=4s"}, raw)...) {
		t.Error("probs ignores the option")
	}
	data, err := os.ReadFile(raw[4])
	if err != nil {
		t.Fatal(err)
	}
	stream := func(flags ...string) string {
		t.Helper()
		out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(data), append([]string{"stream"}, flags...)...)
		if status != 0 {
			t.Fatal(stderr)
		}
		return out
	}
	if four := stream("--reset-silence=4s"); stream() != four || stream("--reset-silence=0s") == four {
		t.Error("4s is not the default of stream, or changes nothing")
	}
}

// TestNoDriftWarning: recorded speech drives no network out of its range.
func TestNoDriftWarning(t *testing.T) {
	pcm := slices.Repeat(clipSamples(t), 6)
	name := rawFile(t, pcm)
	for _, model := range []string{"v6", "v5"} {
		if _, stderr, status := vadRun("detect", "-q", "--model", model, "--raw", "s16le", "--rate", "16000", name); stderr != "" || status != 0 {
			t.Errorf("%s: status %d, standard error is %q", model, status, stderr)
		}
	}
}

// TestResetSilenceWrong: what cannot be is an error.
func TestResetSilenceWrong(t *testing.T) {
	for _, args := range [][]string{
		{"detect", "--reset-silence=-1s", speech},
		{"stream", "--reset-silence=-1s"},
		{"detect", "--probs", file(t, "p.json", "{}"), "--reset-silence=4s"},
		{"info", "--reset-silence=4s"},
	} {
		if _, stderr, status := vadRun(args...); status != statusUsage || !strings.Contains(stderr, "reset-silence") {
			t.Errorf("%v: status %d, %s", args, status, stderr)
		}
	}
}
