package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/vad/internal/ordered"
)

// passFlags are the options of the verbs that go over many recordings.
type passFlags struct {
	inputFlags
	modelFlags
	silenceFlags
	Jobs    int  `short:"j" placeholder:"N" help:"Recordings processed at once (one per core)."`
	Quiet   bool `short:"q" help:"Print neither a progress bar nor totals on standard error."`
	Verbose bool `short:"v" help:"Name the files that a search passes over."`
}

// pass is one run of a verb over its recordings.
type pass struct {
	*passFlags
	terminal
	envelopes bool        // keep the waveforms' envelopes
	sounds    *soundRange // whose sound is kept; nil for none
	ownFiles  bool        // each recording has output files of its own, named after it

	missed func(in input, status, why string) // called for inputs without a result; may be nil
}

// each analyses all inputs, several at once. derive turns an analysis into what
// use needs, concurrently; use gets it in the order of the inputs. An input that
// fails is reported and does not stop the others; each then returns errFailed at
// the end. The verb has checked its options.
func each[T any](ctx context.Context, p pass, derive func(in input, recs []*recording) (T, error), use func(T) error) error {
	inputs := p.list()
	if p.ownFiles {
		if err := distinct(inputs); err != nil {
			return err
		}
	}
	m, err := p.load()
	if err != nil {
		return err
	}
	if m, err = p.apply(m); err != nil {
		return err
	}
	sum := tally{inputs: len(inputs), started: time.Now()}
	bar := newProgress(p.err, inputs, p.Quiet)
	a := &analyser{model: m, flags: &p.inputFlags, terminal: p.terminal, progress: bar, envelopes: p.envelopes, sounds: p.sounds, warnOfDrift: p.ResetSilence == nil}

	type outcome struct {
		analysis
		value T
	}
	work := func(ctx context.Context, i int) (o outcome, err error) {
		if o.analysis, err = a.analyse(ctx, inputs[i]); err == nil {
			o.value, err = derive(inputs[i], o.recordings)
		}
		return o, err
	}
	err = ordered.Do(ctx, len(inputs), p.jobs(), work, func(i int, o outcome, err error) error {
		defer bar.pause()()
		for _, w := range o.warnings {
			p.complain("warning: %s: %s", inputs[i].name, w)
		}
		if err != nil {
			return p.fail(ctx, &sum, inputs[i], err)
		}
		sum.add(o.analysis)
		return use(o.value)
	})
	bar.finish()
	if err != nil {
		return err
	}
	return p.end(ctx, &sum)
}

// fail reports and counts an input that failed. It returns err if the pass ends
// with it.
func (p *pass) fail(ctx context.Context, sum *tally, in input, err error) error {
	var wrong usageError
	switch {
	case ctx.Err() != nil:
		return nil // the interruption may have caused it
	case errors.As(err, &wrong):
		return err
	}
	status := "failed"
	var needs *needsFFmpeg
	if in.found && (errors.As(err, &needs) || errors.Is(err, audio.ErrUnsupported)) {
		status = "skipped"
		sum.skipped = append(sum.skipped, in.name)
	} else {
		p.complain("%v", pathError(in.name, err))
		sum.failed++
	}
	if p.missed != nil {
		p.missed(in, status, strings.TrimPrefix(pathError(in.name, err).Error(), in.name+": "))
	}
	return nil
}

// end prints the totals, unless they are unwanted, and returns how the pass
// ended.
func (p *pass) end(ctx context.Context, sum *tally) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %d of %d recordings are done", errInterrupted, sum.done, sum.inputs)
	}
	p.sayPassed(sum.skipped)
	if !p.Quiet && (sum.done > 0 || sum.failed > 1) {
		fmt.Fprintln(p.err, "vad:", sum)
	}
	if sum.failed > 0 || sum.done == 0 {
		return errFailed
	}
	return nil
}

// sayPassed says which recordings were skipped, since nothing here decodes them: the
// kinds or, with -v, the names, and those of all files that are no recordings by
// their names.
func (p *pass) sayPassed(skipped []string) {
	if p.Verbose {
		for _, name := range skipped {
			p.complain("skipped %s: ffmpeg would decode it", name)
		}
		for _, name := range p.passed {
			p.complain("passed over %s: not a recording by its name", name)
		}
		return
	}
	if len(skipped) == 0 {
		return
	}
	kinds := map[string]bool{}
	for _, name := range skipped {
		kinds[strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))] = true
	}
	p.complain("%d skipped, which ffmpeg would decode: %s", len(skipped), strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
}

// tally counts the recordings of a pass.
type tally struct {
	inputs, done, failed int
	skipped              []string // names
	byFFmpeg             int      // of those done
	audio                float64  // s, of those done
	started              time.Time
}

// add counts a recording that is done.
func (t *tally) add(a analysis) {
	t.done++
	t.audio += a.recordings[0].Duration()
	if a.byFFmpeg {
		t.byFFmpeg++
	}
}

// String returns the totals on one line.
func (t *tally) String() string {
	took := time.Since(t.started).Seconds()
	s := fmt.Sprintf("%s, %.1f s of audio in %.3f s, %.0f times real time", count(t.done, "recording"), t.audio, took, t.audio/took)
	switch {
	case t.byFFmpeg == 1 && t.done == 1:
		s += "; decoded by ffmpeg"
	case t.byFFmpeg > 0:
		s += fmt.Sprintf("; %d decoded by ffmpeg", t.byFFmpeg)
	}
	if t.failed > 0 {
		s += fmt.Sprintf("; %d failed", t.failed)
	}
	return s
}

// check reports options that contradict each other or are out of their range.
func (f *passFlags) check() error {
	if f.Jobs < 0 {
		return usage("--jobs is %d, want 1 or more", f.Jobs)
	}
	return f.inputFlags.check()
}

// jobs returns how many recordings are processed at once.
func (f *passFlags) jobs() int {
	if f.Jobs > 0 {
		return f.Jobs
	}
	return runtime.GOMAXPROCS(0)
}
