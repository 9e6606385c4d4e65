package main

import (
	"fmt"
	"io"
	"path/filepath"
)

// change counts how the probabilities of recordings differ from the
// reference's.
type change struct {
	windows, differ, by1, by10, flipped int // by more than 0.01, 0.1; on the other side of threshold
}

func (c *change) add(reference, prob float32) {
	d := max(reference-prob, prob-reference)
	c.windows++
	if d > 0 {
		c.differ++
	}
	if d > 0.01 {
		c.by1++
	}
	if d > 0.1 {
		c.by10++
	}
	if (reference >= threshold) != (prob >= threshold) {
		c.flipped++
	}
}

// ordinary shows what the policies do to recordings as they are.
func (s *study) ordinary(w io.Writer) error {
	policies := candidates()
	changes := make([]change, len(policies))
	tallies := make([]tally, len(policies))
	for _, n := range s.networks {
		e := newEngine(n.net)
		for _, name := range recordings {
			pcm, err := readAudio(filepath.Join(s.testdata, name), n.rate)
			if err != nil {
				return err
			}
			listen(e, pcm, policies, changes)
		}
		for i := range s.clips[n.rate] {
			c := &s.clips[n.rate][i]
			for p, probs := range listen(e, c.pcm, policies, changes) {
				tallies[p].add(probs, c.speech)
			}
		}
	}
	t := newTable(w, "", "windows", "differ", "by more than 0.01", "by more than 0.1", "on the other side of 0.5", "F1 of the clips", "AUC", "alarms", "far ones", "delay of onsets")
	for i, p := range policies {
		c, y := &changes[i], &tallies[i]
		t.row(p.name, fmt.Sprint(c.windows), share(c.differ, c.windows), share(c.by1, c.windows), share(c.by10, c.windows), share(c.flipped, c.windows),
			fmt.Sprintf("%.4f", y.f1()), fmt.Sprintf("%.4f", y.auc()), fmt.Sprint(y.alarms), fmt.Sprint(y.far), fmt.Sprintf("%.2f", y.meanDelay()))
	}
	t.flush()
	return nil
}

// listen runs a recording under all policies, from the start of a stream,
// counts the differences from the first, and returns the probabilities.
func listen(e *engine, pcm []float32, policies []*policy, changes []change) [][]float32 {
	groups := []group{newGroup(e.network.Config, policies)}
	probs := make([][]float32, len(policies))
	window := e.network.Window
	for ; len(pcm) >= window; pcm = pcm[window:] {
		groups[0].tape.add(nil, pcm, 1)
		e.step(groups)
		lanes := groups[0].lanes
		for p := range lanes {
			probs[p] = append(probs[p], lanes[p].prob)
			changes[p].add(lanes[0].prob, lanes[p].prob)
		}
	}
	return probs
}

// share shows a part of a whole.
func share(part, whole int) string {
	if part == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%.1f %%)", part, 100*ratio(float64(part), float64(whole)))
}
