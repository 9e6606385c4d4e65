package main

import (
	"math"
	"testing"
)

func TestTally(t *testing.T) {
	// Onsets at 12 and 40; the first is found 2 windows late, the second never.
	speech := make([]bool, 60)
	probs := make([]float32, 60)
	for i := range speech {
		speech[i] = i >= 12 && i < 20 || i >= 40 && i < 45
		probs[i] = 0.01 + float32(i)*1e-4
	}
	for i := 14; i < 24; i++ {
		probs[i] = 0.9
	}
	probs[31] = threshold // alarm, 8 windows before the nearest speech is 32
	var y tally
	y.add(probs, speech)
	if y.hits != 6 || y.misses != 7 || y.alarms != 5 || y.rejections != 42 || y.far != 1 {
		t.Errorf("got %d hits, %d misses, %d alarms, %d of them far, %d rejections, want 6, 7, 5, 1, 42", y.hits, y.misses, y.alarms, y.far, y.rejections)
	}
	if y.onsets != 2 || y.delay != 2+onsetLimit {
		t.Errorf("got %d onsets, %d windows late, want 2, %d", y.onsets, y.delay, 2+onsetLimit)
	}
	if got, want := y.f1(), 12.0/24; math.Abs(got-want) > 1e-12 {
		t.Errorf("F1: got %v, want %v", got, want)
	}
	if got, want := y.recall(), 6.0/13; math.Abs(got-want) > 1e-12 {
		t.Errorf("recall: got %v, want %v", got, want)
	}
	var twice tally
	twice.merge(&y)
	twice.merge(&y)
	if twice.hits != 12 || twice.f1() != y.f1() || twice.auc() != y.auc() || twice.meanDelay() != y.meanDelay() {
		t.Errorf("two equal tallies: got %d hits, F1 %v, AUC %v", twice.hits, twice.f1(), twice.auc())
	}
}

func TestTallyAUC(t *testing.T) {
	tests := []struct {
		probs  []float32
		speech []bool
		want   float64
	}{
		{[]float32{0.1, 0.9}, []bool{false, true}, 1},
		{[]float32{0.9, 0.1}, []bool{false, true}, 0},
		{[]float32{0.5, 0.5}, []bool{false, true}, 0.5},
		{[]float32{0.2, 0.6, 0.4, 0.8}, []bool{false, false, true, true}, 0.75},
		{[]float32{0, 1}, []bool{false, true}, 1},
	}
	for _, test := range tests {
		var y tally
		y.add(test.probs, test.speech)
		if got := y.auc(); got != test.want {
			t.Errorf("%v, %v: got %v, want %v", test.probs, test.speech, got, test.want)
		}
	}
}
