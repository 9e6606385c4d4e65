package main

import (
	"os"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
	"github.com/gosilero/vad/weights/onnx"
)

func TestWriteTable(t *testing.T) {
	var b strings.Builder
	writeTable(&b, map[string][]float64{weights.V6Source: {1e-6, 2e-6}})
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 2+len(weights.Files()) || !strings.Contains(lines[2], "1a153a22f4509e29 ") || !strings.Contains(lines[2], "1.0e-06 at 8 kHz, 2.0e-06 at 16 kHz") {
		t.Errorf("got\n%s", b.String())
	}
	if n := strings.Count(b.String(), "not compared"); n != len(weights.Files())-1 {
		t.Errorf("%d files are not compared, want %d", n, len(weights.Files())-1)
	}
}

// TestLiveFileWithoutRate runs a file that has no input sr, and one that is of other
// weights than the model: the comparison must see it.
func TestLiveFileWithoutRate(t *testing.T) {
	reference.Require(t, "v5")
	content, err := os.ReadFile(onnxtest.Path(t, "silero_vad_half.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reference.StartFile("v5", content)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	half, err := onnx.Read(strings.NewReader(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	signals, err := reference.Signals(16000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		w     *weights.Weights
		least float64
		most  float64
	}{{half, 0, 1e-5}, {weights.V6(), 0.1, 1}} {
		m, err := vad.Load(c.w)
		if err != nil {
			t.Fatal(err)
		}
		d, err := difference(m, r, 16000, signals[0].PCM[:5*16000])
		if err != nil || d < c.least || d > c.most {
			t.Errorf("%s: differs by %v, %v, want %v to %v", c.w.Release(), d, err, c.least, c.most)
		}
	}
}
