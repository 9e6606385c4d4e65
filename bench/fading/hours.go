package main

import (
	"fmt"
	"io"

	"github.com/gosilero/vad/bench/fading/noise"
)

// hours is the main part: hours of every noise before the clips, without a
// policy, with the simplest and with the one chosen.
func (s *study) hours(w io.Writer) error {
	g := grid{
		networks: s.networks,
		kinds:    noise.Kinds,
		ratios:   s.ratios,
		seconds:  s.options.seconds,
		policies: []*policy{none(), clearing(5), chosen()},
	}
	if s.short {
		g.kinds, g.ratios, g.seconds = g.kinds[:1], []float64{10, 0}, []float64{0, 10, 60, 300}
	}
	cells := s.measure(g)
	s.writeByLevel(w, &g, cells)
	s.writeByKind(w, &g, cells)
	s.writeTargets(w, &g, cells)
	last := g.seconds[len(g.seconds)-1]
	fmt.Fprintf(w, "\n### Size of the memory after %g s of noise\n\nThe mean of |c| over the units, after noises of all kinds and levels.\n\n", last)
	s.writeSizes(w, cells, g.policies, last)
	return nil
}

// writeByLevel shows F1 of all noises together.
func (s *study) writeByLevel(w io.Writer, g *grid, cells []cell) {
	fmt.Fprintf(w, "\n### F1 after seconds of noise; all noises that have no level of their own, together\n\n")
	columns := []string{"network", "SNR", "fresh"}
	for _, p := range g.policies {
		for _, seconds := range g.seconds[1:] {
			columns = append(columns, fmt.Sprintf("%s, after %g s", p.name, seconds))
		}
	}
	t := newTable(w, columns...)
	for _, n := range g.networks {
		for _, ratio := range g.ratios {
			f1 := func(p *policy, seconds float64) string {
				return fmt.Sprintf("%.3f", merged(cells, func(c *cell) bool {
					return c.network == n && !c.kind.Fixed() && c.ratio == ratio && c.policy == p && c.seconds == seconds
				}).f1())
			}
			row := []string{n.String(), fmt.Sprintf("%g dB", ratio), f1(g.policies[0], 0)}
			for _, p := range g.policies {
				for _, seconds := range g.seconds[1:] {
					row = append(row, f1(p, seconds))
				}
			}
			t.row(row...)
		}
	}
	t.flush()
}

// writeByKind shows F1 of each noise after the longest time.
func (s *study) writeByKind(w io.Writer, g *grid, cells []cell) {
	last := g.seconds[len(g.seconds)-1]
	fmt.Fprintf(w, "\n### F1 after %g s of each noise, all levels together\n\n", last)
	columns := []string{"noise"}
	for _, n := range g.networks {
		columns = append(columns, n.String()+": fresh")
		for _, p := range g.policies {
			columns = append(columns, p.name)
		}
	}
	t := newTable(w, columns...)
	for _, kind := range g.kinds {
		row := []string{kind.Name}
		for _, n := range g.networks {
			f1 := func(p *policy, seconds float64) string {
				return fmt.Sprintf("%.3f", merged(cells, func(c *cell) bool {
					return c.network == n && c.kind.Name == kind.Name && c.policy == p && c.seconds == seconds
				}).f1())
			}
			row = append(row, f1(g.policies[0], 0))
			for _, p := range g.policies {
				row = append(row, f1(p, last))
			}
		}
		t.row(row...)
	}
	t.flush()
}

// writeTargets shows how each policy compares with a fresh stream at 20, 10
// and 0 dB.
func (s *study) writeTargets(w io.Writer, g *grid, cells []cell) {
	fmt.Fprintf(w, "\n### Compared with a fresh stream, at 20, 10 and 0 dB\n\n")
	t := newSummaryTable(w)
	for _, seconds := range g.seconds[max(1, len(g.seconds)-2):] {
		for _, p := range g.policies {
			for _, n := range g.networks {
				t.add(fmt.Sprintf("%s: %s, after %g s", p.name, n, seconds), cells, func(c *cell) bool {
					return c.network == n && c.policy == p && c.seconds == seconds && (c.kind.Fixed() || c.ratio == 20 || c.ratio == 10 || c.ratio == 0)
				})
			}
		}
	}
	t.flush()
}
