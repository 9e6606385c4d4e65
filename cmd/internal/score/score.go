// Package score compares detected speech with reference labels.
package score

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate"
	"gonum.org/v1/gonum/stat"

	"github.com/gosilero/vad/internal/labels"
)

// Mark returns for each of n frames whether its middle is inside one of the
// spans, which are in order and do not overlap:
//
//	marks[i] = some s with s.Start <= (i+0.5)*frame < s.End
func Mark(spans []labels.Span, frame float64, n int) []bool {
	marks := make([]bool, n)
	for i := range marks {
		middle := (float64(i) + 0.5) * frame
		for len(spans) > 0 && spans[0].End <= middle {
			spans = spans[1:]
		}
		marks[i] = len(spans) > 0 && spans[0].Start <= middle
	}
	return marks
}

// Counts are numbers of frames by what was found and what is true.
type Counts struct {
	TruePositive  int `json:"true_positive"`
	FalsePositive int `json:"false_positive"`
	FalseNegative int `json:"false_negative"`
	TrueNegative  int `json:"true_negative"`
}

// Count compares what was found with what is true, in slices of equal length.
func Count(found, truth []bool) Counts {
	var c Counts
	for i, f := range found {
		switch {
		case f && truth[i]:
			c.TruePositive++
		case f:
			c.FalsePositive++
		case truth[i]:
			c.FalseNegative++
		default:
			c.TrueNegative++
		}
	}
	return c
}

// Add adds the frames of another recording.
func (c *Counts) Add(d Counts) {
	c.TruePositive += d.TruePositive
	c.FalsePositive += d.FalsePositive
	c.FalseNegative += d.FalseNegative
	c.TrueNegative += d.TrueNegative
}

// Accuracy returns the share of frames that are right, or NaN without frames.
func (c Counts) Accuracy() float64 {
	right := c.TruePositive + c.TrueNegative
	return ratio(right, right+c.FalsePositive+c.FalseNegative)
}

// Precision returns the share of the frames found that are speech.
func (c Counts) Precision() float64 { return ratio(c.TruePositive, c.TruePositive+c.FalsePositive) }

// Recall returns the share of the frames of speech that were found.
func (c Counts) Recall() float64 { return ratio(c.TruePositive, c.TruePositive+c.FalseNegative) }

// F1 returns the harmonic mean of precision and recall.
func (c Counts) F1() float64 {
	return ratio(2*c.TruePositive, 2*c.TruePositive+c.FalsePositive+c.FalseNegative)
}

// ratio returns a/b, NaN for 0/0.
func ratio(a, b int) float64 { return float64(a) / float64(b) }

// Curve is the receiver operating characteristic: for all thresholds, the rates at
// which silence and speech are taken for speech.
type Curve struct {
	FalsePositive, TruePositive []float64
	Thresholds                  []float64 // descending
	Area                        float64   // NaN if all frames are speech or all silence
}

// At returns the least threshold at which no more than a share of the frames of
// silence is taken for speech, and the shares of silence taken for speech and of
// speech found then.
func (c Curve) At(falsePositive float64) (threshold, fpr, tpr float64) {
	for i, f := range c.FalsePositive {
		const equal = 1e-9 // more than the rounding of shares
		if f <= falsePositive+equal {
			threshold, fpr, tpr = c.Thresholds[i], f, c.TruePositive[i]
		}
	}
	return min(threshold, 1), fpr, tpr
}

// ROC returns the curve of the probabilities of frames.
func ROC(probs []float32, truth []bool) Curve {
	if !slices.Contains(truth, true) || !slices.Contains(truth, false) {
		return Curve{Area: math.NaN()}
	}
	y := make([]float64, len(probs))
	for i, p := range probs {
		y[i] = float64(p)
	}
	classes := slices.Clone(truth)
	stat.SortWeightedLabeled(y, classes, nil)
	tpr, fpr, thresholds := stat.ROC(nil, y, classes, nil)
	return Curve{FalsePositive: fpr, TruePositive: tpr, Thresholds: thresholds, Area: integrate.Trapezoidal(fpr, tpr)}
}
