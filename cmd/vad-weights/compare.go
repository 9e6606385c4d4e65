package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/segment"
)

type compareCmd struct {
	A         string   `arg:"" help:"A model: v6, v5, v4, or a file."`
	B         string   `arg:"" help:"Another one."`
	Files     []string `arg:"" sep:"none" name:"file" help:"Recordings."`
	Threshold float64  `default:"0.5" placeholder:"P" help:"A window is speech from this probability on (${default})."`
	Labels    string   `short:"l" placeholder:"PATH" help:"Reference labels of the recordings: a file, or a folder with a file for each."`
	Format    string   `short:"f" enum:"text, json" default:"text" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	Output    string   `short:"o" placeholder:"FILE" help:"Draw both probabilities and the segments of each recording, as .png or .svg."`
	ROC       string   `name:"roc" placeholder:"FILE" help:"Draw both receiver operating characteristics, as .png or .svg; needs labels."`
}

func (compareCmd) Help() string {
	return `Both models run at the same rate with windows of 32 ms. A window differs if its
probabilities are 0.1 or more apart, and is flipped if one model has it on the
other side of the threshold; segments are the same if both ends are, to a window.

With labels, as for vad eval, the area under the curve of both is printed, and
the thresholds with which they take an equal share of silence for speech.

Examples:

  vad-weights compare v6 v5 -o talk.png talk.wav
  vad-weights compare v6 mine.onnx --labels labels.rttm calls/*.flac`
}

// compared is one of the two models.
type compared struct {
	name  string
	model *vad.Model
}

// Run prints the figures of each recording and of all, and draws the pictures.
func (c *compareCmd) Run(stdout io.Writer, stderr errorOutput) error {
	for _, name := range []string{c.Output, c.ROC} {
		if _, err := pictureFormat(name); name != "" && err != nil {
			return usageError{err}
		}
	}
	if c.ROC != "" && c.Labels == "" {
		return usageError{errors.New("--roc needs --labels")}
	}
	pair, rates, err := c.load()
	if err != nil {
		return err
	}
	config := segment.DefaultConfig()
	config.Threshold = c.Threshold
	if _, err := segment.New(rates[0], config); err != nil {
		return usageError{err}
	}
	var finder *labels.Finder
	if c.Labels != "" {
		if finder, err = labels.Find(c.Labels); err != nil {
			return err
		}
		if err := finder.Serve(c.Files); err != nil {
			return usageError{err}
		}
	}
	rep := report{Names: [2]string{pair[0].name, pair[1].name}, Threshold: c.Threshold}
	var drawings []picture.Recording
	for _, path := range c.Files {
		r, err := runBoth(path, pair, rates, stderr)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		var truth []labels.Span
		if finder != nil {
			if truth, err = finder.Spans(labels.Recording{File: path, Stem: stem(path), SampleRate: r.inputRate}); err != nil {
				return err
			}
		}
		segments, err := rep.add(r, config, truth, finder != nil)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		drawings = append(drawings, r.drawings(pair, segments, config)...)
	}
	rep.finish()
	if err := rep.write(stdout, c.Format); err != nil {
		return err
	}
	return c.draw(&rep, drawings)
}

// load returns both models, and the sample rates that they have in common.
func (c *compareCmd) load() (pair [2]compared, rates []int, err error) {
	for i, name := range []string{c.A, c.B} {
		m, err := models.Load(name, 0)
		if err != nil {
			return pair, nil, err
		}
		pair[i] = compared{m.Release(), m}
	}
	if pair[0].name == pair[1].name {
		pair[0].name, pair[1].name = filepath.Base(c.A), filepath.Base(c.B)
	}
	if pair[0].name == pair[1].name {
		pair[0].name, pair[1].name = c.A, c.B
	}
	for _, rate := range pair[0].model.SampleRates() {
		if slices.Contains(pair[1].model.SampleRates(), rate) {
			rates = append(rates, rate)
		}
	}
	if rates == nil {
		return pair, nil, fmt.Errorf("%s has %d Hz, %s %d Hz: no rate in common", pair[0].name, pair[0].model.SampleRates(), pair[1].name, pair[1].model.SampleRates())
	}
	return pair, rates, nil
}

// recording is a file with the probabilities of both models.
type recording struct {
	path      string
	inputRate int
	tracks    [2]segment.Track
	envelope  *picture.Envelope // of the waveform at the rate of the tracks
}

// runBoth runs both models over a file, one after the other.
func runBoth(path string, pair [2]compared, rates []int, stderr io.Writer) (*recording, error) {
	r := &recording{path: path, envelope: picture.NewEnvelope()}
	for i := range pair {
		envelope := r.envelope
		if i > 0 {
			envelope = nil
		}
		warnings, err := r.run(i, pair[i].model, rates, envelope)
		if err != nil {
			return nil, err
		}
		for _, warning := range warnings {
			if i == 0 {
				fmt.Fprintf(stderr, "vad-weights: warning: %s: %v\n", path, warning.Error())
			}
		}
	}
	return r, nil
}

// run computes the track of one model. It returns what was damaged in the file.
func (r *recording) run(i int, m *vad.Model, rates []int, envelope *picture.Envelope) (warnings []audio.Warning, err error) {
	f, err := os.Open(r.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	reader, err := audio.Open(f)
	if err != nil {
		return nil, err
	}
	r.inputRate = reader.Format().SampleRate
	rate := slices.Min(rates)
	for _, common := range rates {
		if common <= r.inputRate {
			rate = max(rate, common)
		}
	}
	source, err := audio.Resample(audio.Mono(reader), rate)
	if err != nil {
		return nil, err
	}
	probs, samples, err := m.ReadProbabilities(context.Background(), &tap{source, envelope}, rate)
	r.tracks[i] = segment.Track{Probs: probs, Samples: samples, SampleRate: rate}
	return reader.Warnings(), err
}

// tap passes samples on and keeps their envelope, if it has one.
type tap struct {
	audio.Source
	envelope *picture.Envelope
}

func (t *tap) Read(dst []float32) (int, error) {
	n, err := t.Source.Read(dst)
	if t.envelope != nil {
		t.envelope.Add(dst[:n])
	}
	return n, err
}

func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}
