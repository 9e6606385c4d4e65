package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// batchFlags are what the commands that take many recordings have in common.
type batchFlags struct {
	inputFlags
	modelFlags
	Jobs  int  `short:"j" placeholder:"N" help:"Recordings processed at once (one per core)."`
	Quiet bool `short:"q" help:"No progress bar, and no totals on standard error."`
}

// batch is a run over many recordings.
type batch struct {
	*batchFlags
	terminal
	envelopes bool // keep the waveforms' envelopes
	ownFiles  bool // each recording has files of output that are named after it

	standardInput string // a file with what came from standard input, if it was read
}

// each analyses all inputs, several at once. derive turns an analysis into what
// use needs, concurrently; use gets it in the order of the inputs. One that
// fails is reported and does not stop the others; errFailed says so at the end.
func each[T any](ctx context.Context, f batch, derive func(in input, recs []*recording) (T, error), use func(T) error) error {
	if err := f.check(); err != nil {
		return err
	}
	t := f.terminal
	inputs := f.list()
	for i, in := range inputs {
		if in.name == "-" {
			inputs[i].path = f.standardInput
		}
	}
	if f.ownFiles {
		if err := distinct(inputs); err != nil {
			return err
		}
	}
	m, err := f.load()
	if err != nil {
		return err
	}
	started := time.Now()
	bar := newProgress(t.err, inputs, f.Quiet)
	a := &analyser{model: m, flags: &f.inputFlags, terminal: t, progress: bar, envelopes: f.envelopes}

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
	done, failed, total := 0, 0, 0.0
	err = ordered(ctx, len(inputs), f.jobs(), work, func(i int, o outcome, err error) error {
		defer bar.pause()()
		for _, w := range o.warnings {
			t.complain("warning: %s: %s", inputs[i].name, w)
		}
		var wrong usageError
		switch {
		case err != nil && ctx.Err() != nil:
			return nil // not its fault
		case errors.As(err, &wrong):
			return err
		case err != nil:
			t.complain("%v", pathError(inputs[i].name, err))
			failed++
			return nil
		}
		done++
		total += o.recordings[0].duration()
		return use(o.value)
	})
	bar.finish()
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %d of %d recordings are done", errInterrupted, done, len(inputs))
	}
	if !f.Quiet && done > 0 {
		took := time.Since(started).Seconds()
		fmt.Fprintf(t.err, "vad: %s, %.1f s of audio in %.3f s, %.0f times real time\n",
			count(done, "recording"), total, took, total/took)
	}
	if failed > 0 {
		return errFailed
	}
	return nil
}

func (f *batchFlags) jobs() int {
	if f.Jobs > 0 {
		return f.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// count returns a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
