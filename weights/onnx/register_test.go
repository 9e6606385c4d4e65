package onnx

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/speech"
)

// TestModelPath: in a program that links this package, package speech takes ONNX
// files.
func TestModelPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "silero_vad.onnx")
	config := speech.DetectorConfig{ModelPath: path, SampleRate: 16000, Threshold: 0.5}
	for _, c := range []struct {
		name  string
		model []byte
		rate  int
		want  error
	}{
		{"16 kHz", flat(newPart(t, 16000, formSums)), 16000, nil},
		{"16 kHz, for 8 kHz", flat(newPart(t, 16000, formSums)), 8000, vad.ErrSampleRate},
		{"both rates", flat(newPart(t, 16000, formSums), newPart(t, 8000, formSums)), 8000, nil},
		{"another model", flat(), 16000, ErrUnsupported},
		{"no model", []byte("PK\x03\x04"), 16000, ErrFormat},
	} {
		if err := os.WriteFile(path, c.model, 0o600); err != nil {
			t.Fatal(err)
		}
		config.SampleRate = c.rate
		if _, err := speech.NewDetector(config); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// TestOfficialModelPath: so do programs with Silero's files.
func TestOfficialModelPath(t *testing.T) {
	path := onnxtest.Path(t, "silero_vad_v5.onnx")
	if _, err := speech.NewDetector(speech.DetectorConfig{ModelPath: path, SampleRate: 8000, Threshold: 0.5}); err != nil {
		t.Error(err)
	}
}
