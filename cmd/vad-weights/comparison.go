package main

import (
	"math"

	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// differs is how far apart probabilities are that differ.
const differs = 0.1

// comparison is how two models differ on a recording, or on all. The first of two
// numbers is of the first model.
type comparison struct {
	File     string     `json:"file,omitempty"`
	Duration float64    `json:"duration"` // s
	Windows  int        `json:"windows"`
	Differ   int        `json:"differ"`        // windows
	Largest  float64    `json:"largest"`       // difference of probabilities
	Flipped  [2]int     `json:"flipped"`       // windows that are speech with one model alone
	Segments [2]int     `json:"segments"`      // found
	Same     int        `json:"same_segments"` // to a window at both ends
	Both     float64    `json:"both"`          // speech in s
	Alone    [2]float64 `json:"alone"`         // speech with one model alone in s
}

// add adds the figures of another recording.
func (c *comparison) add(d *comparison) {
	c.Duration += d.Duration
	c.Windows += d.Windows
	c.Differ += d.Differ
	c.Largest = max(c.Largest, d.Largest)
	c.Same += d.Same
	c.Both += d.Both
	for i := range 2 {
		c.Flipped[i] += d.Flipped[i]
		c.Segments[i] += d.Segments[i]
		c.Alone[i] += d.Alone[i]
	}
}

// windows compares probabilities.
func (c *comparison) windows(a, b []float32, threshold float64) {
	c.Windows = len(a)
	for i := range a {
		p, q := float64(a[i]), float64(b[i])
		d := math.Abs(p - q)
		c.Largest = max(c.Largest, d)
		if d >= differs {
			c.Differ++
		}
		switch {
		case p >= threshold && q < threshold:
			c.Flipped[0]++
		case p < threshold && q >= threshold:
			c.Flipped[1]++
		}
	}
}

// compareSegments compares segments, given in samples of a rate.
func (c *comparison) compareSegments(found [2][]segment.Segment, rate int) {
	var spans [2][]labels.Span
	for i, list := range found {
		c.Segments[i] = len(list)
		for _, s := range list {
			spans[i] = append(spans[i], labels.Span{Start: float64(s.Start) / float64(rate), End: float64(s.End) / float64(rate)})
		}
	}
	window := int64(rate * 32 / 1000)
	near := func(a, b int64) bool { return max(a-b, b-a) <= window }
	rest := found[1]
	for _, s := range found[0] {
		for len(rest) > 0 && rest[0].End < s.End-window {
			rest = rest[1:]
		}
		if len(rest) > 0 && near(rest[0].Start, s.Start) && near(rest[0].End, s.End) {
			c.Same++
			rest = rest[1:]
		}
	}
	c.Both = score.Overlap(spans[0], spans[1])
	for i := range 2 {
		c.Alone[i] = score.Length(spans[i]) - c.Both
	}
}

// judged is how well both models fit the labels of all recordings.
type judged struct {
	AUC    [2]float64 `json:"auc"`
	Levels []level    `json:"thresholds"`

	probs  [2][]float32
	truth  []bool
	curves [2]score.Curve
	at     [2][2]float64 // shares of silence taken for speech and of speech found, at the threshold
}

// level is the thresholds with which both models take an equal share of silence for
// speech.
type level struct {
	FalseAlarms float64    `json:"false_alarms"` // at most
	Thresholds  [2]float64 `json:"thresholds"`
	Misses      [2]float64 `json:"misses"` // the share of speech not found
	At          bool       `json:"at_threshold,omitempty"`
}

// falseAlarms are the shares of silence for which thresholds are given.
var falseAlarms = []float64{0.01, 0.02, 0.05, 0.1}

// finish computes the curves and the thresholds. It reports whether the labels have
// both speech and silence.
func (j *judged) finish(threshold float64) bool {
	for i := range 2 {
		j.curves[i] = score.ROC(j.probs[i], j.truth)
		j.AUC[i] = j.curves[i].Area
		found := make([]bool, len(j.truth))
		for k, p := range j.probs[i] {
			found[k] = float64(p) >= threshold
		}
		counts := score.Count(found, j.truth)
		j.at[i] = [2]float64{
			float64(counts.FalsePositive) / float64(counts.FalsePositive+counts.TrueNegative),
			counts.Recall(),
		}
	}
	if math.IsNaN(j.AUC[0]) {
		return false
	}
	// As many false alarms as the first model has at the threshold.
	first := j.level(j.at[0][0])
	first.Thresholds[0], first.Misses[0], first.At = threshold, 1-j.at[0][1], true
	j.Levels = []level{first}
	for _, f := range falseAlarms {
		j.Levels = append(j.Levels, j.level(f))
	}
	return true
}

func (j *judged) level(falseAlarms float64) level {
	l := level{FalseAlarms: falseAlarms}
	for i, c := range j.curves {
		threshold, _, found := c.At(falseAlarms)
		l.Thresholds[i], l.Misses[i] = threshold, 1-found
	}
	return l
}
