package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gosilero/vad/internal/noise"
)

// wantRatios are the levels, in dB, at which a policy has to keep what a fresh
// stream finds.
var wantRatios = []float64{20, 10, 0}

// hours is the main part: up to an hour of every noise before the clips, without a
// policy, with the simplest and with the one chosen; of v4, five minutes.
func (s *study) hours(w io.Writer) error {
	g := grid{clips: s.clips, networks: s.fading(), kinds: noise.Kinds, ratios: s.ratios, seconds: s.seconds, policies: compared()}
	v4 := grid{clips: s.clips, kinds: noise.Kinds, ratios: wantRatios[1:], seconds: []float64{0, 300}, policies: g.policies}
	for _, n := range s.networks {
		if !slices.Contains(g.networks, n) {
			v4.networks = append(v4.networks, n)
		}
	}
	if s.short {
		g.kinds, g.ratios, g.seconds, v4.networks = g.kinds[:1], wantRatios[1:], []float64{0, 10, 60, 300}, nil
	}
	s.inHours = s.measure(g)
	all := slices.Concat(s.inHours, s.measure(v4))
	last := g.seconds[max(1, len(g.seconds)-2):]
	region(w, "F1", func(w io.Writer) { s.writeF1(w, &g, last) })
	region(w, "targets", func(w io.Writer) { s.writeTargets(w, g.policies, last, all) })
	region(w, "misses", func(w io.Writer) { writeMisses(w, g.policies[len(g.policies)-1], all) })
	region(w, "alarms", func(w io.Writer) { writeAlarms(w, g.policies, all) })
	region(w, "drift", func(w io.Writer) { s.writeDrift(w, &g, last[len(last)-1]) })
	return s.found(w, &g)
}

// writeF1 shows F1 of all noises together that have no level of their own.
func (s *study) writeF1(w io.Writer, g *grid, last []float64) {
	columns := []string{"network", "SNR", "fresh"}
	for _, p := range g.policies {
		for _, seconds := range last {
			columns = append(columns, fmt.Sprintf("%s: %s", p.name, duration(seconds)))
		}
	}
	t := newTable(w, columns...)
	for _, n := range g.networks {
		for _, ratio := range g.ratios {
			f1 := func(p *policy, seconds float64) string {
				return fmt.Sprintf("%.3f", merged(s.inHours, func(c *cell) bool {
					return c.network == n && !c.kind.Fixed() && c.ratio == ratio && c.policy == p && c.seconds == seconds
				}).f1())
			}
			row := []string{n.String(), fmt.Sprintf("%g dB", ratio), f1(g.policies[0], 0)}
			for _, p := range g.policies {
				for _, seconds := range last {
					row = append(row, f1(p, seconds))
				}
			}
			t.row(row...)
		}
	}
	t.flush()
}

// duration shows a number of seconds.
func duration(seconds float64) string {
	if seconds >= 60 {
		return fmt.Sprintf("%g min", seconds/60)
	}
	return fmt.Sprintf("%g s", seconds)
}
