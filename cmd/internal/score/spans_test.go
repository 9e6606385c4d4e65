package score

import (
	"math"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/labels"
)

// TestDetectionErrorRate computes by hand what pyannote.metrics makes of the example
// in its documentation: DetectionErrorRate(), with a collar of half a second on each
// side (collar=1.0 there, -c 0.5 in md-eval), and inside of a UEM.
func TestDetectionErrorRate(t *testing.T) {
	truth := []labels.Span{{Start: 0, End: 10}, {Start: 12, End: 20}, {Start: 24, End: 27}, {Start: 30, End: 40}}
	found := []labels.Span{{Start: 2, End: 20}, {Start: 22, End: 40}}
	collars := Outside(Collars(truth, 0.5))
	for _, test := range []struct {
		name   string
		scored []labels.Span
		want   Detection
	}{
		// Missed: 0-2. False alarms: 10-12, 22-24, 27-30.
		{"all", Everything, Detection{31, 7, 2}},
		// Missed: 0.5-2. False alarms: 10.5-11.5, 22-23.5, 27.5-29.5.
		{"collar", collars, Detection{27, 4.5, 1.5}},
		// The same without what is from 25 s on.
		{"uem", []labels.Span{{Start: 0, End: 25}}, Detection{19, 4, 2}},
		// Two parts, and the collars: missed 1-2, false alarms 10.5-11.5 and 22-23.5.
		{"uem and collar", Intersect([]labels.Span{{Start: 1, End: 15}, {Start: 21, End: 25}}, collars), Detection{8.5 + 2.5 + 0.5, 1 + 1.5, 1}},
		{"nothing", nil, Detection{}},
	} {
		got := Detect(found, truth, test.scored)
		for i, pair := range [][2]float64{{got.Speech, test.want.Speech}, {got.FalseAlarm, test.want.FalseAlarm}, {got.Miss, test.want.Miss}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Errorf("%s, figure %d: got %+v, want %+v", test.name, i, got, test.want)
			}
		}
	}
	if rate := Detect(found, truth, Everything).ErrorRate(); math.Abs(rate-9./31) > 1e-12 {
		t.Errorf("error rate %v, want 9/31", rate)
	}
	if rate := (Detection{FalseAlarm: 3}).ErrorRate(); !math.IsNaN(rate) {
		t.Errorf("without speech, the error rate is %v", rate)
	}
	// Ends that are sums, as in RTTM, differ in the last bit.
	found = []labels.Span{{Start: 0.706, End: 7.422}, {Start: 8.834, End: 11.486}, {Start: 12.834, End: 17.79}}
	truth = nil
	for i, length := range []float64{6.716, 2.652, 4.956} {
		truth = append(truth, labels.Span{Start: found[i].Start, End: found[i].Start + length})
	}
	if got := Detect(found, truth, Everything); slices.Equal(found, truth) || got != (Detection{Speech: 14.324}) {
		t.Errorf("without errors: %+v", got)
	}
	sum := Detection{1, 2, 3}
	if sum.Add(Detection{10, 20, 30}); sum != (Detection{11, 22, 33}) {
		t.Errorf("the sum is %+v", sum)
	}
}

// TestCollars checks that collars that overlap are one.
func TestCollars(t *testing.T) {
	got := Collars([]labels.Span{{Start: 1, End: 1.5}, {Start: 4, End: 9}}, 0.5)
	if want := []labels.Span{{Start: 0.5, End: 2}, {Start: 3.5, End: 4.5}, {Start: 8.5, End: 9.5}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	inf := math.Inf(1)
	if out, want := Outside(got[:1]), []labels.Span{{Start: -inf, End: 0.5}, {Start: 2, End: inf}}; !slices.Equal(out, want) {
		t.Errorf("outside is %v, want %v", out, want)
	}
	if out := Outside(nil); !slices.Equal(out, Everything) {
		t.Errorf("outside of nothing is %v", out)
	}
}
