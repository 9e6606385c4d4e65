package main

import (
	"fmt"
	"io"
)

// summaryTable compares rows of cells with fresh streams: noises in which
// nobody speaks apart from babble.
type summaryTable struct{ table }

func newSummaryTable(w io.Writer) summaryTable {
	return summaryTable{newTable(w, "", "F1: mean", "least", "halves", "missed", "AUC", "alarms", "far ones", "latest onset", "late",
		"babble: F1: mean", "least", "missed", "AUC", "alarms", "in babble alone")}
}

// add adds a row about the cells that are chosen.
func (t summaryTable) add(name string, cells []cell, choose func(*cell) bool) {
	isBabble := func(c *cell) bool { return c.kind.Name == "babble" }
	noises := summarize(cells, func(c *cell) bool { return choose(c) && !isBabble(c) })
	babble := summarize(cells, func(c *cell) bool { return choose(c) && isBabble(c) })
	row := []string{name}
	if s := noises; s.cells > 0 {
		row = append(row, percent(s.f1), percent(s.worst), percent(s.halves[0])+", "+percent(s.halves[1]),
			fmt.Sprintf("%d of %d", s.below, s.cells), fmt.Sprintf("%+.3f", s.auc), more(s.alarms, s.fresh), more(s.far, s.freshFar),
			fmt.Sprintf("%+.1f", s.delay), fmt.Sprint(s.late))
	} else {
		row = append(row, "", "", "", "", "", "", "", "", "")
	}
	if s := babble; s.cells > 0 {
		row = append(row, percent(s.f1), percent(s.worst), fmt.Sprintf("%d of %d", s.below, s.cells), fmt.Sprintf("%+.3f", s.auc),
			more(s.alarms, s.fresh), percent(ratio(float64(s.noiseAlarms), float64(s.noise)))+" %")
	} else {
		row = append(row, "", "", "", "", "", "")
	}
	t.row(row...)
}
