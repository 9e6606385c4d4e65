package page

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// findCase is a case for testdata/find.js.
type findCase struct {
	Probs   []float32 `json:"probs"`
	Samples int64     `json:"samples"`
	Rate    int       `json:"rate"`
	Window  int64     `json:"window"`
	Options options   `json:"options"`
}

// TestSegments compares what the page's script finds with segment.Find, on the
// reference's goldens and on random cases. It needs node; VAD_REQUIRE_NODE=1 makes
// a missing one fail.
func TestSegments(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("VAD_REQUIRE_NODE") != "" {
			t.Fatal(err)
		}
		t.Skip("node is not installed")
	}
	var cases []findCase
	var want [][][2]int64
	add := func(probs []float32, samples int64, rate int, c segment.Config) {
		found, err := segment.Find(probs, samples, rate, c)
		if err != nil {
			t.Fatal(err)
		}
		list := [][2]int64{}
		for _, s := range found {
			list = append(list, [2]int64{s.Start, s.End})
		}
		want = append(want, list)
		window := c.Window
		if window == 0 {
			window = int64(rate) * 32 / 1000
		}
		cases = append(cases, findCase{probs, samples, rate, window, newOptions(c)})
	}
	for _, g := range segmenttest.LoadGoldens(t).Segments {
		_, rate, samples := g.Decimated()
		add(g.Probs, samples, rate, g.Options.Config())
	}
	random := rand.New(rand.NewPCG(11, 12))
	for range 5000 {
		c := segmenttest.RandomCase(random, 150)
		add(c.Probs, c.Samples, c.Rate, c.Config)
	}
	encoded, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cases.json")
	if err := os.WriteFile(file, encoded, 0o666); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, "testdata/find.js", "segments.js", file)
	command.Stderr = t.Output()
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got [][][2]int64
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(want) {
		t.Fatalf("%d cases, want %d: %v", len(got), len(want), err)
	}
	kept := 0
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, cases[i], got[i], want[i])
		}
		kept += len(want[i])
	}
	if kept < 10_000 {
		t.Errorf("got %d segments in all cases: they show too little", kept)
	}
}
