package main

import (
	"encoding/json"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

var recordings = []string{"../../testdata/speech.wav", "../../testdata/voices.wav"}

// compareJSON runs compare and returns its report.
func compareJSON(t *testing.T, args ...string) (rep report) {
	t.Helper()
	status, stdout, stderr := command(append([]string{"compare", "-f", "json"}, args...)...)
	if status != 0 || stderr != "" {
		t.Fatalf("%q: status %d, %q on standard error", args, status, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), &rep); err != nil {
		t.Fatal(err)
	}
	return rep
}

// TestCompare: a model does not differ from itself, releases do, and swapping the
// models swaps the figures.
func TestCompare(t *testing.T) {
	file := writeFile(t, "same.safetensors", weights.V6().Encode())
	same := compareJSON(t, append([]string{"v6", file}, recordings...)...)
	if c := same.Total; c.Largest != 0 || c.Differ+c.Flipped[0]+c.Flipped[1] != 0 || c.Same != c.Segments[0] || c.Same != c.Segments[1] || c.Same < 3 || c.Alone != [2]float64{} {
		t.Errorf("v6 and v6: %+v", c)
	}
	if same.Names != [2]string{"v6", "same.safetensors"} {
		t.Errorf("the models have names %q", same.Names)
	}
	ab := compareJSON(t, append([]string{"v6", "v5"}, recordings...)...)
	ba := compareJSON(t, append([]string{"v5", "v6"}, recordings...)...)
	c, d := ab.Total, ba.Total
	swap := func(v [2]float64) [2]float64 { return [2]float64{v[1], v[0]} }
	if c.Flipped[0] != d.Flipped[1] || c.Segments[0] != d.Segments[1] || c.Same != d.Same || c.Alone != swap(d.Alone) || c.Differ != d.Differ {
		t.Errorf("v6 and v5: %+v, v5 and v6: %+v", c, d)
	}
	if c.Windows != 591+1079 || c.Differ == 0 || c.Largest < differs || c.Flipped[0] == 0 || c.Alone[0] == 0 || c.Both < 30 {
		t.Errorf("v6 and v5: %+v", c)
	}
	if len(ab.Recordings) != 2 || ab.Recordings[0].Windows != 591 || ab.Labelled != nil {
		t.Errorf("got %d recordings, the first %+v, labelled %v", len(ab.Recordings), ab.Recordings[0], ab.Labelled)
	}
}

// TestCompareLabelled: with the segments of v6 as labels, v6 is the better one, and
// at equal false alarms thresholds and misses are those of a count.
func TestCompareLabelled(t *testing.T) {
	rttm := writeFile(t, "speech.rttm", []byte("SPEAKER speech 1 0.706 6.716 <NA> <NA> speech <NA> <NA>\n"+
		"SPEAKER speech 1 8.834 2.652 <NA> <NA> speech <NA> <NA>\nSPEAKER speech 1 12.834 4.956 <NA> <NA> speech <NA> <NA>\n"))
	roc, plot := filepath.Join(t.TempDir(), "roc.svg"), filepath.Join(t.TempDir(), "plot.png")
	rep := compareJSON(t, "v6", "v4", recordings[0], "--labels", rttm, "--roc", roc, "-o", plot, "--threshold", "0.6")
	j := rep.Labelled
	if j == nil || !(j.AUC[0] > j.AUC[1]) || j.AUC[1] < 0.9 || len(j.Levels) != 1+len(falseAlarms) {
		t.Fatalf("got %+v", j)
	}
	if first := j.Levels[0]; !first.At || first.Thresholds[0] != 0.6 {
		t.Errorf("the first line is %+v", first)
	}
	content, err := os.ReadFile(roc)
	if err != nil || !strings.Contains(string(content), "<svg") {
		t.Errorf("the curves: %v", err)
	}
	f, err := os.Open(plot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if image, err := png.Decode(f); err != nil || image.Bounds().Dx() != pictureWidth || image.Bounds().Dy() != 2*pictureHeight {
		t.Errorf("the picture: %v", err)
	}
}

// TestLevels counts what each threshold lets through.
func TestLevels(t *testing.T) {
	j := judged{
		truth: []bool{true, true, true, true, false, false, false, false, false, false},
		probs: [2][]float32{
			{0.9, 0.8, 0.7, 0.1, 0.6, 0.3, 0.2, 0.05, 0.04, 0.03},
			{0.4, 0.3, 0.2, 0.1, 0.35, 0.02, 0.01, 0, 0, 0},
		},
	}
	if !j.finish(0.5) {
		t.Fatal("no curve")
	}
	// At 0.5, the first takes 1 of 6 for speech and misses 1 of 4.
	if l := j.Levels[0]; math.Abs(l.FalseAlarms-1./6) > 1e-12 || l.Thresholds[0] != 0.5 || l.Misses[0] != 0.25 ||
		l.Thresholds[1] != float64(float32(0.1)) || l.Misses[1] != 0 {
		t.Errorf("as with the first at 0.5: %+v", l)
	}
	// Without false alarms, the second has to be above 0.35.
	if l := j.level(0); l.Thresholds[0] != float64(float32(0.7)) || l.Misses[0] != 0.25 || l.Thresholds[1] != float64(float32(0.4)) || l.Misses[1] != 0.75 {
		t.Errorf("without false alarms: %+v", l)
	}
	silence := judged{truth: []bool{false}, probs: [2][]float32{{1}, {0}}}
	if silence.finish(0.5) {
		t.Error("a curve without speech")
	}
}

func TestCompareSegments(t *testing.T) {
	at := func(bounds ...int64) (list []segment.Segment) {
		for i := 0; i < len(bounds); i += 2 {
			list = append(list, segment.Segment{Start: 16000 * bounds[i], End: 16000 * bounds[i+1]})
		}
		return list
	}
	moved := at(1, 2, 4, 6, 8, 9)
	moved[0].Start, moved[2].End = moved[0].Start+512, moved[2].End-513
	var c comparison
	c.compareSegments([2][]segment.Segment{at(1, 2, 4, 5, 8, 9, 10, 11), moved}, 16000)
	if c.Segments != [2]int{4, 3} || c.Same != 1 || math.Abs(c.Both-(3-1025./16000)) > 1e-9 ||
		math.Abs(c.Alone[0]-(1+1025./16000)) > 1e-9 || math.Abs(c.Alone[1]-1) > 1e-9 {
		t.Errorf("got %+v", c)
	}
}

func TestCompareText(t *testing.T) {
	status, stdout, stderr := command(append([]string{"compare", "v6", "v5"}, recordings...)...)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if status != 0 || stderr != "" || len(lines) != 4 || !strings.HasSuffix(lines[1], "speech.wav") || !strings.HasSuffix(lines[3], "total") {
		t.Errorf("status %d, %q on standard error:\n%s", status, stderr, stdout)
	}
	if fields := strings.Fields(lines[1]); fields[0] != "591" {
		t.Errorf("the first recording has %s windows, want 591", fields[0])
	}
}

func TestCompareErrors(t *testing.T) {
	text := writeFile(t, "labels.txt", []byte("not\nlabels\n"))
	track := writeFile(t, "track.txt", []byte("1\t2\tspeech\n"))
	for _, c := range []struct {
		args []string
		says string // and status 2 if it says where help is
	}{
		{[]string{"v6", "v5"}, `expected "<file> ..." (see vad-weights compare --help)`},
		{[]string{"v6", "v9", recordings[0]}, "a model is v6, v5, v4 or a file: v9"},
		{[]string{"v6", "v5", "absent.wav"}, "absent.wav"},
		{[]string{"v6", "v5", text}, "labels.txt"},
		{[]string{"v6", "v5", recordings[0], "--labels", text}, "labels"},
		{[]string{"v6", "v5", recordings[0], "--threshold", "2"}, "Threshold: got 2, want inside (0, 1) (see"},
		{[]string{"v6", "v5", recordings[0], "-o", "x.jpeg"}, "x.jpeg ends in neither .png nor .svg (see"},
		{[]string{"v6", "v5", recordings[0], "--roc", "x.png"}, "--roc needs --labels (see"},
		{append([]string{"v6", "v5", "--labels", track}, recordings...), "does not name its recording, and there are 2 (see"},
	} {
		status, _, stderr := command(append([]string{"compare"}, c.args...)...)
		want := 1
		if strings.Contains(c.says, "(see") {
			want = 2
		}
		if status != want || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.says) {
			t.Errorf("%q: status %d, %q, want %d and a line that says %q", c.args, status, stderr, want, c.says)
		}
	}
}

// TestCompareRates: models run at a rate that both have.
func TestCompareRates(t *testing.T) {
	tensors := func(rate int) *weights.Weights {
		net := weights.Network{Tensors: map[string]weights.Tensor{}}
		for _, name := range weights.ArchitectureV5.Names() {
			tensor, err := weights.V6().Tensor(rate, name)
			if err != nil {
				t.Fatal(err)
			}
			net.Tensors[name] = tensor
		}
		w, err := weights.New(fmt.Sprintf("v6-%d", rate), strings.Repeat("0", 64), map[int]weights.Network{rate: net})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	narrow := writeFile(t, "narrow.safetensors", tensors(8000).Encode())
	wide := writeFile(t, "wide.safetensors", tensors(16000).Encode())
	if rep := compareJSON(t, "v6", narrow, recordings[0]); rep.Total.Largest != 0 || rep.Names != [2]string{"v6", "v6-8000"} {
		t.Errorf("v6 and its 8 kHz network: %+v", rep)
	}
	status, _, stderr := command("compare", wide, narrow, recordings[0])
	if status != 1 || !strings.Contains(stderr, "v6-16000 has [16000] Hz, v6-8000 [8000] Hz: no rate in common") {
		t.Errorf("status %d, %q", status, stderr)
	}
	if !slices.Equal(tensors(8000).Rates(), []int{8000}) {
		t.Error("not of 8 kHz alone")
	}
}
