package main

import (
	"fmt"
	"path/filepath"
)

// change counts how the probabilities of recordings differ from the
// reference's.
type change struct {
	windows, differ, by10, flipped int // by anything, by more than 0.1, on the other side of threshold
}

func (c *change) add(reference, prob float32) {
	d := max(reference-prob, prob-reference)
	c.windows++
	if d > 0 {
		c.differ++
	}
	if d > 0.1 {
		c.by10++
	}
	if (reference >= threshold) != (prob >= threshold) {
		c.flipped++
	}
}

// share shows a part of all windows in per cent.
func (c *change) share(part int) string {
	return fmt.Sprintf("%.1f", 100*ratio(float64(part), float64(c.windows)))
}

// changes returns what policies do to recordings as they are: the library's own and
// the labelled clips.
func (s *study) changes(policies []*policy) ([]change, error) {
	changes := make([]change, len(policies))
	for _, n := range s.fading() {
		e := newEngine(n.net)
		for _, name := range recordings {
			pcm, err := readAudio(filepath.Join(s.testdata, name), n.rate)
			if err != nil {
				return nil, err
			}
			listen(e, pcm, policies, changes)
		}
		for i := range s.clips[n.rate] {
			listen(e, s.clips[n.rate][i].pcm, policies, changes)
		}
	}
	return changes, nil
}

// listen runs a recording under all policies, from the start of a stream, and
// counts the differences from the first.
func listen(e *engine, pcm []float32, policies []*policy, changes []change) {
	g, all := newGroup(policies), e.encode(nil, pcm)
	for w := range all.windows() {
		e.step(g, all.window(w))
		for p := range g.lanes {
			changes[p].add(g.lanes[0].prob, g.lanes[p].prob)
		}
	}
}
