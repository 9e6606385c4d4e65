package main

import (
	"fmt"
	"io"
	"slices"
)

// wanted reports whether the targets say something about a cell: one with noise
// before the clips, at the levels that they name.
func wanted(c *cell) bool {
	return c.seconds >= 300 && (c.kind.Fixed() || slices.Contains(wantRatios, c.ratio))
}

// writeTargets compares policies with fresh streams, one row for a network, a time
// and a policy.
func (s *study) writeTargets(w io.Writer, policies []*policy, last []float64, cells []cell) {
	t := newTable(w, "network", "after", "policy", "F1, %", "least", "below 98.5", "AUC", "alarms, fresh", "alarms", "far, fresh", "far", "onsets", "latest", "late")
	for _, n := range s.networks {
		for _, seconds := range last {
			for _, p := range policies {
				sum := summarize(cells, func(c *cell) bool {
					return c.network == n && c.policy == p && c.seconds == seconds && wanted(c)
				})
				if sum.cells == 0 {
					continue
				}
				t.row(n.String(), duration(seconds), p.name, percent(sum.f1), percent(sum.worst), fmt.Sprintf("%d of %d", sum.below, sum.cells),
					fmt.Sprintf("%+.3f", sum.auc), fmt.Sprint(sum.fresh), fmt.Sprint(sum.alarms), fmt.Sprint(sum.freshFar), fmt.Sprint(sum.far),
					fmt.Sprintf("%+.1f", sum.meanDelay), fmt.Sprintf("%+.1f", sum.delay), fmt.Sprint(sum.late))
			}
		}
	}
	t.flush()
}

// writeMisses lists the cells in which a policy misses the target of F1 or of
// onsets.
func writeMisses(w io.Writer, p *policy, cells []cell) {
	var rows [][]string
	for i := range cells {
		c := &cells[i]
		if c.policy != p || !wanted(c) {
			continue
		}
		if f1, delay := c.compared(); f1 < wantF1 || delay > wantDelay {
			rows = append(rows, []string{c.network.String(), c.kind.Name, fmt.Sprintf("%g dB", c.ratio), duration(c.seconds), percent(f1), fmt.Sprintf("%+.1f", delay)})
		}
	}
	if rows == nil {
		fmt.Fprintln(w, "None.")
		return
	}
	newTable(w, "network", "noise", "SNR", "after", "F1, % of fresh", "onsets, windows later").rows(rows)
}

// writeAlarms shows the windows of the clips that are wrongly taken for speech, by
// noise, of all networks, levels and times.
func writeAlarms(w io.Writer, policies []*policy, cells []cell) {
	columns := []string{"noise", "windows without speech", "fresh"}
	for _, p := range policies {
		columns = append(columns, p.name)
	}
	t := newTable(w, columns...)
	var kinds []string
	for i := range cells {
		if k := cells[i].kind.Name; !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	for _, kind := range kinds {
		row := []string{kind}
		for i, p := range policies {
			var sum summary
			windows := 0
			for j := range cells {
				if c := &cells[j]; c.kind.Name == kind && c.policy == p && wanted(c) {
					sum.add(c)
					windows += c.others()
				}
			}
			if i == 0 {
				row = append(row, fmt.Sprint(windows), fmt.Sprintf("%d, far %d", sum.fresh, sum.freshFar))
			}
			row = append(row, fmt.Sprintf("%d, far %d", sum.alarms, sum.far))
		}
		t.row(row...)
	}
	t.flush()
}
