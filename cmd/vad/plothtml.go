package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gosilero/vad/cmd/internal/page"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/segment"
)

// htmlFlags are the options of a page.
type htmlFlags struct {
	HTML    string `name:"html" placeholder:"FILE" help:"Write a page that plays, zooms and finds segments for other thresholds, instead of a picture; - is standard output."`
	NoAudio bool   `name:"no-audio" help:"Leave the sound out of the page."`
}

// The longest sound of a recording in a page, and of all, where a minute takes 1.3 MB:
// browsers open a page of the latter within seconds.
const (
	maxSound     = 30 * time.Minute
	maxPageSound = 2 * time.Hour
)

// toPage writes one page of all recordings.
func (c *plotCmd) toPage(ctx context.Context, t terminal, config segment.Config) error {
	if c.Output != "." || c.Format != "" || c.Width != picture.UsualWidth || c.Height != 0 {
		return usage("--html excludes --output, --format, --width and --height")
	}
	output := outputFlags{Output: c.HTML, protected: c.protect(t), ownOnly: !c.Force}
	out, err := output.openOutput(ctx, t)
	if err != nil {
		return err
	}
	defer out.abandon()
	p := page.Page{Config: config, Arguments: c.detectArguments(), From: c.From.Seconds(), To: c.To.Seconds()}
	run := pass{passFlags: &c.passFlags, terminal: t, envelopes: true}
	if !c.NoAudio {
		run.sounds = &soundRange{c.From, c.To}
	}
	recordings := func(_ input, recs []*recording) ([]page.Recording, error) {
		var list []page.Recording
		for _, r := range recs {
			if err := c.checkFrom(r); err != nil {
				return nil, err
			}
			list = append(list, r.page())
		}
		return list, nil
	}
	kept := 0.0 // s of sound
	err = each(ctx, run, recordings, func(list []page.Recording) error {
		for _, r := range list {
			limitSound(&r.Sound, &kept)
			if r.Sound.None == tooLong {
				t.complain("%s: the page has no sound of it: that is limited to %.0f minutes a recording, and %.0f in all; choose a part with --from and --to",
					r.File, maxSound.Minutes(), maxPageSound.Minutes())
			}
			p.Recordings = append(p.Recordings, r)
		}
		return nil
	})
	if len(p.Recordings) == 0 {
		return err
	}
	p.Title = fmt.Sprintf("Speech in %s", labels.Printable(p.Recordings[0].Title))
	if n := len(p.Recordings); n > 1 {
		p.Title = fmt.Sprintf("Speech in %s", count(n, "recording"))
	}
	if e := page.Write(out, p); e != nil {
		return e
	}
	err = out.finish(len(p.Recordings), err)
	if out.file == nil || err != nil && !errors.Is(err, errFailed) && !errors.Is(err, errInterrupted) {
		return err
	}
	if _, e := fmt.Fprintln(t.out, c.HTML); e != nil {
		return e
	}
	return err
}

// limitSound drops a sound that exceeds what a page holds, of which kept is taken.
func limitSound(s *page.Sound, kept *float64) {
	if len(s.MuLaw) == 0 {
		return
	}
	length := float64(len(s.MuLaw)) / float64(s.Rate)
	if *kept+length > maxPageSound.Seconds() {
		*s = page.Sound{None: tooLong}
		return
	}
	*kept += length
}

// detectArguments returns the arguments with which vad detect makes the same
// probabilities.
func (f *passFlags) detectArguments() (args []string) {
	add := func(wanted bool, words ...string) {
		if wanted {
			args = append(args, words...)
		}
	}
	number := func(word string, n *int) {
		if n != nil {
			args = append(args, word, strconv.Itoa(*n))
		}
	}
	number("--channel", f.Channel)
	if f.ResetSilence != nil {
		args = append(args, "--reset-silence", f.ResetSilence.String())
	}
	add(f.PerChannel, "--per-channel")
	add(f.Raw != "", "--raw", f.Raw)
	number("--rate", f.Rate)
	number("--channels", f.Channels)
	add(f.Model != models.Newest, "--model", f.Model)
	add(f.Window != 0, "--window", strconv.Itoa(f.Window))
	return args
}

// page returns what a page shows of the recording.
func (r *recording) page() page.Recording {
	const columns = 8000 // two bytes each, as many as a screen shows zoomed in four times
	peaks, samples := r.envelope.Columns(columns)
	return page.Recording{
		Title: r.title(), File: r.file, Track: r.Track, Rate: r.InputRate, Samples: r.InputSamples,
		Peaks: peaks, PeakTime: r.Seconds(samples), Sound: r.sound,
	}
}

// title returns the name of the recording for people.
func (r *recording) title() string {
	name := labels.Printable(filepath.Base(r.file))
	if r.Channel != nil {
		name = fmt.Sprintf("%s, channel %d", name, *r.Channel)
	}
	return name
}

// soundRange is the part of recordings whose sound is kept; a to of 0 is the end.
type soundRange struct{ from, to time.Duration }

const (
	withoutSound = "The page was written without sound."
	tooLong      = "The sound is too long for the page."
)

// listener keeps the sound of a channel.
type listener struct {
	next  int64 // the position of the next sample
	first int64 // of the sound
	end   int64 // of the sound
	most  int   // samples that are kept
	sound *page.Sound
}

// listen returns what keeps the sound that it hears, at a rate, in sound. Without a
// range it returns nil, for none is kept.
func (s *soundRange) listen(rate int, sound *page.Sound) *listener {
	if s == nil {
		sound.None = withoutSound
		return nil
	}
	samples := func(d time.Duration) int64 { return int64(d.Seconds() * float64(rate)) }
	l := &listener{first: samples(s.from), end: samples(s.to), most: int(samples(maxSound)), sound: sound}
	if s.to == 0 {
		l.end = 1<<63 - 1
	}
	*sound = page.Sound{Rate: rate, Start: float64(l.first) / float64(rate)}
	return l
}

// hear takes samples, in order.
func (l *listener) hear(pcm []float32) {
	from, to := max(l.first-l.next, 0), min(l.end-l.next, int64(len(pcm)))
	l.next += int64(len(pcm))
	if from < to && l.sound.None == "" {
		l.sound.Append(pcm[from:to])
		if len(l.sound.MuLaw) > l.most {
			*l.sound = page.Sound{None: tooLong}
		}
	}
}
