package weights

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

var releases = []struct {
	name      string
	load      func() *Weights
	container string
	checksum  string
	source    string
}{
	{"v6", V6, v6Container, V6Checksum, V6Source},
	{"v5", V5, v5Container, V5Checksum, V5Source},
	{"v4", V4, v4Container, V4Checksum, V4Source},
}

func TestEmbeddedReleases(t *testing.T) {
	for _, r := range releases {
		w := r.load()
		if got := w.Release(); got != r.name {
			t.Errorf("%s: Release() = %q", r.name, got)
		}
		if got := w.Source(); got != r.source {
			t.Errorf("%s: Source() = %s, want %s", r.name, got, r.source)
		}
		if sum := sha256.Sum256([]byte(r.container)); hex.EncodeToString(sum[:]) != r.checksum {
			t.Errorf("%s: SHA-256 of the container is %x, want %s", r.name, sum, r.checksum)
		} else if w.Checksum() != sum {
			t.Errorf("%s: Checksum() = %x, want %x", r.name, w.Checksum(), sum)
		}
		if got, want := w.Rates(), []int{8000, 16000}; !slices.Equal(got, want) {
			t.Errorf("%s: Rates() = %d, want %d", r.name, got, want)
		}
		for _, rate := range w.Rates() {
			if d, err := w.BasisDifference(rate); err != nil || d == 0 || d > BasisTolerance {
				t.Errorf("%s: BasisDifference(%d) = %g, %v, want more than 0, at most %g", r.name, rate, d, err, BasisTolerance)
			}
		}
		if r.load() != w {
			t.Errorf("%s: the second call returned other weights than the first", r.name)
		}
	}
}

// TestEmbeddedValues compares the middle element of a tensor and its last one with
// what another decoder read from the ONNX files: wrong names, rates, byte order or
// offsets, and in v4 another order of the LSTM's gates, would give other values.
func TestEmbeddedValues(t *testing.T) {
	for _, c := range []struct {
		w            *Weights
		rate         int
		name         string
		middle, last float32
	}{
		{V6(), 8000, "encoder.0.weight", -0.079771563, -3.4928942},
		{V6(), 16000, "encoder.0.weight", -0.057392146, 0.0049396325},
		{V6(), 8000, "lstm.weight_ih", -0.092477307, 0.11950988},
		{V6(), 16000, "lstm.weight_ih", 0.22965133, -0.014748664},
		{V6(), 8000, "lstm.bias_hh", 0.033438336, -0.19706385},
		{V6(), 16000, "lstm.bias_hh", 0.014263412, -0.08699026},
		{V6(), 8000, "decoder.bias", -0.5900867, -0.5900867},
		{V6(), 16000, "decoder.bias", -0.62459773, -0.62459773},
		{V5(), 8000, "encoder.0.weight", 0.42003810, 0.034616236},
		{V5(), 16000, "encoder.0.weight", -0.047118615, 0.047472402},
		{V5(), 8000, "decoder.weight", 0.103682086, 0.55753559},
		{V5(), 16000, "decoder.weight", 0.082552828, 0.24486949},
		{V4(), 16000, "encoder.0.weight", -0.0992345437, 0.0826989785},
		{V4(), 8000, "first_layer.dw_conv.weight", -0.211372346, -0.257041276},
		{V4(), 16000, "encoder.11.proj.weight", 0.280607462, -0.034161862},
		{V4(), 8000, "encoder.12.weight", -0.0710070506, 0.0237215422},
		{V4(), 16000, "lstm.weight_ih_l0", -0.0951341391, 0.0084659867},
		{V4(), 16000, "lstm.weight_hh_l0", -0.0179665908, 0.106675707},
		{V4(), 8000, "lstm.weight_ih_l1", -0.499081373, -0.582371652},
		{V4(), 16000, "lstm.bias_hh_l1", -0.124030702, 0.142487764},
		{V4(), 8000, "lstm.bias_ih_l1", 0.225504592, 0.236709431},
	} {
		got, err := c.w.Tensor(c.rate, c.name)
		if err != nil {
			t.Fatal(err)
		}
		n := len(got.Data)
		if got.Data[n/2] != c.middle || got.Data[n-1] != c.last {
			t.Errorf("%s, %d Hz, %s: middle %v, last %v, want %v, %v",
				c.w.Release(), c.rate, c.name, got.Data[n/2], got.Data[n-1], c.middle, c.last)
		}
	}
}

// TestUnusedReleaseIsNotLinked checks that a program that calls the function of
// one release does not contain the bytes of another.
func TestUnusedReleaseIsNotLinked(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("this test of the linker needs the go command: %v", err)
	}
	for _, used := range releases {
		bin := filepath.Join(t.TempDir(), used.name)
		build := exec.Command(goTool, "build", "-o", bin, "./testdata/"+used.name+"only")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", build, err, out)
		}
		program, err := os.ReadFile(bin)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range releases {
			// These thousand floats of the LSTM are in one release only.
			half := len(r.container) / 2
			part := []byte(r.container[half : half+4000])
			if got, want := bytes.Contains(program, part), r.name == used.name; got != want {
				t.Errorf("program that uses %s alone: contains weights of %s: %t, want %t", used.name, r.name, got, want)
			}
		}
	}
}
