package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/weights"
)

// withModel is what the outputs in JSON say of the model.
type withModel struct {
	Model       string `json:"model"`
	ModelSHA256 string `json:"model_sha256"`
	Window      int    `json:"window"`
	Segments    []any  `json:"segments"`
}

// modelOf runs vad and decodes its output.
func modelOf(t *testing.T, args ...string) (got withModel) {
	t.Helper()
	out := mustRun(t, args...)
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%q: %v: %s", args, err, out)
	}
	return got
}

// TestModelInOutput: JSON names the model, its checksum and its window, and what is
// stored keeps them.
func TestModelInOutput(t *testing.T) {
	blob := strings.Replace(string(weights.V6().Encode()), `"release":"v6"`, `"release":"xx"`, 1)
	custom := file(t, "custom.safetensors", blob)
	w, err := weights.Parse([]byte(blob))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		model  *weights.Weights
		window int
	}{
		{nil, weights.V6(), 512},
		{[]string{"--model=v5"}, weights.V5(), 512},
		{[]string{"--model=v4"}, weights.V4(), 512},
		{[]string{"--model=v4", "--window=1024"}, weights.V4(), 1024},
		{[]string{"--model=v4", "--window=1536"}, weights.V4(), 1536},
		{[]string{"--model", custom}, w, 512},
	} {
		stored := filepath.Join(t.TempDir(), "probs.json")
		args := append([]string{"-q", "-f", "json", speech}, c.args...)
		detected := modelOf(t, append([]string{"detect"}, args...)...)
		mustRun(t, append([]string{"probs", "-o", stored}, args...)...)
		again := modelOf(t, "detect", "-q", "-f", "json", "--probs", stored)
		if detected.Model != c.model.Release() || detected.ModelSHA256 != fmt.Sprintf("%x", c.model.Checksum()) {
			t.Errorf("%q: model %s, %s", c.args, detected.Model, detected.ModelSHA256)
		}
		if !reflect.DeepEqual(detected, again) || len(detected.Segments) < 2 {
			t.Errorf("%q: detect gives %+v, and %+v from stored probabilities", c.args, detected, again)
		}
		content, err := os.ReadFile(stored)
		var probs withModel
		if err != nil || json.Unmarshal(content, &probs) != nil || probs.Window != c.window || probs.ModelSHA256 != detected.ModelSHA256 {
			t.Errorf("%q: probs has model %s, windows of %d, want %s, %d", c.args, probs.ModelSHA256, probs.Window, detected.ModelSHA256, c.window)
		}
	}
}

func TestWindowOption(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--window=1536"}, "--window is 1536, want 512 for v6"},
		{[]string{"--model=v4", "--window=700"}, "--window is 700, want 512, 1024 or 1536 for v4"},
		{[]string{"--model=v4", "--window=-512"}, "--window is -512, want"},
	} {
		_, errs, status := vadRun(append([]string{"detect", speech}, c.args...)...)
		if status != statusUsage || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: status %d, %q, want a line that says %q", c.args, status, errs, c.says)
		}
	}
}

// TestInfoOfFiles: vad info says which of Silero's files it is.
func TestInfoOfFiles(t *testing.T) {
	var i info
	for _, c := range []struct{ file, model, name, holds string }{
		{"silero_vad_v6.onnx", "v6", "silero_vad.onnx", "v6.2"},
		{"silero_vad_half.onnx", "v5", "silero_vad_half.onnx", "v5"},
		{"silero_vad_legacy.onnx", "v4", "silero_vad_legacy.onnx", "v4"},
	} {
		out := mustRun(t, "info", "-f", "json", "--model", onnxtest.Path(t, c.file))
		if err := json.Unmarshal([]byte(out), &i); err != nil {
			t.Fatal(err)
		}
		if i.Model != c.model || i.File != c.name || i.Holds != c.holds {
			t.Errorf("%s: got %s, %s, %s, want %s, %s, %s", c.file, i.Model, i.File, i.Holds, c.model, c.name, c.holds)
		}
	}
}
