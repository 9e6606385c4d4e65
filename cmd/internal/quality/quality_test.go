package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/internal/noise"
)

const testdata = "../../../testdata/"

// TestMix measures the ratio of speech and noise, and that nothing else changes.
func TestMix(t *testing.T) {
	r := &recording{pcm: make([]float32, 4*rate), labels: []labels.Span{{Start: 1, End: 3}}}
	for i := rate; i < 3*rate; i++ {
		r.pcm[i] = 0.1 * float32(math.Sin(float64(i)))
	}
	kind, err := noise.Find("white")
	if err != nil {
		t.Fatal(err)
	}
	c := condition{"white", kind.Make(rate, 10*rate, nil), 12}
	mixed := c.mix(r, 1)
	added := make([]float32, len(mixed))
	for i := range mixed {
		added[i] = mixed[i] - r.pcm[i]
	}
	dB := 20 * math.Log10(noise.RMS(r.voiced())/noise.RMS(added))
	if math.Abs(dB-12) > 0.1 {
		t.Errorf("noise at %.2f dB, want 12", dB)
	}
	if slices.Equal(added[:rate], added[rate:2*rate]) {
		t.Error("the noise repeats")
	}
	c.ratio = -60
	for _, x := range c.mix(r, 0) {
		if x < -1 || x > 1 {
			t.Fatalf("sample %v", x)
		}
	}
	if got := (&condition{}).mix(r, 0); &got[0] != &r.pcm[0] {
		t.Error("without noise, the recording is another")
	}
}

// TestMissing compares thresholds with counting.
func TestMissing(t *testing.T) {
	probs := []float32{0.1, 0.9, 0.4, 0.6, 0.3, 0.8, 0.55, 0.2}
	truth := []bool{false, true, true, true, false, true, false, false}
	r := rates{score.ROC(probs, truth)}
	for _, c := range []struct{ threshold, missed float64 }{{0.95, 1}, {0.85, 0.75}, {0.5, 0.25}, {0.6, 0.25}, {0.3, 0}} {
		if got := r.missesAt(float64(float32(c.threshold))); math.Abs(got-c.missed) > 1e-12 {
			t.Errorf("at %v, %v is missed, want %v", c.threshold, got, c.missed)
		}
	}
	for _, c := range []struct{ missed, threshold, alarms float64 }{{0.25, 0.6, 0}, {0.3, 0.6, 0}, {0, 0.4, 0.25}} {
		threshold, alarms := r.missing(c.missed)
		if math.Abs(threshold-c.threshold) > 1e-6 || alarms != c.alarms {
			t.Errorf("to miss %v: threshold %v with %v false alarms, want %v with %v", c.missed, threshold, alarms, c.threshold, c.alarms)
		}
	}
}

// labelled returns a folder with a recording and labels that are what v6 finds in it.
func labelled(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	data, err := os.ReadFile(testdata + "speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"talk.wav":   string(data),
		"labels.scv": "talk,0,0.706,0,0.706,7.422,1,8.834,11.486,1,12.834,17.79,1\n",
		"notes.txt":  "no recording",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestRun measures v6 with its own segments as labels, and v4.
func TestRun(t *testing.T) {
	dir := labelled(t)
	o, err := parse([]string{"-models", "v6,v4", "-noises", "pink," + testdata + "synthetic.wav", "-snr", "10", dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../../..") // where make runs it
	o.noises[1] = "testdata/synthetic.wav"
	var out bytes.Buffer
	if err := run(context.Background(), o, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	wants := []string{"| none ", "| none ", "| pink, 10 dB ", "| pink, 10 dB ", "| synthetic, 10 dB ", "| synthetic, 10 dB "}
	for i, want := range wants {
		if line := lines[6+i]; !strings.HasPrefix(line, want) {
			t.Errorf("row %d is %s, want %s", i, line, want)
		}
	}
	if cells := strings.Split(lines[6], "|"); strings.TrimSpace(cells[4]) != "1.000" || strings.TrimSpace(cells[5]) != "0.0 %" {
		t.Errorf("v6 and its own labels: %s", lines[6])
	}
}

// TestVary measures the options with the segments of the defaults as labels.
func TestVary(t *testing.T) {
	o, err := parse([]string{"-vary", labelled(t)})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(context.Background(), o, &out); err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(out.String()) {
		var cells []string
		for cell := range strings.SplitSeq(line, "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		rows[cells[min(1, len(cells)-1)]] = cells
	}
	for name, want := range map[string][]string{
		"the defaults":        {"3", "0", "0.0 %", "0.0 %", "288 ms", "160 ms"},
		"`MinOnset` 128 ms":   {"3", "0", "0.0 %", "0.0 %", "128 ms", "160 ms"},
		"`MinSilence` 700 ms": {"3", "0", "0.0 %", "0.0 %", "288 ms", "736 ms"},
	} {
		if got := rows[name]; len(got) != 9 || !slices.Equal(got[2:8], want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, arguments := range [][]string{nil, {"-snr", "x", "f"}, {"-models", "", "f"}, {"-unknown", "f"}} {
		if o, err := parse(arguments); err == nil {
			t.Errorf("%q is no error: %+v", arguments, o)
		}
	}
}
