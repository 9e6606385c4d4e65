// Package run does the jobs of a whole manifest on one machine: several at once, each
// once, until all are done or the program is to end.
package run

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/manifest"
)

// Config says what Run does.
type Config struct {
	Worker *job.Worker
	Lines  iter.Seq2[string, error] // as manifest.Lines and storage.Place.List have them
	Shard  manifest.Shard
	Jobs   int           // at once
	Grace  time.Duration // for what has begun, once the program is to end

	// Report is called with each outcome, one at a time. Its error ends the run.
	Report func(*job.Outcome) error
}

// ErrInterrupted reports a run that was to end before all was done.
var ErrInterrupted = errors.New("interrupted")

// Run does the jobs of a manifest. A recording that fails is an outcome like others; an
// error means that the run could not go on, because the manifest or the place of the
// results failed, or because ctx ended. After that no job begins, and what has begun may
// end within Config.Grace. What does not is unfinished and has written nothing.
//
// Memory is that of Config.Jobs recordings, whatever the length of the manifest. The
// goroutine that reads Lines may end after Run, with the line that it waits for.
func Run(ctx context.Context, c Config) (Summary, error) {
	r := &runner{config: c, span: NewSpan(ctx, c.Grace), started: time.Now(), lines: make(chan line), over: make(chan struct{})}
	defer close(r.over)
	defer r.span.End()
	go r.read()
	var running sync.WaitGroup
	for range max(1, c.Jobs) {
		running.Go(r.work)
	}
	running.Wait()
	r.lock.Lock()
	defer r.lock.Unlock()
	r.summary.Took = time.Since(r.started)
	if r.err == nil && ctx.Err() != nil {
		r.err = fmt.Errorf("%w: %w", ErrInterrupted, context.Cause(ctx))
	}
	return r.summary, r.err
}

// line is one of a manifest, or the error in its place.
type line struct {
	text string
	err  error
}

type runner struct {
	config  Config
	span    *Span
	started time.Time
	lines   chan line
	over    chan struct{}

	lock    sync.Mutex // of what follows, and of Config.Report
	summary Summary
	outage  int // recordings in a row that storage did not deliver
	err     error
}

// longOutage is how many recordings in a row may fail to be read, each after all its
// tries, before the storage counts as out of order: a run that went on would fail the
// whole archive.
const longOutage = 20

// read passes on the lines of the shard. A line without a recording is in the shard of
// its text.
func (r *runner) read() {
	defer close(r.lines)
	for text, err := range r.config.Lines {
		var wrong *manifest.LineError
		switch {
		case errors.As(err, &wrong):
			text = wrong.Text
		case err != nil:
			r.fail(err)
			return
		}
		name := text
		if err == nil {
			if plain, wrong := r.config.Worker.Inputs.Name(text); wrong == nil {
				name = plain
			}
		}
		if !r.config.Shard.Has(name) {
			continue
		}
		select {
		case r.lines <- line{text, err}:
		case <-r.over:
			return
		}
	}
}

// work does jobs until there are none.
func (r *runner) work() {
	for {
		if r.span.Begin.Err() != nil {
			return
		}
		select {
		case l, ok := <-r.lines:
			if !ok {
				return
			}
			r.end(r.do(l))
		case <-r.span.Begin.Done():
			return
		}
	}
}

func (r *runner) do(l line) *job.Outcome {
	if l.err != nil {
		return job.Wrong(l.text, l.err)
	}
	return r.config.Worker.Do(r.span.Work, l.text)
}

// end accounts for an outcome.
func (r *runner) end(o *job.Outcome) {
	if o.Status == job.Failed {
		if err := r.config.Worker.StoreFailure(r.span.Work, o); err != nil {
			r.fail(err)
		}
	}
	var output *job.OutputError
	if errors.As(o.Err, &output) {
		r.fail(o.Err)
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.summary.Add(o)
	switch {
	case job.Temporary(o.Err):
		r.outage++
	case o.Bytes > 0:
		r.outage = 0
	}
	if r.outage >= longOutage {
		r.failLocked(fmt.Errorf("%d recordings in a row could not be read: %w", r.outage, o.Err))
	}
	if err := r.config.Report(o); err != nil {
		r.failLocked(err)
	}
}

// fail ends the run with an error.
func (r *runner) fail(err error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.failLocked(err)
}

func (r *runner) failLocked(err error) {
	if r.err == nil {
		r.err = err
	}
	r.span.Stop(err)
}
