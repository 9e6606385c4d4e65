package main

import (
	"math"
	"testing"

	"github.com/gosilero/vad/bench/fading/noise"
)

// counted returns an outcome of both halves alike.
func counted(hits, misses, alarms, delay int) outcome {
	y := tally{hits: hits, misses: misses, alarms: alarms, onsets: 10, delay: delay}
	return outcome{halves: [2]tally{y, y}, noise: 100, alarms: alarms, acts: 3}
}

func TestSummarize(t *testing.T) {
	fresh := counted(80, 20, 10, 20)
	cells := []cell{
		{kind: noise.Kinds[0], outcome: counted(80, 20, 10, 20), fresh: &fresh},
		{kind: noise.Kinds[0], outcome: counted(40, 60, 5, 45), fresh: &fresh},
		{kind: noise.Kinds[1], outcome: counted(0, 100, 0, 300), fresh: &fresh},
	}
	s := summarize(cells, func(c *cell) bool { return c.kind.Name == noise.Kinds[0].Name })
	half := (80.0 / 145) / (160.0 / 190)
	if s.cells != 2 || s.below != 1 || s.late != 1 || s.alarms != 30 || s.fresh != 40 || s.noise != 200 || s.noiseAlarms != 15 || s.acts != 6 {
		t.Errorf("got %+v", s)
	}
	if math.Abs(s.worst-half) > 1e-12 || math.Abs(s.f1-(1+half)/2) > 1e-12 || s.halves[0] != s.worst || s.delay != 2.5 {
		t.Errorf("got F1 %v, least %v, %v, latest onset %v; want %v, %v, 2.5", s.f1, s.worst, s.halves, s.delay, (1+half)/2, half)
	}
	if y := merged(cells, func(*cell) bool { return true }); y.hits != 240 || y.misses != 360 {
		t.Errorf("merged: got %d hits, %d misses, want 240, 360", y.hits, y.misses)
	}
}
