package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/gosilero/vad/archive/job"
)

// progress shows how many recordings are done: in place on a terminal, elsewhere on a
// line every minute, for logs. It is safe for use by several goroutines.
type progress struct {
	terminal
	lock    sync.Mutex
	bar     *progressbar.ProgressBar // nil where there is no terminal
	started time.Time
	last    time.Time // when a line was printed; zero for never
	quiet   bool

	recordings, failed int
	audio              float64 // s
}

// progressEvery is the time between two lines in a log.
const progressEvery = time.Minute

func newProgress(t terminal, quiet bool) *progress {
	p := &progress{terminal: t, quiet: quiet, started: time.Now(), last: time.Now()}
	if !quiet && isTerminal(t.err) {
		p.bar = progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(t.err),
			progressbar.OptionSetDescription("recordings"),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionSetItsString("recordings"),
			progressbar.OptionClearOnFinish(),
		)
	}
	return p
}

// add counts a recording.
func (p *progress) add(o *job.Outcome) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.recordings++
	if o.Err != nil {
		p.failed++
	}
	if o.Status == job.Done {
		p.audio += o.Duration
	}
	switch {
	case p.quiet:
	case p.bar != nil:
		p.bar.Add(1)
	case time.Since(p.last) >= progressEvery:
		p.last = time.Now()
		took := time.Since(p.started).Seconds()
		p.terminal.complain("%s", fmt.Sprintf("%d recordings so far, %d failed, %.0f an hour, %.0f times real time", p.recordings, p.failed, float64(p.recordings)/took*3600, p.audio/took))
	}
}

// explain writes the warnings of a recording, and its error.
func (p *progress) explain(o *job.Outcome) {
	for _, w := range o.Warnings {
		p.complain("warning: %s: %s", o.Name, w)
	}
	if o.Err != nil {
		p.complain("%s: %v", o.Name, o.Err)
	}
}

// complain writes a message on a line of its own.
func (p *progress) complain(format string, args ...any) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.bar != nil {
		p.bar.Clear()
	}
	p.terminal.complain(format, args...)
}

// finish removes the bar.
func (p *progress) finish() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
