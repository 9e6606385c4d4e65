package speech_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/speech"
	"github.com/gosilero/vad/weights"
)

// TestBadSamples: a sample that is not a number, or far too large, is an error, and
// the samples around it are not taken.
func TestBadSamples(t *testing.T) {
	pcm := clip(t, "speech.wav")
	want := detect(t, newDetector(t, defaults(16000)), pcm)
	d := newDetector(t, defaults(16000))
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1 << 32} {
		broken := slices.Clone(pcm)
		broken[5000] = float32(bad)
		if s, err := d.Detect(broken); s != nil || !errors.Is(err, vad.ErrSample) || !strings.HasPrefix(err.Error(), "infer failed: ") {
			t.Errorf("Detect of %v: got %v, %v, want infer failed and %v", bad, s, err, vad.ErrSample)
		}
		if _, err := d.Infer(broken[5000:5512]); !errors.Is(err, vad.ErrSample) {
			t.Errorf("Infer of %v: got %v, want %v", bad, err, vad.ErrSample)
		}
	}
	if got := detect(t, d, pcm); !slices.Equal(got, want) {
		t.Errorf("after errors: got %v, want %v", got, want)
	}
}

// TestNilAndDestroyed: a detector that is nil, zero or destroyed returns errors.
func TestNilAndDestroyed(t *testing.T) {
	destroyed := newDetector(t, defaults(16000))
	other := newDetector(t, defaults(16000)) // shares the model
	for range 2 {
		if err := destroyed.Destroy(); err != nil {
			t.Errorf("Destroy: %v", err)
		}
	}
	destroyed.SetThreshold(0.3) // does nothing
	pcm := make([]float32, 512)
	for _, c := range []struct {
		name string
		d    *speech.Detector
		want string
	}{
		{"nil", nil, "invalid nil detector"},
		{"zero", new(speech.Detector), "invalid detector: destroyed, or not made by NewDetector"},
		{"destroyed", destroyed, "invalid detector: destroyed, or not made by NewDetector"},
	} {
		for method, call := range map[string]func() error{
			"Detect": func() error { _, err := c.d.Detect(pcm); return err },
			"Infer":  func() error { _, err := c.d.Infer(pcm); return err },
			"Reset":  func() error { return c.d.Reset() },
		} {
			if err := call(); err == nil || err.Error() != c.want {
				t.Errorf("%s of a %s detector: got %v, want %s", method, c.name, err, c.want)
			}
		}
	}
	if err := (*speech.Detector)(nil).Destroy(); err != speech.ErrNilDetector {
		t.Errorf("Destroy of a nil detector: got %v, want %v", err, speech.ErrNilDetector)
	}
	detect(t, other, pcm)
}

// TestModelPath: a container of weights is read in any program. This one does not
// read ONNX files, and the error says what to import.
func TestModelPath(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	v5, err := os.ReadFile("../weights/v5.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	damaged := slices.Clone(v5)
	damaged[len(damaged)-1] = 0xff
	damaged[len(damaged)-2] = 0xff

	pcm := clip(t, "voices.wav")
	config := defaults(16000)
	embedded := detect(t, newDetector(t, config), pcm)
	config.ModelPath = write("model", v5)
	if got := detect(t, newDetector(t, config), pcm); slices.Equal(got, embedded) || len(got) == 0 {
		t.Errorf("v5 finds %v, the same as the embedded v6", got)
	}
	config.ModelPath = "../weights/v6.safetensors"
	if got := detect(t, newDetector(t, config), pcm); !slices.Equal(got, embedded) {
		t.Errorf("v6 finds %v from a file, and %v embedded", got, embedded)
	}

	for _, c := range []struct {
		path string
		is   error
		text string
	}{
		{filepath.Join(dir, "absent.onnx"), fs.ErrNotExist, "absent.onnx"},
		{dir, nil, dir},
		{write("silero_vad.onnx", []byte("\x08\x08\x12\x07pytorch")), nil, `silero_vad.onnx: not a container of weights; to read ONNX files, import _ "github.com/gosilero/vad/weights/onnx"`},
		{write("empty", nil), nil, "empty: not a container of weights"},
		{write("cut", v5[:len(v5)/2]), weights.ErrContainer, "cut: "},
		{write("damaged", damaged), weights.ErrTensor, "damaged: "},
	} {
		config.ModelPath = c.path
		d, err := speech.NewDetector(config)
		if d != nil || err == nil || !strings.HasPrefix(err.Error(), "failed to create session: ") || !strings.Contains(err.Error(), c.text) ||
			c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: got %v, want failed to create session, %v and %q", c.path, err, c.is, c.text)
		}
	}
}
