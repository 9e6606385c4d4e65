package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on a terminal how much of the inputs has been read; elsewhere it
// shows nothing. It is safe for use by several goroutines.
type progress struct {
	lock sync.Mutex               // held while something else is printed
	bar  *progressbar.ProgressBar // nil when silent
}

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
	return &progress{bar: progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription(count(len(inputs), "recording")),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// Write counts bytes read. It never fails.
func (p *progress) Write(b []byte) (int, error) {
	if p.bar != nil {
		p.lock.Lock()
		defer p.lock.Unlock()
		p.bar.Add(len(b))
	}
	return len(b), nil
}

// pause removes the bar, so that something can be printed, until resume is called.
func (p *progress) pause() (resume func()) {
	if p.bar == nil {
		return func() {}
	}
	p.lock.Lock()
	p.bar.Clear()
	return p.lock.Unlock
}

// finish removes the bar for good.
func (p *progress) finish() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
