package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"path/filepath"

	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

type detectCmd struct {
	Format string `short:"f" enum:"text, json, jsonl, csv, srt, vtt, rttm, audacity, ctm, textgrid, kaldi, nemo, ffconcat, stats" default:"text" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	Probs  string `placeholder:"FILE" help:"Read probabilities that vad probs --format json wrote, not recordings; - is standard input."`
	Label  string `placeholder:"TEXT" help:"What the formats with labels call a segment (speech; non-speech with --invert)."`
	Invert bool   `help:"Print everything but the segments."`
	outputFlags
	summaryFlags
	segmentFlags
	passFlags

	names map[string]string // of the recordings, by their files
}

func (detectCmd) Help() string {
	return `Formats: text has a line per segment with start, end and length in seconds;
json an object per recording; jsonl an object per segment; stats a line per
recording. The rest is for other programs: csv, subtitles in srt and vtt, rttm and
ctm of NIST, Audacity's label tracks, Praat's textgrid, the segments of kaldi, the
manifest of nemo, and ffconcat, a list of cuts for ffmpeg -safe 0 -i LIST. Samples
are counted at the recording's own rate.

Examples:

  vad detect interview.flac
  vad detect -r --format rttm -o speech.rttm recordings/
  vad detect --format srt -o subtitles/ a.mp3 b.opus
  vad detect --format stats -r recordings/
  vad detect --threshold 0.6 --min-silence 500ms --max-speech 30s talk.wav
  ffmpeg -i film.mkv -f s16le -ac 1 -ar 16000 - | vad detect --raw s16le -
  vad probs -f json talk.wav > talk.json; vad detect --probs talk.json`
}

func (c *detectCmd) Run(ctx context.Context, t terminal) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if err := c.checkWith(c.Probs); err != nil {
		return err
	}
	c.protected = c.protect(t, c.Probs)
	c.discarded = c.FailIfSilent || c.Summary != ""
	sum, err := c.open(ctx, &c.outputFlags)
	if err != nil {
		return err
	}
	defer sum.abandon()
	if c.isFolder() {
		err = c.toFolder(ctx, t, config, sum)
	} else {
		err = c.toFile(ctx, t, config, sum)
	}
	if err == nil || errors.Is(err, errFailed) || errors.Is(err, errInterrupted) {
		if e := sum.close(); e != nil {
			return e
		}
	}
	if err == nil && c.FailIfSilent && sum.silent {
		return errors.New("a recording has no speech (--fail-if-silent)")
	}
	return err
}

// toFile writes the segments of all recordings to one file, or to standard output.
func (c *detectCmd) toFile(ctx context.Context, t terminal, config segment.Config, sum *summary) error {
	if labels.Single(c.Format) && (len(c.Files) > 1 || c.Recursive || c.PerChannel) {
		return c.notSingle()
	}
	out, err := c.openOutput(ctx, t)
	if err != nil {
		return err
	}
	defer out.abandon()
	w, err := labels.NewWriter(out, c.Format)
	if err != nil {
		return err
	}
	done := 0
	err = c.each(ctx, t, sum, func(_ input, recs []*recording) ([]*labels.Result, error) {
		if labels.Single(c.Format) && len(recs) > 1 {
			return nil, c.notSingle()
		}
		list, err := c.results(recs, config)
		// What cannot be written must not stop the others.
		for _, r := range list {
			err = cmp.Or(err, labels.Check(c.Format, r))
		}
		return list, err
	}, func(list []*labels.Result) error {
		for _, r := range list {
			r.Name = c.names[r.File]
			if err := w.Write(r); err != nil {
				return err
			}
		}
		done++
		return nil
	})
	if err == nil || done > 0 {
		if e := w.Close(); e != nil {
			return e
		}
	}
	return out.finish(done, err)
}

// results finds the segments of each channel of a recording, or what lies between.
func (c *detectCmd) results(recs []*recording, config segment.Config) ([]*labels.Result, error) {
	var list []*labels.Result
	for _, r := range recs {
		segs, err := r.Segments(config)
		if err == nil && c.Invert {
			segs, err = segment.Invert(segs, r.InputSamples)
		}
		if err != nil {
			return nil, err
		}
		result := r.result(segs)
		if result.Label = c.Label; c.Invert && c.Label == "" {
			result.Label = "non-speech"
		}
		list = append(list, result)
	}
	return list, nil
}

func (c *detectCmd) notSingle() error {
	return usage("%s holds one recording; use -o %s to write a file for each", c.Format, "FOLDER"+string(filepath.Separator))
}

// toFolder writes the segments of each recording to a file of its own.
func (c *detectCmd) toFolder(ctx context.Context, t terminal, config segment.Config, sum *summary) error {
	write := func(_ input, recs []*recording) ([]*labels.Result, error) {
		list, err := c.results(recs, config)
		if err != nil {
			return nil, err
		}
		for i, r := range list {
			var b bytes.Buffer
			w, err := labels.NewWriter(&b, c.Format)
			if err != nil {
				return nil, err
			}
			if err := w.Write(r); err != nil {
				return nil, err
			}
			if err := c.writeFor(ctx, recs[i], labels.Extension(c.Format), b.Bytes()); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return c.each(ctx, t, sum, write, func([]*labels.Result) error { return nil })
}

// each analyses the recordings or, with --probs, reads all recordings of that
// file as one input. It adds all to the summary.
func (c *detectCmd) each(ctx context.Context, t terminal, sum *summary, derive func(input, []*recording) ([]*labels.Result, error), use func([]*labels.Result) error) error {
	counted := func(list []*labels.Result) error {
		for _, r := range list {
			sum.result(r)
		}
		return use(list)
	}
	if c.Probs == "" {
		var files []string
		for _, in := range c.list() {
			files = append(files, in.name)
		}
		c.names = labels.Names(files)
		return each(ctx, pass{passFlags: &c.passFlags, terminal: t, ownFiles: c.isFolder(), missed: sum.missed}, derive, counted)
	}
	recs, err := readStored(ctx, c.Probs, t)
	if err != nil {
		return err
	}
	var files []string
	for _, r := range recs {
		files = append(files, r.file)
	}
	c.names = labels.Names(files)
	if c.isFolder() {
		if err := distinctStems(recs); err != nil {
			return err
		}
	}
	list, err := derive(input{name: c.Probs}, recs)
	if err != nil {
		return pathError(c.Probs, err)
	}
	return counted(list)
}
