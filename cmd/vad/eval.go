package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/cmd/internal/score"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

type evalCmd struct {
	Labels string `short:"l" placeholder:"PATH" help:"Reference labels: a file, or a folder with a file for each recording (next to the recordings)."`
	Format string `short:"f" enum:"text, json" default:"text" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	Probs  string `placeholder:"FILE" help:"Read probabilities that vad probs --format json wrote, not recordings; - is standard input."`
	Tune   bool   `help:"Search for the thresholds that fit best."`
	ROC    string `name:"roc" placeholder:"FILE" help:"Draw the receiver operating characteristic, as .png or .svg."`
	evalRange
	segmentFlags
	passFlags
}

func (evalCmd) Help() string {
	return `Labels are RTTM, CTM, Praat's TextGrid, SRT or VTT, Audacity label tracks, Kaldi's
segments, manifests of NeMo, csv with columns start and end, AVA-Speech's csv, the scv
of TEN VAD's test set, the json of vad detect, or the json of Silero's
get_speech_timestamps. They are matched by the name of the recording and, if they have
one, by the channel. If a file has labels for some of the recordings, the others have
no speech.

A frame is one window of the model; it is speech if its middle is. Accuracy,
precision, recall and F1 compare the segments with the labels, frame by frame;
the area under the curve (AUC) rates the probabilities. False alarms and misses
are exact, in seconds; the error rate is their sum over the speech in the labels,
the detection error rate of pyannote.metrics. --collar leaves out as much time on
each side of the labels' starts and ends, as -c of md-eval does; the collar of
pyannote.metrics is twice as long. --uem scores the parts that a UEM file names.

--tune tries all pairs of thresholds for the best frame accuracy, as Silero's
tuning script does, but rates the segments, which depend on all other options,
too.

Examples:

  vad eval --labels talk.rttm talk.wav
  vad eval -r --labels labels/ --tune --roc roc.png recordings/
  vad eval --probs talk.json --labels talk.txt --threshold 0.6`
}

func (c *evalCmd) Run(ctx context.Context, t terminal) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if err := c.checkWith(c.Probs); err != nil {
		return err
	}
	rocFormat := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.ROC)), ".")
	if c.ROC != "" && rocFormat != "png" && rocFormat != "svg" {
		return usage("%s ends in neither .png nor .svg", c.ROC)
	}
	refs, err := labels.Find(c.Labels)
	if err != nil {
		return err
	}
	if err := c.evalRange.open(); err != nil {
		return err
	}
	roc, err := c.openROC(ctx, t)
	if err != nil {
		return err
	}
	defer roc.abandon()
	e := &evaluation{config: config}
	failed := c.collect(ctx, t, refs, e)
	if len(e.cases) == 0 || failed != nil && failed != errFailed {
		return failed
	}
	report, err := e.report(c.Tune)
	if err != nil {
		return err
	}
	if err := report.write(t.out, c.Format); err != nil {
		return err
	}
	if c.ROC != "" {
		if err := report.drawROC(roc, rocFormat); err != nil {
			return pathError(c.ROC, err)
		}
		if err := roc.commit(); err != nil {
			return err
		}
	}
	return failed
}

// openROC begins the picture before the work, so that a bad name is reported at
// once.
func (c *evalCmd) openROC(ctx context.Context, t terminal) (*sink, error) {
	if c.ROC == "" {
		return &sink{Writer: io.Discard}, nil
	}
	output := outputFlags{Output: c.ROC, protected: c.protect(t, c.Probs, c.Labels, c.UEM)}
	return output.openOutput(ctx, t)
}

// collect gathers the recordings with their labels.
func (c *evalCmd) collect(ctx context.Context, t terminal, refs *labels.Finder, e *evaluation) error {
	cases := func(_ input, recs []*recording) ([]*evalCase, error) {
		var list []*evalCase
		for _, r := range recs {
			spans, err := refs.Spans(r.labelled())
			if err != nil {
				return nil, err
			}
			scored, err := c.scored(r.labelled(), spans)
			if err != nil {
				return nil, err
			}
			list = append(list, newCase(r, spans, scored))
		}
		return list, nil
	}
	keep := func(list []*evalCase) error {
		e.cases = append(e.cases, list...)
		return nil
	}
	if c.Probs == "" {
		var names []string
		for _, in := range c.list() {
			names = append(names, in.name)
		}
		if err := serveLabels(refs, names); err != nil {
			return err
		}
		return each(ctx, pass{passFlags: &c.passFlags, terminal: t}, cases, keep)
	}
	recs, err := readStored(ctx, c.Probs, t)
	if err != nil {
		return err
	}
	var names []string
	for _, r := range recs {
		if !slices.Contains(names, r.file) {
			names = append(names, r.file)
		}
	}
	if err := serveLabels(refs, names); err != nil {
		return err
	}
	list, err := cases(input{}, recs)
	if err != nil {
		return pathError(c.Probs, err)
	}
	return keep(list)
}

// serveLabels sets the files that labels are of.
func serveLabels(refs *labels.Finder, files []string) error {
	err := refs.Serve(files)
	if errors.Is(err, labels.ErrAmbiguous) {
		return usageError{err}
	}
	return err
}

// evaluation is the options to evaluate, and all recordings.
type evaluation struct {
	config segment.Config
	cases  []*evalCase
}

// compare returns the comparison of each recording, and the total.
func (e *evaluation) compare(config segment.Config) (list []comparison, total comparison, err error) {
	var sum score.Counts
	for _, c := range e.cases {
		r, err := c.compare(config)
		if err != nil {
			return nil, total, pathError(c.file, err)
		}
		r.AUC = known(score.ROC(c.probs, c.truth).Area)
		list = append(list, r)
		sum.Add(r.Counts)
		total.Duration += r.Duration
		total.Detection.Add(r.Detection)
	}
	total.count(sum)
	return list, total, nil
}

// report evaluates the options and, if tune is set, tunes them.
func (e *evaluation) report(tune bool) (*report, error) {
	var probs []float32
	var truth []bool
	for _, c := range e.cases {
		probs = append(probs, c.probs...)
		truth = append(truth, c.truth...)
	}
	rep := &report{roc: score.ROC(probs, truth)}
	var err error
	if rep.Recordings, rep.Total, err = e.compare(e.config); err != nil {
		return nil, err
	}
	rep.Total.AUC = known(rep.roc.Area)
	if tune {
		rep.Best, err = e.tune(rep.roc.Area)
	}
	return rep, err
}

// tune searches for the thresholds with the best mean accuracy of all recordings,
// long or short. auc is that of the probabilities.
func (e *evaluation) tune(auc float64) (*tuning, error) {
	with := func(threshold, negThreshold float64) segment.Config {
		config := e.config
		config.Threshold, config.NegThreshold = threshold, negThreshold
		return config
	}
	best, err := score.Tune(func(threshold, negThreshold float64) (float64, error) {
		sum, n := 0.0, 0
		for _, c := range e.cases {
			r, err := c.compare(with(threshold, negThreshold))
			if err != nil {
				return 0, pathError(c.file, err)
			}
			if r.Accuracy != nil {
				sum, n = sum+*r.Accuracy, n+1
			}
		}
		return sum / float64(max(n, 1)), nil
	})
	if err != nil {
		return nil, err
	}
	_, total, err := e.compare(with(best.Threshold, best.NegThreshold))
	total.AUC = known(auc)
	return &tuning{best, total}, err
}

// drawROC draws the curve and the point of the options on it.
func (r *report) drawROC(w io.Writer, format string) error {
	const size = 640 // pixels
	if len(r.roc.FalsePositive) == 0 {
		return errors.New("the labels are all speech or all silence, which gives no curve")
	}
	curve := picture.Curve{
		FalsePositive: r.roc.FalsePositive, TruePositive: r.roc.TruePositive, Area: r.roc.Area, At: rates(r.Total.Counts),
	}
	if r.Best != nil {
		tuned := rates(r.Best.Total.Counts)
		curve.Tuned = &tuned
	}
	return picture.ROC(w, format, size, curve)
}

// rates returns the shares of silence taken for speech and of speech found.
func rates(c score.Counts) [2]float64 {
	return [2]float64{
		float64(c.FalsePositive) / float64(c.FalsePositive+c.TrueNegative),
		float64(c.TruePositive) / float64(c.TruePositive+c.FalseNegative),
	}
}
