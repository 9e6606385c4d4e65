package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gosilero/vad/model"
)

// drifts returns, in rising order, what vad.Stream.Drift is after each window of the
// labelled clips as they are, each of which a new stream hears.
func (s *study) drifts(n *network) []float64 {
	var all []float64
	e := newEngine(n.net)
	for i := range s.clips[n.rate] {
		g, clip := newGroup([]*policy{none()}), e.encode(nil, s.clips[n.rate][i].pcm)
		for w := range clip.windows() {
			e.step(g, clip.window(w))
			all = append(all, g.lanes[0].state.Drift()/model.MostDrift(n.name))
		}
	}
	slices.Sort(all)
	return all
}

// writeDrift shows the drift in clips, and after seconds of all noises at all
// levels.
func (s *study) writeDrift(w io.Writer, g *grid, seconds float64) {
	columns := []string{"network", "clips: median", "99 %", "most"}
	for _, p := range g.policies {
		columns = append(columns, fmt.Sprintf("%s, %s: least", p.name, duration(seconds)), "median", "most")
	}
	t := newTable(w, columns...)
	for _, n := range g.networks {
		clips := s.drifts(n)
		row := []string{n.String(), drift(clips[len(clips)/2]), drift(clips[len(clips)*99/100]), drift(clips[len(clips)-1])}
		for _, p := range g.policies {
			var after []float64
			for i := range s.inHours {
				if c := &s.inHours[i]; c.network == n && c.policy == p && c.seconds == seconds {
					after = append(after, c.drift)
				}
			}
			slices.Sort(after)
			row = append(row, drift(after[0]), drift(after[len(after)/2]), drift(after[len(after)-1]))
		}
		t.row(row...)
	}
	t.flush()
}

func drift(x float64) string { return fmt.Sprintf("%.2f", x) }
