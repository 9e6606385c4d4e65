package main

import (
	"fmt"
	"math"
)

// What a policy has to keep of a fresh stream, and how much later it may find
// onsets, in windows.
const (
	wantF1    = 0.985
	wantDelay = 1
)

// summary is what came of one policy in several conditions, compared with
// streams that no noise came before.
type summary struct {
	cells              int
	f1, worst          float64 // ratios: the mean, the least
	below, late        int     // cells that miss wantF1, wantDelay
	meanDelay, delay   float64 // of onsets, in windows: the mean, the most
	alarms, fresh      int     // in the clips
	far, freshFar      int
	auc                float64 // the mean difference
	noise, noiseAlarms int     // windows of the noise before the clips
}

// summarize returns the summary of the cells that are chosen.
func summarize(cells []cell, choose func(*cell) bool) summary {
	s := summary{worst: math.Inf(1), delay: math.Inf(-1)}
	for i := range cells {
		if c := &cells[i]; choose(c) {
			s.add(c)
		}
	}
	s.f1 /= float64(s.cells)
	s.auc /= float64(s.cells)
	s.meanDelay /= float64(s.cells)
	return s
}

func (s *summary) add(c *cell) {
	s.cells++
	f1, delay := c.compared()
	s.f1 += f1
	s.worst = min(s.worst, f1)
	if f1 < wantF1 {
		s.below++
	}
	s.meanDelay += delay
	s.delay = max(s.delay, delay)
	if delay > wantDelay {
		s.late++
	}
	s.alarms += c.alarms
	s.fresh += c.fresh.alarms
	s.far += c.far
	s.freshFar += c.fresh.far
	s.auc += c.auc() - c.fresh.auc()
	s.noise += c.noise
	s.noiseAlarms += c.noiseAlarms
}

// compared returns F1 as a part of a fresh stream's, and how many windows later
// onsets are found.
func (c *cell) compared() (f1, delay float64) {
	return ratio(c.f1(), c.fresh.f1()), c.meanDelay() - c.fresh.meanDelay()
}

// merged returns the tally of all cells that are chosen.
func merged(cells []cell, choose func(*cell) bool) *tally {
	var t tally
	for i := range cells {
		if c := &cells[i]; choose(c) {
			t.merge(&c.tally)
		}
	}
	return &t
}

// percent shows a ratio in percent.
func percent(x float64) string { return fmt.Sprintf("%.1f", 100*x) }

// more shows how much more a is than b.
func more(a, b int) string {
	if b == 0 {
		return fmt.Sprintf("%d, 0", a)
	}
	return fmt.Sprintf("%+.0f %%", 100*(float64(a)/float64(b)-1))
}
