package main

import (
	"math"
	"testing"

	"github.com/gosilero/vad/internal/noise"
)

// counted returns an outcome.
func counted(hits, misses, alarms, delay int) outcome {
	y := tally{hits: hits, misses: misses, alarms: alarms, onsets: 10, delay: delay}
	return outcome{tally: y, noise: 100, noiseAlarms: alarms}
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
	if s.cells != 2 || s.below != 1 || s.late != 1 || s.alarms != 15 || s.fresh != 20 || s.noise != 200 || s.noiseAlarms != 15 {
		t.Errorf("got %+v", s)
	}
	if math.Abs(s.worst-half) > 1e-12 || math.Abs(s.f1-(1+half)/2) > 1e-12 || s.delay != 2.5 || s.meanDelay != 1.25 {
		t.Errorf("got F1 %v, least %v, latest onset %v, mean %v; want %v, %v, 2.5, 1.25", s.f1, s.worst, s.delay, s.meanDelay, (1+half)/2, half)
	}
	if y := merged(cells, func(*cell) bool { return true }); y.hits != 120 || y.misses != 180 {
		t.Errorf("merged: got %d hits, %d misses, want 120, 180", y.hits, y.misses)
	}
}
