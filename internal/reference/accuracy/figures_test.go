package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

func TestFigures(t *testing.T) {
	var f figures
	if err := f.add([]float32{0.25, 0.5, 0.75}, []float32{0.5, 0.25, 0.75}, []float64{0.25, 0.25, 0.5}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.oursRuntime, []float64{0.25, 0.25, 0}) || !slices.Equal(f.oursExact, []float64{0, 0.25, 0.25}) ||
		!slices.Equal(f.ortDiff, []float64{0.25, 0, 0.25}) || f.flipped != 2 {
		t.Errorf("got %+v", f)
	}
	nan := float32(math.NaN())
	if err := f.add([]float32{nan}, []float32{0}, []float64{0}); err == nil {
		t.Error("NaN is no error")
	}
	if err := f.add([]float32{0}, []float32{0, 1}, []float64{0}); err == nil {
		t.Error("a probability too many is no error")
	}
}

func TestLargest(t *testing.T) {
	values := make([]float64, 2000)
	for i := range values {
		values[(i*7)%2000] = float64(i)
	}
	if most, percentile := largest(values); most != 1999 || percentile != 1997 {
		t.Errorf("got %v and %v, want 1999 and 1997, which two of 2000 exceed", most, percentile)
	}
	if most, percentile := largest([]float64{3}); most != 3 || percentile != 3 {
		t.Errorf("of one value: %v and %v", most, percentile)
	}
	if most, percentile := largest(nil); most != 0 || percentile != 0 {
		t.Errorf("of none: %v and %v", most, percentile)
	}
}

// TestBeyond changes one probability of real speech by 1e-4: that is a window beyond
// tolerance, and no edge.
func TestBeyond(t *testing.T) {
	m, err := vad.Load(weights.V6())
	if err != nil {
		t.Fatal(err)
	}
	signals, err := goldenSignals(8000)
	if err != nil {
		t.Fatal(err)
	}
	pcm := signals[0].pcm[:40*256]
	ort, err := m.Probabilities(t.Context(), pcm, 8000)
	if err != nil {
		t.Fatal(err)
	}
	ours := slices.Clone(ort)
	ours[33] += 1e-4
	windows := beyond(ours, ort)
	if !slices.Equal(windows, []int{33}) {
		t.Fatalf("windows %d are beyond tolerance, want 33", windows)
	}
	edges, err := exact.Edges(weights.V6(), 8000, 256, pcm, ours, windows)
	if err != nil {
		t.Fatal(err)
	}
	var f figures
	f.addEdges(edges)
	if f.off != 1 || f.excused != 0 {
		t.Errorf("%d windows beyond tolerance, %d excused, want 1 and none", f.off, f.excused)
	}
	f.addEdges(map[int]exact.Edge{1: {Off: 2e-5, Moved: 1e-5}, 2: {Off: 2e-5, Moved: 0.9e-5}})
	if f.off != 3 || f.excused != 1 {
		t.Errorf("with two more: %d windows beyond tolerance, %d excused, want 3 and 1", f.off, f.excused)
	}
}

// TestRecordings reads those of testdata, at both rates.
func TestRecordings(t *testing.T) {
	for _, rate := range reference.Rates {
		list, err := recordings([]string{"../../../testdata"})(rate)
		if err != nil || len(list) < 3 {
			t.Fatalf("%d Hz: got %d recordings, %v", rate, len(list), err)
		}
		i := slices.IndexFunc(list, func(s signal) bool { return s.name == "speech.wav" })
		if i < 0 || math.Abs(float64(len(list[i].pcm))/float64(rate)-18.89) > 0.01 {
			t.Errorf("%d Hz: no speech.wav of 18.89 s in %d recordings", rate, len(list))
		}
	}
	if _, err := recordings([]string{t.TempDir()})(16000); err == nil {
		t.Error("a folder without recordings is no error")
	}
	broken := filepath.Join(t.TempDir(), "broken.wav")
	if err := os.WriteFile(broken, []byte("RIFF"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := recordings([]string{filepath.Dir(broken)})(16000); err == nil {
		t.Error("a broken recording is no error")
	}
}

// TestLiveFigures measures a second of speech with each of the three.
func TestLiveFigures(t *testing.T) {
	r := reference.Require(t, "v4")
	signals, err := goldenSignals(16000)
	if err != nil {
		t.Fatal(err)
	}
	f, err := measureModel(r, weights.V4(), 96e6, 16000, []signal{{"a second", signals[0].pcm[:16000]}})
	if err != nil {
		t.Fatal(err)
	}
	most, _ := largest(f.oursRuntime)
	mostExact, _ := largest(f.oursExact)
	if f.name != "v4, 16 kHz, windows of 1536" || len(f.oursRuntime) != 11 || !(most < 1e-5) || !(mostExact < 1e-5) || mostExact == 0 {
		t.Errorf("%s: %d windows, off by %v and %v", f.name, len(f.oursRuntime), most, mostExact)
	}
}
