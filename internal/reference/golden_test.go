package reference

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestGoldens loads every file, which checks the checksums of the signals, and
// checks that its parts agree with each other.
func TestGoldens(t *testing.T) {
	for _, release := range Releases {
		for _, rate := range Rates {
			goldens, err := Goldens(release, rate)
			if err != nil {
				t.Fatal(err)
			}
			if len(goldens) != len(SignalNames) {
				t.Fatalf("%s at %d Hz: %d goldens, want %d", release, rate, len(goldens), len(SignalNames))
			}
			for _, g := range goldens {
				checkGolden(t, g, release, rate)
				if g.Name == "speech" {
					checkSpeech(t, g, release, rate)
				}
			}
		}
	}
}

func checkGolden(t *testing.T, g Golden, release string, rate int) {
	t.Helper()
	s, err := shapeOf(release, rate, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range g.Probs {
		if !(p >= 0 && p <= 1) {
			t.Fatalf("%s: probability %d is %v", g.Name, i, p)
		}
	}
	if !(g.Sensitivity >= 0 && (g.Sensitivity <= maxSensitivity || release == releaseV4 && g.Sensitivity <= 1)) {
		t.Errorf("%s of %s: sensitivity %v, want 0 to %v", g.Name, release, g.Sensitivity, maxSensitivity)
	}
	if detail := release != releaseV4 || g.Name == "speech"; detail != (len(g.Windows) > 0) {
		t.Fatalf("%s of %s: %d windows in detail", g.Name, release, len(g.Windows))
	}
	if len(g.Windows) > 0 {
		checkWindows(t, g, release, s)
	}
}

// checkWindows checks the windows in detail.
func checkWindows(t *testing.T, g Golden, release string, s shape) {
	t.Helper()
	for _, w := range g.Windows {
		if w.Prob != g.Probs[w.Index] || len(w.Layers) != len(layerNames(release)) || len(w.Input) != s.context+s.window {
			t.Fatalf("%s, window %d: probability %v, %d layers, %d samples", g.Name, w.Index, w.Prob, len(w.Layers), len(w.Input))
		}
		if !slices.Equal(w.Before.Context, w.Input[:s.context]) || len(w.Samples()) != s.window {
			t.Errorf("%s, window %d: its input is not context and window", g.Name, w.Index)
		}
	}
	first, last := g.Windows[0], g.Windows[len(g.Windows)-1]
	zeros := make([]float32, hidden)
	if first.Index != 0 || !slices.Equal(first.Before.H, zeros) || !slices.Equal(first.Before.C, zeros) {
		t.Errorf("%s: the first window in detail is %d, want 0 with a state of zeros", g.Name, first.Index)
	}
	final := last.Layers[len(last.Layers)-2:]
	if last.Index != len(g.Probs)-1 || !slices.Equal(final[0].Data, g.H) || !slices.Equal(final[1].Data, g.C) {
		t.Errorf("%s: the last window in detail is %d, want %d with the final state", g.Name, last.Index, len(g.Probs)-1)
	}
}

// checkSpeech checks that the runner ran the network correctly: read speech without
// its pauses is two thirds of the recording. v4 misses some of the quiet half, and
// is less sure.
func checkSpeech(t *testing.T, g Golden, release string, rate int) {
	t.Helper()
	speech, clear := 0, 0
	for _, p := range g.Probs {
		if p >= 0.5 {
			speech++
		}
		if p >= 0.95 || p <= 0.05 {
			clear++
		}
	}
	least, leastClear := 60, 80
	if release == releaseV4 {
		least, leastClear = 45, 60
	}
	n := len(g.Probs)
	if speech < n*least/100 || speech > n*8/10 || clear < n*leastClear/100 {
		t.Errorf("%s at %d Hz: of %d windows %d are speech and %d are clear cases, want %d to 80 %% and at least %d %%",
			release, rate, n, speech, clear, least, leastClear)
	}
}

func TestGoldensRefuse(t *testing.T) {
	if _, err := Goldens("v3", 16000); !errors.Is(err, ErrRelease) {
		t.Errorf("release v3: got %v, want %v", err, ErrRelease)
	}
	if _, err := Goldens("v6", 11025); !errors.Is(err, ErrRate) {
		t.Errorf("11025 Hz: got %v, want %v", err, ErrRate)
	}
}

// TestTampering changes a file or a signal slightly: each change is an error.
func TestTampering(t *testing.T) {
	path, err := GoldenPath("v6", 8000)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	signals, err := Signals(8000)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decodeGoldens(file, "v6", 8000, signals, checksums(signals)); err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte {
			edited := strings.Replace(string(b), old, new, 1)
			if edited == string(b) {
				t.Fatalf("no %q in the file", old)
			}
			return []byte(edited)
		}
	}
	for _, c := range []struct {
		name string
		edit func([]byte) []byte
		want error
	}{
		{"a bit of a value", func(b []byte) []byte { b[len(b)-100] ^= 1; return b }, ErrChecksum},
		{"another runtime", edit("onnxruntime-node 1.30.0", "onnxruntime-node 1.29.0"), ErrChecksum},
		{"another model", edit("silero_vad_v6.onnx", "silero_vad_v7.onnx"), ErrChecksum},
		{"another sample rate", edit(`"sample_rate":"8000"`, `"sample_rate":"8001"`), ErrChecksum},
		{"a tensor renamed", edit(`"music.c"`, `"music.b"`), ErrFile},
		{"a tensor too many", edit(`"music.0.c"`, `"music.1.c"`), ErrFile},
		{"a shape", edit(`"shape":[128]`, `"shape":[127]`), ErrFile},
		{"a shape of the same size", edit(`"shape":[128,4]`, `"shape":[4,128]`), ErrFile},
		{"no sensitivity", edit(`"music.sensitivity"`, `"music.sensibility"`), ErrFile},
		{"cut short", func(b []byte) []byte { return b[:len(b)-1] }, ErrFile},
		{"a byte too many", func(b []byte) []byte { return append(b, 0) }, ErrFile},
	} {
		_, err := decodeGoldens(c.edit(slices.Clone(file)), "v6", 8000, signals, checksums(signals))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := decodeGoldens(file, "v5", 8000, signals, checksums(signals)); !errors.Is(err, ErrChecksum) {
		t.Errorf("as another release: got %v, want %v", err, ErrChecksum)
	}
	signals[2].PCM[4711] += 1.0 / (1 << 15)
	if _, err := decodeGoldens(file, "v6", 8000, signals, checksums(signals)); !errors.Is(err, ErrChecksum) {
		t.Errorf("another signal: got %v, want %v", err, ErrChecksum)
	}
}
