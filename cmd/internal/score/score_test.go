package score

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/labels"
)

func TestMark(t *testing.T) {
	spans := []labels.Span{{Start: 0.5, End: 1.5}, {Start: 1.6, End: 1.7}, {Start: 3, End: 9}}
	// The middles are at 0.25, 0.75, 1.25, 1.75, 2.25, 2.75 and 3.25.
	want := []bool{false, true, true, false, false, false, true}
	if got := Mark(spans, 0.5, 7); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Mark(nil, 0.5, 2); !slices.Equal(got, []bool{false, false}) {
		t.Errorf("without spans: %v", got)
	}
}

func TestCounts(t *testing.T) {
	c := Count([]bool{true, true, true, false, false, false, false, true}, []bool{true, true, false, true, false, false, false, true})
	if want := (Counts{TruePositive: 3, FalsePositive: 1, FalseNegative: 1, TrueNegative: 3}); c != want {
		t.Fatalf("got %+v, want %+v", c, want)
	}
	c.Add(Counts{FalseNegative: 2})
	for name, pair := range map[string][2]float64{
		"accuracy":  {c.Accuracy(), 6. / 10},
		"precision": {c.Precision(), 3. / 4},
		"recall":    {c.Recall(), 3. / 6},
		"F1":        {c.F1(), 2 * 0.75 * 0.5 / (0.75 + 0.5)},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-15 {
			t.Errorf("%s is %v, want %v", name, pair[0], pair[1])
		}
	}
	var none Counts
	for _, x := range []float64{none.Accuracy(), none.Precision(), none.Recall(), none.F1()} {
		if !math.IsNaN(x) {
			t.Errorf("without frames: %v, want NaN", x)
		}
	}
}

// TestOverlap compares with counting on a fine grid.
func TestOverlap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	list := func() (spans []labels.Span, marks [400]bool) {
		for at := random.IntN(20); at < 350; {
			end := at + 1 + random.IntN(30)
			spans = append(spans, labels.Span{Start: float64(at) / 4, End: float64(end) / 4})
			for i := at; i < end; i++ {
				marks[i] = true
			}
			at = end + 1 + random.IntN(20)
		}
		return spans, marks
	}
	for range 200 {
		a, inA := list()
		b, inB := list()
		want := 0.0
		for i := range inA {
			if inA[i] && inB[i] {
				want += 0.25
			}
		}
		if got := Overlap(a, b); got != want {
			t.Fatalf("%v and %v: got %v, want %v", a, b, got, want)
		}
		if Overlap(a, a) != Length(a) {
			t.Fatalf("%v overlaps itself by %v", a, Overlap(a, a))
		}
	}
}

// TestROC compares the area with the chance that a frame of speech has a higher
// probability than one of silence, ties counting half.
func TestROC(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	probs := make([]float32, 500)
	truth := make([]bool, len(probs))
	for i := range probs {
		truth[i] = random.IntN(3) == 0
		probs[i] = float32(random.IntN(20)) / 20
		if truth[i] {
			probs[i] = float32(math.Sqrt(float64(probs[i])))
		}
	}
	wins, pairs := 0.0, 0.0
	for i := range probs {
		for k := range probs {
			if truth[i] && !truth[k] {
				pairs++
				if probs[i] > probs[k] {
					wins++
				} else if probs[i] == probs[k] {
					wins += 0.5
				}
			}
		}
	}
	if c := ROC(probs, truth); math.Abs(c.Area-wins/pairs) > 1e-12 {
		t.Errorf("area %v, want %v", c.Area, wins/pairs)
	}
	for _, only := range []bool{false, true} {
		if c := ROC([]float32{0.1, 0.9}, []bool{only, only}); !math.IsNaN(c.Area) {
			t.Errorf("with one class only, the area is %v", c.Area)
		}
	}
}

func TestTune(t *testing.T) {
	hill := func(on, off float64) (float64, error) {
		return 1 - math.Abs(on-0.62) - math.Abs(off-0.18), nil
	}
	if best, err := Tune(hill); err != nil || best.Threshold != 0.62 || best.NegThreshold != 0.18 || best.Accuracy != 1 {
		t.Errorf("got %+v, %v", best, err)
	}
	flat := func(on, off float64) (float64, error) {
		if on < 0.6 || off >= on {
			return 0, nil
		}
		return 0.9, nil
	}
	if best, _ := Tune(flat); best.Threshold != 0.6 || math.Abs(best.NegThreshold-0.35) > 0.0101 {
		t.Errorf("of equals, got %+v, want the nearest to the defaults", best)
	}
	broken := errors.New("broken")
	if _, err := Tune(func(_, _ float64) (float64, error) { return 0, broken }); err != broken {
		t.Errorf("got %v", err)
	}
}
