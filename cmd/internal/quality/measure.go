package main

import (
	"context"
	"fmt"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/segment"
)

// runner is a release of the network.
type runner struct {
	name   string
	model  *vad.Model
	window int // samples
}

// open returns the releases, or the files, of the names.
func open(names []string) ([]runner, error) {
	var list []runner
	for _, name := range names {
		m, err := models.Load(name, 0)
		if err != nil {
			return nil, err
		}
		window, err := m.WindowSize(rate)
		if err != nil {
			return nil, err
		}
		list = append(list, runner{name, m, window})
	}
	return list, nil
}

// cell is what one release found in all recordings in one condition.
type cell struct {
	probs  []float32
	truth  []bool       // of each window, whether its middle is speech
	frames score.Counts // of windows, in segments and in labels
	times  score.Detection
	quiet  float64 // s without speech
}

// measure returns a cell for each condition and release.
func measure(ctx context.Context, set *recordings, runners []runner, conditions []condition) ([][]cell, error) {
	cells := make([][]cell, len(conditions))
	for i := range cells {
		cells[i] = make([]cell, len(runners))
	}
	for n, file := range set.files {
		r, err := set.load(ctx, file)
		if err != nil {
			return nil, err
		}
		for i := range conditions {
			pcm := conditions[i].mix(r, n)
			for k := range runners {
				if err := cells[i][k].add(ctx, &runners[k], r, pcm); err != nil {
					return nil, fmt.Errorf("%s: %w", file, err)
				}
			}
		}
	}
	return cells, nil
}

// add runs a release over a recording, which sounds like pcm.
func (c *cell) add(ctx context.Context, by *runner, r *recording, pcm []float32) error {
	probs, err := by.model.Probabilities(ctx, pcm, rate)
	if err != nil {
		return err
	}
	config := segment.DefaultConfig()
	config.Window = int64(by.window)
	segments, err := segment.Find(probs, int64(len(pcm)), rate, config)
	if err != nil {
		return err
	}
	var found []labels.Span
	for _, s := range segments {
		found = append(found, labels.Span{Start: float64(s.Start) / rate, End: float64(s.End) / rate})
	}
	seconds := float64(by.window) / rate
	truth := score.Mark(r.labels, seconds, len(probs))
	whole := []labels.Span{{Start: 0, End: r.seconds()}}
	times := score.Detect(found, r.labels, whole)
	c.probs, c.truth = append(c.probs, probs...), append(c.truth, truth...)
	c.frames.Add(score.Count(score.Mark(found, seconds, len(probs)), truth))
	c.times.Add(times)
	c.quiet += r.seconds() - times.Speech
	return nil
}
