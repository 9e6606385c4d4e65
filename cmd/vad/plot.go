package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

type plotCmd struct {
	Format string        `short:"f" enum:"png,svg," default:"" placeholder:"FORMAT" help:"png or svg (by the extension of --output, otherwise png)."`
	Output string        `short:"o" default:"." placeholder:"PATH" help:"Write one picture of all recordings or, if PATH is a folder or ends in /, one per recording in it (the current folder)."`
	From   time.Duration `placeholder:"TIME" help:"Start of the time shown (the beginning)."`
	To     time.Duration `placeholder:"TIME" help:"End of the time shown (the end)."`
	Force  bool          `help:"Replace files that vad did not write."`
	Width  int           `default:"1500" placeholder:"N" help:"Width in pixels (${default}); text grows with it."`
	Height int           `placeholder:"N" help:"Height in pixels per recording (0.28 of the width, at least 420)."`
	htmlFlags
	segmentFlags
	passFlags
}

func (plotCmd) Help() string {
	return `Segments are shaded. Below the waveform is the probability of speech, with the
threshold (dashed) and the threshold at which speech ends (dotted).

--html writes a page for a browser, one file that needs no network: it plays, it
zooms, and its thresholds move. It holds the sound that the network heard, 1.3 MB
a minute, of up to 30 minutes a recording or of the part from --from to --to.

Recordings that do not fit on one picture go on to further ones, with numbers in
their names. Other programs' files are kept, unless --force is given.

Examples:

  vad plot talk.wav
  vad plot -o talk.svg --from 1m --to 90s talk.wav
  vad plot --per-channel -o call.png call.wav
  vad plot -r -o pictures/ recordings/
  vad plot --html talk.html talk.wav`
}

func (c *plotCmd) Run(ctx context.Context, t terminal) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if err := cmp.Or(c.check(), c.checkRange()); err != nil {
		return err
	}
	if c.HTML != "" {
		return c.toPage(ctx, t, config)
	}
	if c.NoAudio {
		return usage("--no-audio is for a page; --html is missing")
	}
	if err := c.checkSize(); err != nil {
		return err
	}
	output := outputFlags{Output: c.Output, protected: c.protect(t), ownOnly: !c.Force}
	if err := c.setFormat(&output); err != nil {
		return err
	}
	run := pass{passFlags: &c.passFlags, terminal: t, envelopes: true, ownFiles: output.isFolder()}
	drawings := func(_ input, recs []*recording) ([]picture.Recording, error) {
		var list []picture.Recording
		for _, r := range recs {
			d, err := c.drawing(r, config)
			if err != nil {
				return nil, err
			}
			list = append(list, d)
		}
		return list, nil
	}
	if output.isFolder() {
		return c.toFolder(ctx, run, &output, drawings)
	}
	pages := &pager{plotCmd: c, output: &output, terminal: t}
	if err := pages.open(ctx); err != nil {
		return err
	}
	defer pages.abandon()
	err = each(ctx, run, drawings, func(list []picture.Recording) error { return pages.add(ctx, list) })
	if err != nil && err != errFailed {
		return err
	}
	if e := pages.finish(ctx); e != nil {
		return e
	}
	return err
}

// toFolder draws a picture of each recording and lists them on standard output.
func (c *plotCmd) toFolder(ctx context.Context, run pass, output *outputFlags, drawings func(input, []*recording) ([]picture.Recording, error)) error {
	draw := func(in input, recs []*recording) (names []string, err error) {
		list, err := drawings(in, recs)
		for i, d := range list {
			var b bytes.Buffer
			if err := picture.Recordings(&b, c.Format, c.size(), []picture.Recording{d}); err != nil {
				return nil, err
			}
			name, err := output.pathFor(recs[i], "."+c.Format)
			if err == nil {
				err = output.writeFile(ctx, name, b.Bytes())
			}
			if err != nil {
				return nil, err
			}
			names = append(names, name)
		}
		return names, err
	}
	return each(ctx, run, draw, func(names []string) error {
		for _, name := range names {
			if _, err := fmt.Fprintln(run.out, labels.Printable(name)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *plotCmd) size() picture.Size {
	return picture.Size{Width: c.Width, Height: c.Height, From: c.From.Seconds(), To: c.To.Seconds()}
}

// checkRange checks the time that is shown.
func (c *plotCmd) checkRange() error {
	if c.From < 0 || c.To < 0 || c.To != 0 && c.To <= c.From {
		return usage("nothing lies between --from %v and --to %v", c.From, c.To)
	}
	return nil
}

// checkSize checks on how many pixels a picture is drawn, and completes them.
func (c *plotCmd) checkSize() error {
	const most = 1 << 15 // pixels
	if c.Height == 0 {
		c.Height = max(picture.UsualHeight, c.Width*picture.UsualHeight/picture.UsualWidth)
	}
	if c.Width < 400 || c.Width > most || c.Height < 240 || c.Height > most {
		return usage("the picture is %d x %d pixels, want 400 x 240 to %d x %d", c.Width, c.Height, most, most)
	}
	return nil
}

// setFormat sets the format, unless the user did.
func (c *plotCmd) setFormat(output *outputFlags) error {
	switch {
	case c.Format != "":
		return nil
	case output.isFolder():
		c.Format = "png"
		return nil
	}
	switch extension := strings.ToLower(filepath.Ext(c.Output)); extension {
	case ".png", ".svg":
		c.Format = extension[1:]
		return nil
	default:
		return usage("%s ends in neither .png nor .svg; use --format", c.Output)
	}
}

// checkFrom checks that the recording reaches the time that is shown.
func (c *plotCmd) checkFrom(r *recording) error {
	if c.From.Seconds() > r.Duration() {
		return fmt.Errorf("--from %v is past the end, at %.3f s", c.From, r.Duration())
	}
	return nil
}

// drawing returns what a picture shows of a recording.
func (c *plotCmd) drawing(r *recording, config segment.Config) (picture.Recording, error) {
	if err := c.checkFrom(r); err != nil {
		return picture.Recording{}, err
	}
	segs, err := r.Segments(config)
	if err != nil {
		return picture.Recording{}, err
	}
	segmenter, err := segment.New(r.Track.SampleRate, config)
	if err != nil {
		return picture.Recording{}, err
	}
	threshold, negThreshold := segmenter.Thresholds()
	peaks, samples := r.envelope.Columns(c.Width)
	d := picture.Recording{
		Duration: r.Duration(), Peaks: peaks, PeakTime: r.Seconds(samples),
		Probs: r.Track.Probs, Window: r.WindowSeconds(),
		Threshold: threshold, NegThreshold: negThreshold,
	}
	speech := 0.0
	for _, s := range segs {
		d.Segments = append(d.Segments, [2]float64{r.Seconds(s.Start), r.Seconds(s.End)})
		speech += r.Seconds(s.Len())
	}
	d.Title = fmt.Sprintf("%s: %s, %.1f s of speech in %.1f s", r.title(), count(len(segs), "segment"), speech, d.Duration)
	return d, nil
}
