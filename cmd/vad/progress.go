package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on a terminal how much of the inputs has been read, if that takes
// longer than progressDelay; elsewhere it shows nothing. It is safe for use by several
// goroutines.
type progress struct {
	lock    sync.Mutex               // held while something else is printed
	bar     *progressbar.ProgressBar // nil when silent
	started time.Time
	shown   bool // whether the bar has been
	unshown int  // bytes read before it was
}

// progressDelay is shorter than anybody waits for.
const progressDelay = 200 * time.Millisecond

// newProgress returns the progress of reading the inputs.
func newProgress(w io.Writer, inputs []input, quiet bool) *progress {
	if quiet || !isTerminal(w) {
		return &progress{}
	}
	total := int64(0)
	for _, in := range inputs {
		if in.name == "-" {
			total = -1 // a spinner
			break
		}
		total += in.size
	}
	return &progress{started: time.Now(), bar: progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionShowBytes(total < 0),
		progressbar.OptionSetDescription(count(len(inputs), "recording")),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// Write counts bytes read. It never fails.
func (p *progress) Write(b []byte) (int, error) {
	if p.bar == nil {
		return len(b), nil
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.unshown += len(b)
	if p.shown = p.shown || time.Since(p.started) > progressDelay; p.shown {
		p.bar.Add(p.unshown)
		p.unshown = 0
	}
	return len(b), nil
}

// pause removes the bar, so that something can be printed, until resume is called.
func (p *progress) pause() (resume func()) {
	if p.bar == nil {
		return func() {}
	}
	p.lock.Lock()
	if p.shown {
		p.bar.Clear()
	}
	return p.lock.Unlock
}

// finish removes the bar for good.
func (p *progress) finish() {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.shown {
		p.bar.Finish()
	}
}
