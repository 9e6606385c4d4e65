package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/inference"
	"github.com/gosilero/vad/internal/labels"
)

// fileFigures are what vad bench measures of a recording.
type fileFigures struct {
	File       string  `json:"file"`
	Kind       string  `json:"kind"`
	ByFFmpeg   bool    `json:"by_ffmpeg,omitempty"` // decoded by ffmpeg
	SampleRate int     `json:"sample_rate"`         // Hz
	Channels   int     `json:"channels"`
	Duration   float64 `json:"duration"` // s
	conditions
	Whole     float64 `json:"whole_s"`     // median: reading, decoding, resampling and inference
	Inference float64 `json:"inference_s"` // median: of the same samples in memory
	Ratio     float64 `json:"ratio"`       // median of Whole/Inference, pair by pair
	Speed     float64 `json:"times_realtime"`
}

// benchFiles measures recordings, one after the other. A recording that fails is
// reported and does not stop the others.
func (c *benchCmd) benchFiles(ctx context.Context, m *vad.Model, t terminal) error {
	var failed error
	flags := &inputFlags{Files: c.Files}
	for _, in := range flags.list() {
		switch {
		case in.name == "-":
			return usage("standard input cannot be read over and over; name a file")
		case in.err == errFolder:
			in.err = errors.New("is a folder")
		case in.err == nil && !isRegularFile(in.path):
			in.err = errors.New("is a pipe, which cannot be read over and over")
		}
		f := fileFigures{File: in.name, conditions: newConditions(m)}
		err := c.benchFile(ctx, &analyser{model: m, flags: flags, terminal: t, progress: io.Discard}, in, &f)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			t.complain("%v", pathError(in.name, err))
			failed = errFailed
			continue
		}
		if err := c.print(t, f, f.text()); err != nil {
			return err
		}
	}
	return failed
}

// benchFile sets the figures of a recording. It measures detection and inference
// in turns, so that other load on the machine affects both alike.
func (c *benchCmd) benchFile(ctx context.Context, a *analyser, in input, f *fileFigures) error {
	pcm, rate, err := a.decode(ctx, in, f)
	if err != nil {
		return err
	}
	if len(pcm) == 0 {
		return errors.New("there are no samples to measure")
	}
	var whole, inference, ratio []float64
	for enough := c.forTime(); !enough(len(ratio)); {
		took, err := microseconds(ctx, func() error {
			_, err := a.analyse(ctx, in)
			return err
		})
		if err != nil {
			return err
		}
		alone, err := microseconds(ctx, func() error {
			_, err := a.model.Probabilities(ctx, pcm, rate)
			return err
		})
		if err != nil {
			return err
		}
		whole, inference, ratio = append(whole, took*1e-6), append(inference, alone*1e-6), append(ratio, took/alone)
	}
	f.Whole, f.Inference, f.Ratio = median(whole), median(inference), median(ratio)
	f.Speed = f.Duration / f.Whole
	return nil
}

// decode returns the samples of a recording as the model gets them, and their
// rate. It sets the fields of f that describe the recording.
func (a *analyser) decode(ctx context.Context, in input, f *fileFigures) ([]float32, int, error) {
	reader, err := a.flags.openInput(ctx, in, a.terminal, a.progress)
	if err != nil {
		return nil, 0, err
	}
	defer reader.Close()
	format := reader.Format()
	f.Kind, f.ByFFmpeg = reader.kind(), reader.ffmpeg != nil
	f.SampleRate, f.Channels = format.SampleRate, format.Channels
	source, err := inference.Fit(a.model, audio.Mono(reader))
	if err != nil {
		return nil, 0, err
	}
	pcm, err := audio.ReadAll(source)
	f.Duration = float64(reader.Position()) / float64(format.SampleRate)
	return pcm, source.Format().SampleRate, err
}

func (f *fileFigures) text() string {
	var b strings.Builder
	kind := f.Kind
	if f.ByFFmpeg {
		kind += " decoded by ffmpeg"
	}
	fmt.Fprintf(&b, "%s: %s, %d Hz, %s, %.1f s; %s, %s, %s\n", labels.Printable(f.File), kind, f.SampleRate, count(f.Channels, "channel"), f.Duration,
		f.Model, f.Kernels, count(f.Cores, "core"))
	fmt.Fprintf(&b, "  all of it     %8.3f s, %.0f times real time\n", f.Whole, f.Speed)
	fmt.Fprintf(&b, "  inference     %8.3f s alone, of the samples in memory\n", f.Inference)
	fmt.Fprintf(&b, "  ratio         %8.2f\n", f.Ratio)
	return b.String()
}
