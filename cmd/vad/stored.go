package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/gosilero/vad/internal/inference"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/segment"
)

// storedProbs is the JSON of the probabilities of one recording.
type storedProbs struct {
	File       string `json:"file"`
	Channel    *int   `json:"channel,omitempty"`
	SampleRate int    `json:"sample_rate"` // Hz, at which the model ran
	Window     int    `json:"window"`      // samples
	Samples    int64  `json:"samples"`     // length at that rate
	// Of the input.
	InputSampleRate int   `json:"input_sample_rate"`
	InputSamples    int64 `json:"input_samples"`

	Probabilities []float32 `json:"probabilities"`
	labels.Model
}

func (r *recording) stored() storedProbs {
	s := storedProbs{
		File: r.file, Channel: r.Channel, SampleRate: r.Track.SampleRate, Window: r.Window,
		Samples: r.Track.Samples, InputSampleRate: r.InputRate, InputSamples: r.InputSamples,
		Probabilities: r.Track.Probs, Model: r.model,
	}
	if s.Probabilities == nil {
		s.Probabilities = []float32{}
	}
	return s
}

var errStored = errors.New("not what vad probs --format json writes")

// recording returns the recording. Without lengths, it is as long as its windows
// at the model's rate.
func (s *storedProbs) recording() (*recording, error) {
	if s.SampleRate <= 0 || s.Window <= 0 || s.Samples < 0 || s.InputSampleRate < 0 || s.InputSamples < 0 {
		return nil, fmt.Errorf("%w: sample_rate %d, window %d", errStored, s.SampleRate, s.Window)
	}
	// Positions must stay exact when they are multiplied by a rate.
	if max(s.Samples, s.InputSamples) > math.MaxInt64>>32 || max(s.SampleRate, s.InputSampleRate) > 1<<28 {
		return nil, fmt.Errorf("%w: %d samples at %d Hz", errStored, s.InputSamples, s.InputSampleRate)
	}
	r := &recording{
		file: s.File, stem: newInput(s.File, filepath.Base(s.File)).stem, model: s.Model,
		Recording: &inference.Recording{
			Channel: s.Channel, Window: s.Window,
			Track:     segment.Track{Probs: s.Probabilities, Samples: s.Samples, SampleRate: s.SampleRate, Window: int64(s.Window)},
			InputRate: s.InputSampleRate, InputSamples: s.InputSamples,
		},
	}
	if r.Track.Samples == 0 {
		r.Track.Samples = int64(len(s.Probabilities)) * int64(s.Window)
	}
	if r.InputRate == 0 || r.InputSamples == 0 {
		r.InputRate, r.InputSamples = r.Track.SampleRate, r.Track.Samples
	}
	return r, nil
}

// checkWith checks the options of a verb that reads recordings or, unless probs is
// empty, the stored probabilities of that file.
func (f *passFlags) checkWith(probs string) error {
	if probs == "" {
		return f.check()
	}
	if len(f.Files) > 0 || f.Recursive || f.Channel != nil || f.PerChannel || f.Raw != "" || f.Rate != nil || f.Channels != nil || f.Model != models.Newest || f.Window != 0 || f.ResetSilence != nil {
		return usage("--probs excludes recordings, and the options for them and for the model, --reset-silence too")
	}
	return nil
}

// nameChannels gives the channels of one recording output files of their own.
func nameChannels(recs []*recording) {
	channels := map[string]int{}
	for _, r := range recs {
		channels[r.file]++
	}
	for _, r := range recs {
		if r.Channel != nil && channels[r.file] > 1 {
			r.setChannel(*r.Channel)
		}
	}
}

// distinctStems returns an error if two recordings have the same output files.
func distinctStems(recs []*recording) error {
	seen := map[string]*recording{}
	for _, r := range recs {
		if other, ok := seen[r.stem]; ok {
			return usage("the output of %s and %s would have the same name", other.file, r.file)
		}
		seen[r.stem] = r
	}
	return nil
}

// readStored reads the recordings of a file, or of standard input for "-".
func readStored(ctx context.Context, name string, t terminal) ([]*recording, error) {
	var in io.ReadCloser
	if name == "-" {
		t.sayWaiting("probabilities")
		in = interruptible(ctx, t.in)
	} else {
		file, err := os.Open(name)
		if err != nil {
			return nil, pathError(name, err)
		}
		in = file
	}
	defer in.Close()
	var list []*recording
	decoder := json.NewDecoder(in)
	for {
		var s storedProbs
		err := decoder.Decode(&s)
		if err == io.EOF && len(list) > 0 {
			nameChannels(list)
			return list, nil
		}
		if err == io.EOF {
			err = errors.New("empty")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", name, errStored, err)
		}
		r, err := s.recording()
		if err != nil {
			return nil, pathError(name, err)
		}
		list = append(list, r)
	}
}
