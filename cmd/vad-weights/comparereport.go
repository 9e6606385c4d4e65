package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// report is what compare prints.
type report struct {
	Names      [2]string    `json:"models"`
	Threshold  float64      `json:"threshold"`
	Recordings []comparison `json:"recordings"`
	Total      comparison   `json:"total"`
	Labelled   *judged      `json:"labelled,omitempty"` // nil without labels
}

// add compares a recording, and returns the segments of both models. truth is its
// labels, if there are any.
func (rep *report) add(r *recording, config segment.Config, truth []labels.Span, labelled bool) (found [2][]segment.Segment, err error) {
	rate := r.tracks[0].SampleRate
	c := comparison{File: r.path, Duration: float64(r.tracks[0].Samples) / float64(rate)}
	c.windows(r.tracks[0].Probs, r.tracks[1].Probs, rep.Threshold)
	for i, t := range r.tracks {
		if found[i], err = t.Segments(config); err != nil {
			return found, err
		}
	}
	c.compareSegments(found, rate)
	rep.Recordings = append(rep.Recordings, c)
	rep.Total.add(&c)
	if !labelled {
		return found, nil
	}
	if rep.Labelled == nil {
		rep.Labelled = new(judged)
	}
	j := rep.Labelled
	j.truth = append(j.truth, score.Mark(truth, 0.032, c.Windows)...)
	for i, t := range r.tracks {
		j.probs[i] = append(j.probs[i], t.Probs...)
	}
	return found, nil
}

// finish computes what takes all recordings.
func (rep *report) finish() {
	if rep.Labelled != nil && !rep.Labelled.finish(rep.Threshold) {
		rep.Labelled = nil
	}
}

func (rep *report) write(w io.Writer, format string) error {
	if format == "json" {
		return json.NewEncoder(w).Encode(rep)
	}
	a, b := rep.Names[0], rep.Names[1]
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "windows\tdiffer\tlargest\t%s alone\t%s alone\tsegments %s\t%s\tsame\tspeech in both\t%s alone\t%s alone\t\n", a, b, a, b, a, b)
	rows := rep.Recordings
	if len(rows) > 1 {
		rows = append(rows[:len(rows):len(rows)], rep.Total)
	}
	for _, c := range rows {
		name := c.File
		if name == "" {
			name = "total"
		}
		fmt.Fprintf(t, "%d\t%d\t%.4f\t%d\t%d\t%d\t%d\t%d\t%.3f s\t%.3f s\t%.3f s\t  %s\n", c.Windows, c.Differ, c.Largest,
			c.Flipped[0], c.Flipped[1], c.Segments[0], c.Segments[1], c.Same, c.Both, c.Alone[0], c.Alone[1], labels.Printable(name))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if rep.Labelled == nil {
		return nil
	}
	return rep.writeLabelled(w)
}

// writeLabelled prints the areas, and the thresholds at equal false alarms.
func (rep *report) writeLabelled(w io.Writer) error {
	a, b, j := rep.Names[0], rep.Names[1], rep.Labelled
	fmt.Fprintf(w, "\narea under the curve: %.4f with %s, %.4f with %s\n\n", j.AUC[0], a, j.AUC[1], b)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "false alarms\t%s: threshold\tmisses\t%s: threshold\tmisses\t\n", a, b)
	for _, l := range j.Levels {
		note := ""
		if l.At {
			note = fmt.Sprintf("  as with %s at %g", a, rep.Threshold)
		}
		fmt.Fprintf(t, "%.2f %%\t%.4f\t%.2f %%\t%.4f\t%.2f %%\t%s\n", 100*l.FalseAlarms,
			l.Thresholds[0], 100*l.Misses[0], l.Thresholds[1], 100*l.Misses[1], note)
	}
	return t.Flush()
}

// drawings returns two pictures of a recording, one for each model.
func (r *recording) drawings(pair [2]compared, segments [2][]segment.Segment, config segment.Config) []picture.Recording {
	var list []picture.Recording
	rate := float64(r.tracks[0].SampleRate)
	peaks, samples := r.envelope.Columns(pictureWidth)
	for i, t := range r.tracks {
		d := picture.Recording{
			Title:    fmt.Sprintf("%s, %s: %d segments", labels.Printable(filepath.Base(r.path)), pair[i].name, len(segments[i])),
			Duration: float64(t.Samples) / rate, Peaks: peaks, PeakTime: float64(samples) / rate,
			Probs: t.Probs, Window: 0.032,
			Threshold: config.Threshold, NegThreshold: max(config.Threshold-0.15, 0.01),
		}
		for _, s := range segments[i] {
			d.Segments = append(d.Segments, [2]float64{float64(s.Start) / rate, float64(s.End) / rate})
		}
		list = append(list, d)
	}
	return list
}

// Sizes of pictures in pixels.
const (
	pictureWidth  = 1400
	pictureHeight = 320 // for each model
	rocSize       = 640
)

// pictureFormat returns the format that a file's name asks for.
func pictureFormat(name string) (string, error) {
	switch extension := strings.ToLower(filepath.Ext(name)); extension {
	case ".png", ".svg":
		return extension[1:], nil
	}
	return "", fmt.Errorf("%s ends in neither .png nor .svg", name)
}

// draw writes the pictures that the user asked for.
func (c *compareCmd) draw(rep *report, drawings []picture.Recording) error {
	if c.Output != "" {
		size := picture.Size{Width: pictureWidth, Height: pictureHeight}
		err := writePicture(c.Output, func(w io.Writer, format string) error {
			return picture.Recordings(w, format, size, drawings)
		})
		if err != nil {
			return err
		}
	}
	switch {
	case c.ROC == "":
		return nil
	case rep.Labelled == nil:
		return fmt.Errorf("the labels are all speech or all silence, which gives no curve")
	}
	var curves []picture.Curve
	for i, r := range rep.Labelled.curves {
		curves = append(curves, picture.Curve{
			Name: rep.Names[i], FalsePositive: r.FalsePositive, TruePositive: r.TruePositive, Area: r.Area, At: rep.Labelled.at[i],
		})
	}
	return writePicture(c.ROC, func(w io.Writer, format string) error {
		return picture.ROC(w, format, rocSize, curves...)
	})
}

// writePicture writes a file, and removes it if that fails.
func writePicture(name string, draw func(w io.Writer, format string) error) error {
	format, err := pictureFormat(name)
	if err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	err = draw(f, format)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(name)
	}
	return err
}
