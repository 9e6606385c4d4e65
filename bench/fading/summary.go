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
	halves             [2]float64
	below, late        int     // cells that miss wantF1, wantDelay
	delay              float64 // of onsets: the most, in windows
	alarms, fresh      int     // in the clips
	far, freshFar      int
	auc                float64 // the mean difference
	noise, noiseAlarms int     // windows of the noise before the clips
	acts               int
}

// summarize returns the summary of the cells that are chosen.
func summarize(cells []cell, choose func(*cell) bool) summary {
	s := summary{worst: math.Inf(1), halves: [2]float64{math.Inf(1), math.Inf(1)}, delay: math.Inf(-1)}
	for i := range cells {
		if c := &cells[i]; choose(c) {
			s.add(c)
		}
	}
	s.f1 /= float64(s.cells)
	s.auc /= float64(s.cells)
	return s
}

func (s *summary) add(c *cell) {
	s.cells++
	t, fresh := c.all(), c.fresh.all()
	f1 := ratio(t.f1(), fresh.f1())
	s.f1 += f1
	s.worst = min(s.worst, f1)
	if f1 < wantF1 {
		s.below++
	}
	for h := range s.halves {
		s.halves[h] = min(s.halves[h], ratio(c.halves[h].f1(), c.fresh.halves[h].f1()))
	}
	delay := t.meanDelay() - fresh.meanDelay()
	s.delay = max(s.delay, delay)
	if delay > wantDelay {
		s.late++
	}
	s.alarms += t.alarms
	s.fresh += fresh.alarms
	s.far += t.far
	s.freshFar += fresh.far
	s.auc += t.auc() - fresh.auc()
	s.noise += c.noise
	s.noiseAlarms += c.outcome.alarms
	s.acts += c.acts
}

// merged returns the tally of all cells that are chosen.
func merged(cells []cell, choose func(*cell) bool) *tally {
	var t tally
	for i := range cells {
		if c := &cells[i]; choose(c) {
			t.merge(c.all())
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

// figure shows a number with three digits or all before the point.
func figure(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}
