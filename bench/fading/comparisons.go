package main

import (
	"fmt"
	"io"

	"github.com/gosilero/vad/internal/noise"
)

// hard are the names of the noises by which policies are compared.
var hard = []string{"pink", "fan", "hum", "music", "babble"}

// policies compares all candidates, after five minutes of the noises that are hard.
func (s *study) policies(w io.Writer) error {
	g := grid{clips: s.clips, networks: s.fading(), ratios: []float64{20, 0}, seconds: []float64{0, 300}, policies: candidates()}
	names := hard
	if s.short {
		names, g.ratios, g.seconds = hard[3:], []float64{0}, []float64{0, 60}
	}
	for _, name := range names {
		k, err := noise.Find(name)
		if err != nil {
			return err
		}
		g.kinds = append(g.kinds, k)
	}
	cells := s.measure(g)
	changes, err := s.changes(g.policies)
	if err != nil {
		return err
	}
	region(w, "policies", func(w io.Writer) { writePolicies(w, g.policies, cells, changes) })
	return nil
}

// writePolicies writes one row a policy: noises in which nobody speaks apart from
// babble.
func writePolicies(w io.Writer, policies []*policy, cells []cell, changes []change) {
	t := newTable(w, "policy", "F1, %", "least", "below 98.5", "AUC", "alarms", "latest", "late",
		"babble: F1, %", "least", "below 98.5", "alarms", "in babble alone, %",
		"as they are: differ, %", "by more than 0.1", "other side of 0.5")
	for i, p := range policies {
		isBabble := func(c *cell) bool { return c.kind.Name == "babble" }
		noises := summarize(cells, func(c *cell) bool { return c.policy == p && c.seconds > 0 && !isBabble(c) })
		babble := summarize(cells, func(c *cell) bool { return c.policy == p && c.seconds > 0 && isBabble(c) })
		t.row(p.name, percent(noises.f1), percent(noises.worst), fmt.Sprintf("%d of %d", noises.below, noises.cells),
			fmt.Sprintf("%+.3f", noises.auc), more(noises.alarms, noises.fresh), fmt.Sprintf("%+.1f", noises.delay), fmt.Sprint(noises.late),
			percent(babble.f1), percent(babble.worst), fmt.Sprintf("%d of %d", babble.below, babble.cells), more(babble.alarms, babble.fresh),
			percent(ratio(float64(babble.noiseAlarms), float64(babble.noise))),
			changes[i].share(changes[i].differ), changes[i].share(changes[i].by10), changes[i].share(changes[i].flipped))
	}
	t.flush()
}
