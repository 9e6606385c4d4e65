package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"runtime"
	"strings"
	"time"

	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/manifest"
	"github.com/gosilero/vad/archive/run"
	"github.com/gosilero/vad/archive/storage"
	"github.com/gosilero/vad/internal/flags"
	"github.com/gosilero/vad/internal/models"
)

// jobFlags are the options that say what the jobs are.
type jobFlags struct {
	Input  string `placeholder:"URL" group:"Places" help:"Where the recordings lie. Without --manifest, all below it are meant."`
	Output string `placeholder:"URL" group:"Places" help:"Where the results go: recording a/b.wav has the result a/b.wav.json."`
	Force  bool   `group:"Places" help:"Find the speech again where there is a result already."`

	Model        string        `default:"v6" placeholder:"MODEL" group:"Detection" help:"v6, v5, v4, or a file: Silero's ONNX or safetensors, or what vad-weights wrote (${default})."`
	Window       int           `placeholder:"SAMPLES" group:"Detection" help:"Samples of a window at 16 kHz, half as many at 8 kHz: with v4 also 1024 or 1536 (512)."`
	ResetSilence time.Duration `placeholder:"TIME" group:"Detection" help:"Make the network forget two thirds in this much silence, such as 4s: long noise makes it deaf (never)."`
	Channel      *int          `placeholder:"N" group:"Detection" help:"Use one channel, counted from 0 (the mean of all)."`
	PerChannel   bool          `group:"Detection" help:"Find the speech of each channel; the result has a line for each."`

	MaxDuration time.Duration `placeholder:"TIME" group:"Limits" help:"Refuse recordings that are longer (no limit)."`
	MaxChannels int           `default:"64" placeholder:"N" group:"Limits" help:"Refuse --per-channel of recordings with more channels (${default})."`
	MaxBytes    int64         `placeholder:"N" group:"Limits" help:"Refuse recordings that have more bytes (no limit)."`

	flags.Segments
}

// options returns the options of the jobs, checked.
func (f *jobFlags) options() (o job.Options, err error) {
	switch {
	case f.Channel != nil && f.PerChannel:
		return o, usage("--channel and --per-channel exclude each other")
	case f.Channel != nil && *f.Channel < 0:
		return o, usage("--channel is %d, want 0 or more", *f.Channel)
	case f.ResetSilence < 0:
		return o, usage("--reset-silence is %v, want 0 or more", f.ResetSilence)
	case f.MaxDuration < 0:
		return o, usage("--max-duration is %v, want 0 or more", f.MaxDuration)
	case f.MaxChannels < 0:
		return o, usage("--max-channels is %d, want 0 or more", f.MaxChannels)
	case f.MaxBytes < 0:
		return o, usage("--max-bytes is %d, want 0 or more", f.MaxBytes)
	}
	for option, url := range map[string]string{"--input": f.Input, "--output": f.Output} {
		if err := storage.CheckURL(url); url != "" && err != nil {
			return o, usage("%s: %w", option, err)
		}
	}
	_, err = models.Load(f.Model, f.Window)
	var window *models.WindowError
	switch {
	case errors.As(err, &window):
		return o, usage("--window is %d, want %s for %s", window.Window, window.Want, window.Release)
	case err != nil:
		return o, usage("--model: %w", err)
	}
	o = job.Options{
		Input: f.Input, Output: f.Output, Force: f.Force,
		Model: f.Model, Window: f.Window, ResetSilence: f.ResetSilence, Channel: f.Channel, PerChannel: f.PerChannel,
		MaxDuration: f.MaxDuration, MaxBytes: f.MaxBytes,
	}
	if f.PerChannel {
		o.MaxChannels = f.MaxChannels
	}
	if o.Segments, err = f.Config(); err != nil {
		return o, usageError{err}
	}
	return o, nil
}

// manifestFlags are the options that name the recordings.
type manifestFlags struct {
	Manifest  string   `placeholder:"FILE" help:"Names or URLs of recordings, one a line: a file, a URL, or - for standard input (all below --input)."`
	Extension []string `placeholder:".EXT" help:"Of a prefix, take the files with this extension, such as .wav; repeat for more (those of all kinds that are decoded)."`
}

// lines returns the names of the recordings. closer ends the reading.
func (f *manifestFlags) lines(ctx context.Context, t terminal, input string, retry storage.Retry) (lines iter.Seq2[string, error], closer io.Closer, err error) {
	if f.Manifest != "" && len(f.Extension) > 0 {
		return nil, nil, usage("--extension is for a prefix, and --manifest names the recordings")
	}
	for _, e := range f.Extension {
		if path.Ext(e) != e || e != strings.ToLower(e) {
			return nil, nil, usage("--extension is %q, want such as .wav", e)
		}
	}
	switch {
	case f.Manifest == "" && input == "":
		return nil, nil, usage("nothing names recordings: give --input or --manifest")
	case f.Manifest == "":
		p, err := storage.Open(ctx, input, storage.Read, retry)
		if err != nil {
			return nil, nil, fmt.Errorf("--input: %w", err)
		}
		return t.warnOfNone(run.Recordings(p.List(ctx), f.Extension...), input), p, nil
	case f.Manifest == "-":
		if isTerminal(t.in) {
			t.complain("waiting for names of recordings on standard input, which is a terminal; Ctrl-C ends it")
		}
		return manifest.Lines(t.in), io.NopCloser(nil), nil
	case storage.IsURL(f.Manifest):
		p, key, err := storage.NewObjects(retry).Find(ctx, f.Manifest)
		if err != nil {
			return nil, nil, fmt.Errorf("--manifest: %w", err)
		}
		r, err := p.Reader(ctx, key)
		if err != nil {
			return nil, nil, fmt.Errorf("--manifest: %w", err)
		}
		return manifest.Lines(r), r, nil
	}
	if info, err := os.Stat(f.Manifest); err == nil && info.IsDir() {
		return nil, nil, usage("--manifest: %s is a folder, want a file of names; --input takes all below a folder", f.Manifest)
	}
	file, err := os.Open(f.Manifest)
	if err != nil {
		return nil, nil, usage("--manifest: %w", err)
	}
	return manifest.Lines(file), file, nil
}

// warnOfNone yields the names of recordings below a prefix, and writes a warning if
// there are none.
func (t terminal) warnOfNone(names iter.Seq2[string, error], prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		none := true
		for name, err := range names {
			none = false
			if !yield(name, err) {
				return
			}
		}
		if none {
			t.complain("warning: there are no recordings below %s", prefix)
		}
	}
}

// workFlags are the options of a machine that does jobs.
type workFlags struct {
	Jobs  int           `short:"j" placeholder:"N" help:"Recordings processed at once (two more than cores: some wait for the network)."`
	Grace time.Duration `default:"20s" placeholder:"TIME" help:"After SIGTERM or an interrupt, how long what has begun may go on (${default})."`
	Tries int           `default:"7" placeholder:"N" help:"How often a request to storage is tried, or a transfer that stands still (${default})."`
	Stall time.Duration `default:"1m" placeholder:"TIME" help:"A transfer without a byte for this long has broken (${default})."`
	Quiet bool          `short:"q" help:"Print neither progress nor a summary on standard error."`
}

// check reports options that are out of their range.
func (f *workFlags) check() error {
	switch {
	case f.Jobs < 0:
		return usage("--jobs is %d, want 1 or more", f.Jobs)
	case f.Grace < 0:
		return usage("--grace is %v, want 0 or more", f.Grace)
	case f.Tries < 1:
		return usage("--tries is %d, want 1 or more", f.Tries)
	case f.Stall <= 0:
		return usage("--stall is %v, want more than 0", f.Stall)
	}
	return nil
}

// atOnce returns how many recordings are processed at once.
func (f *workFlags) atOnce() int {
	if f.Jobs > 0 {
		return f.Jobs
	}
	return runtime.GOMAXPROCS(0) + 2
}

func (f *workFlags) retry() storage.Retry {
	r := storage.DefaultRetry
	r.Tries, r.Stall = f.Tries, f.Stall
	return r
}
