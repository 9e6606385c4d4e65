package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
)

// comparison is how well the segments of a recording, or of all, fit the labels.
// Ratios of 0/0 are nil.
type comparison struct {
	File     string  `json:"file,omitempty"`
	Channel  *int    `json:"channel,omitempty"`
	Duration float64 `json:"duration"` // s, of what is compared
	score.Detection
	ErrorRate *float64 `json:"detection_error_rate"`
	Accuracy  *float64 `json:"accuracy"` // of frames
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`
	AUC       *float64 `json:"auc"`
	score.Counts
}

// count sets the counts, and the ratios that follow from them and from the
// detection.
func (r *comparison) count(c score.Counts) {
	r.Counts = c
	r.ErrorRate = known(r.Detection.ErrorRate())
	r.Accuracy, r.Precision, r.Recall, r.F1 = known(c.Accuracy()), known(c.Precision()), known(c.Recall()), known(c.F1())
}

// known returns x, or nil for NaN.
func known(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// tuning is the best pair of thresholds, and how well it does.
type tuning struct {
	score.Best
	Total comparison `json:"total"` // with the thresholds, and the other options
}

// flags returns the thresholds as options.
func (t *tuning) flags() string {
	return fmt.Sprintf("--threshold %.2f --neg-threshold %.2f", t.Threshold, t.NegThreshold)
}

// report is what vad eval prints.
type report struct {
	Recordings []comparison `json:"recordings"`
	Total      comparison   `json:"total"`
	Best       *tuning      `json:"best,omitempty"`

	roc score.Curve
}

func (r *report) write(w io.Writer, format string) error {
	if format == "json" {
		return json.NewEncoder(w).Encode(r)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%9s %9s %9s %9s %9s %11s %8s %10s\n", "accuracy", "precision", "recall", "F1", "AUC", "false alarm", "miss", "error rate")
	for _, recording := range r.Recordings {
		name := labels.Printable(recording.File)
		if recording.Channel != nil {
			name = fmt.Sprintf("%s channel %d", name, *recording.Channel)
		}
		recording.line(&b, name)
	}
	if len(r.Recordings) > 1 {
		r.Total.line(&b, fmt.Sprintf("all %d", len(r.Recordings)))
	}
	if r.Best != nil {
		r.Best.Total.line(&b, "with "+r.Best.flags())
		fmt.Fprintf(&b, "best: %s\n", r.Best.flags())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// line writes the figures, and what they belong to.
func (r *comparison) line(b *strings.Builder, name string) {
	for _, figure := range []*float64{r.Accuracy, r.Precision, r.Recall, r.F1, r.AUC} {
		fmt.Fprintf(b, "%9s ", ratio(figure))
	}
	fmt.Fprintf(b, "%9.3f s %6.3f s %10s  %s\n", r.FalseAlarm, r.Miss, ratio(r.ErrorRate), name)
}

// ratio returns a ratio as text.
func ratio(x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%.4f", *x)
}
