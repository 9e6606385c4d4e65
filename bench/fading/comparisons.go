package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gosilero/vad/bench/fading/noise"
)

// hard are the noises by which policies are compared.
func hard() []noise.Kind {
	var kinds []noise.Kind
	for _, name := range []string{"pink", "fan", "hum", "music", "babble"} {
		i := slices.IndexFunc(noise.Kinds, func(k noise.Kind) bool { return k.Name == name })
		kinds = append(kinds, noise.Kinds[i])
	}
	return kinds
}

// compare writes one row a policy.
func (s *study) compare(w io.Writer, kinds []noise.Kind, policies []*policy) {
	g := grid{networks: s.networks, kinds: kinds, ratios: []float64{20, 0}, seconds: []float64{0, 300}, policies: policies}
	if s.short {
		g.kinds, g.ratios, g.seconds = []noise.Kind{kinds[0], kinds[len(kinds)-1]}, []float64{0}, []float64{0, 60}
	}
	cells := s.measure(g)
	fmt.Fprintf(w, "After %g s of noise, at ", g.seconds[1])
	for i, r := range g.ratios {
		if i > 0 {
			fmt.Fprint(w, " and ")
		}
		fmt.Fprintf(w, "%g dB", r)
	}
	fmt.Fprint(w, ":")
	for i, k := range g.kinds {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprintf(w, " %s", k.Name)
	}
	fmt.Fprint(w, ".\n\n")
	t := newSummaryTable(w)
	for _, p := range policies {
		t.add(p.name, cells, func(c *cell) bool { return c.policy == p && c.seconds > 0 })
	}
	t.flush()
}

func (s *study) candidates(w io.Writer) error {
	s.compare(w, hard(), candidates())
	return nil
}

func (s *study) constants(w io.Writer) error {
	s.compare(w, hard(), variants())
	return nil
}

func (s *study) others(w io.Writer) error {
	s.compare(w, noise.Others, []*policy{none(), clearing(5), chosen()})
	return nil
}
