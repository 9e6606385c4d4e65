package main

import (
	"io"
	"slices"

	"github.com/gosilero/vad/model"
)

// size is how far a memory has gone from its start: the mean of |c|.
func size(st *model.State) float64 {
	var sum float64
	for _, c := range st.C {
		sum += float64(max(c, -c))
	}
	return sum / model.Hidden
}

// sizes returns the size after each window of the labelled clips as they are,
// each of which a new stream hears, in rising order.
func (s *study) sizes(n *network) []float64 {
	var all []float64
	e := newEngine(n.net)
	for i := range s.clips[n.rate] {
		c := &s.clips[n.rate][i]
		groups := []group{newGroup(n.net.Config, []*policy{none()})}
		for w := range c.windows() {
			groups[0].tape.add(nil, c.pcm[w*n.net.Window:], 1)
			e.step(groups)
			all = append(all, size(&groups[0].lanes[0].state))
		}
	}
	slices.Sort(all)
	return all
}

// writeSizes shows the size of c in clips and after noise.
func (s *study) writeSizes(w io.Writer, cells []cell, policies []*policy, seconds float64) {
	columns := []string{"", "clips: median", "99 %", "most"}
	for _, p := range policies {
		columns = append(columns, p.name+": least", "median", "most")
	}
	t := newTable(w, columns...)
	for _, n := range s.networks {
		clips := s.sizes(n)
		row := []string{n.String(), figure(clips[len(clips)/2]), figure(clips[len(clips)*99/100]), figure(clips[len(clips)-1])}
		for _, p := range policies {
			var after []float64
			for i := range cells {
				if c := &cells[i]; c.network == n && c.policy == p && c.seconds == seconds {
					after = append(after, c.size)
				}
			}
			slices.Sort(after)
			row = append(row, figure(after[0]), figure(after[len(after)/2]), figure(after[len(after)-1]))
		}
		t.row(row...)
	}
	t.flush()
}
