package main

import (
	"io"
	"slices"

	"github.com/gosilero/vad/internal/noise"
)

// unseen checks the choice by other clips, in the noises that it was made by and in
// others.
func (s *study) unseen(w io.Writer) error {
	if s.options.others == "" {
		return nil
	}
	g := grid{
		clips:    s.others,
		networks: s.fading(),
		kinds:    slices.Concat(noise.Kinds, noise.Others),
		ratios:   wantRatios,
		seconds:  []float64{0, 300},
		policies: compared(),
	}
	if s.short {
		g.kinds, g.ratios = noise.Others[:1], wantRatios[2:]
	}
	cells := s.measure(g)
	region(w, "others", func(w io.Writer) { s.writeTargets(w, g.policies, g.seconds[1:], cells) })
	region(w, "others by noise", func(w io.Writer) { writeAlarms(w, g.policies, cells) })
	region(w, "others that miss", func(w io.Writer) { writeMisses(w, g.policies[len(g.policies)-1], cells) })
	return nil
}
