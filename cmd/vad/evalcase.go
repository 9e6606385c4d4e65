package main

import (
	"time"

	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// evalRange is the options of what is compared.
type evalRange struct {
	Collar time.Duration `placeholder:"TIME" help:"Leave out this much time on each side of the labels' starts and ends (0s)."`
	UEM    string        `name:"uem" placeholder:"FILE" help:"Compare the parts of recordings that this UEM file names (all)."`

	parts *labels.UEM // nil for all
}

// open checks the options and reads the file.
func (e *evalRange) open() (err error) {
	if e.Collar < 0 {
		return usage("--collar is %v, want 0 or more", e.Collar)
	}
	if e.UEM != "" {
		e.parts, err = labels.OpenUEM(e.UEM)
	}
	return err
}

// scored returns the time of a recording in which it is compared with its labels.
func (e *evalRange) scored(r labels.Recording, spans []labels.Span) ([]labels.Span, error) {
	scored := score.Everything
	if e.parts != nil {
		var err error
		if scored, err = e.parts.Parts(r); err != nil {
			return nil, err
		}
	}
	if e.Collar > 0 {
		scored = score.Intersect(scored, score.Outside(score.Collars(spans, e.Collar.Seconds())))
	}
	return scored, nil
}

// evalCase is a recording with its reference labels.
type evalCase struct {
	*recording
	labels []labels.Span // s
	scored []labels.Span // s, where the two are compared

	// For each window whose middle is scored:
	probs []float32
	truth []bool // whether it is speech
}

func newCase(r *recording, spans, scored []labels.Span) *evalCase {
	c := &evalCase{recording: r, labels: spans, scored: scored}
	c.probs = onlyScored(c, r.Track.Probs)
	c.truth = c.mark(spans)
	return c
}

// mark returns for each window that is scored whether its middle is in the spans.
func (c *evalCase) mark(spans []labels.Span) []bool {
	return onlyScored(c, score.Mark(spans, c.WindowSeconds(), len(c.Track.Probs)))
}

// onlyScored returns the values of the windows whose middle is scored.
func onlyScored[T any](c *evalCase, values []T) []T {
	var kept []T
	for i, scored := range score.Mark(c.scored, c.WindowSeconds(), len(values)) {
		if scored {
			kept = append(kept, values[i])
		}
	}
	return kept
}

// compare compares the segments of a recording with its labels.
func (c *evalCase) compare(config segment.Config) (comparison, error) {
	segs, err := c.Segments(config)
	if err != nil {
		return comparison{}, err
	}
	var found []labels.Span
	for _, s := range segs {
		found = append(found, labels.Span{Start: c.Seconds(s.Start), End: c.Seconds(s.End)})
	}
	whole := []labels.Span{{Start: 0, End: c.Duration()}}
	r := comparison{
		File: c.file, Channel: c.Channel, Duration: score.Overlap(whole, c.scored),
		Detection: score.Detect(found, c.labels, c.scored),
	}
	r.count(score.Count(c.mark(found), c.truth))
	return r, nil
}
