package picture

import (
	"bytes"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		from, to    float64
		first, last string
	}{
		{0, 18.9, "0", "18"}, {0, 1, "0", "1"}, {0.5, 0.9, "0.5", "0.9"}, {0, 3600, "0:00", "60:00"},
		{0, 3601, "0:00:00", "1:00:00"}, {100, 400, "2:00", "6:30"}, {0, 0.005, "0", "0.005"},
	} {
		ticks := timeTicks(test.from, test.to)
		if len(ticks) < 3 || len(ticks) > 13 {
			t.Errorf("%v to %v has %d ticks", test.from, test.to, len(ticks))
			continue
		}
		if a, b := ticks[0].label, ticks[len(ticks)-1].label; a != test.first || b != test.last {
			t.Errorf("%v to %v: %s to %s, want %s to %s", test.from, test.to, a, b, test.first, test.last)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	if err := Recordings(&bytes.Buffer{}, "gif", Size{Width: 200, Height: 200}, []Recording{{Window: 0.032}}); err == nil {
		t.Error("gif is a format")
	}
}

// TestPanelsShareTime checks that both panels show exactly the time asked for,
// although data lies outside of it.
func TestPanelsShareTime(t *testing.T) {
	r := Recording{
		Duration: 10, Peaks: make([]Extremes, 100), PeakTime: 0.1, Probs: make([]float32, 20), Window: 0.5,
		Segments: [][2]float64{{1, 9}},
	}
	const from, to = 3.3, 4.7
	for name, panel := range map[string]func(from, to float64) *axes{"waveform": r.waveform, "probability": r.probability} {
		a := panel(from, to)
		if a.x != (span{from, to}) {
			t.Errorf("%s shows %v, want %g to %g", name, a.x, from, to)
		}
		on := &area{x: a.x, y: a.y, first: point{10, 0}, last: point{20, 1}}
		if begin, end := on.at(0, 0), on.at(10, 0); begin.x != 10 || end.x != 20 {
			t.Errorf("%s: 0 s and 10 s are at %v and %v, want at the edges", name, begin, end)
		}
	}
}
