// Package launch runs a command for each of many files, a few at a time.
package launch

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/kballard/go-shellquote"
)

// Placeholder stands for the file in a command.
const Placeholder = "{}"

// ErrEmpty says that a command has no words.
var ErrEmpty = errors.New("launch: empty command")

// Command is a program with its arguments, in which [Placeholder] stands for a file.
type Command []string

// Parse splits a line into words as a shell does, by spaces, quotes and backslashes,
// and does nothing else that a shell does: no variables, patterns or pipes. It
// returns an error if the program is not there.
func Parse(line string) (Command, error) {
	words, err := shellquote.Split(line)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 || words[0] == "" {
		return nil, ErrEmpty
	}
	if !strings.Contains(words[0], Placeholder) {
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, err
		}
	}
	return words, nil
}

// with returns the command's words for a file. The file's name is part of one word,
// whatever it contains.
func (c Command) with(file string) []string {
	var words []string
	for _, w := range c {
		words = append(words, strings.ReplaceAll(w, Placeholder, file))
	}
	return words
}

// Job is one run of the command.
type Job struct {
	File        string
	Environment []string // besides that of this program
}

// Result is how a run ended.
type Result struct {
	Job    Job
	Output string // the first 64 KB of standard output
	Errors string // the same of standard error
	Err    error  // nil if the command exited with status 0
}

// Launcher runs a command for one file after the other.
type Launcher struct {
	command Command
	most    int          // runs at once
	done    func(Result) // called by several goroutines
	ctx     context.Context
	kill    context.CancelFunc

	lock    sync.Mutex
	queue   []Job
	workers int
	stopped bool           // nothing more is started
	running sync.WaitGroup // the workers
}

// New returns a launcher that has up to most runs at once and calls done when one
// has ended.
func New(c Command, most int, done func(Result)) *Launcher {
	l := &Launcher{command: c, most: most, done: done}
	l.ctx, l.kill = context.WithCancel(context.Background())
	return l
}

// Start runs the command, when there is room for it. It does not wait.
func (l *Launcher) Start(j Job) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.queue = append(l.queue, j)
	if l.workers < l.most {
		l.workers++
		l.running.Add(1)
		go l.work()
	}
}

// work runs what waits until nothing does.
func (l *Launcher) work() {
	defer l.running.Done()
	for {
		l.lock.Lock()
		if len(l.queue) == 0 || l.stopped {
			l.workers--
			l.lock.Unlock()
			return
		}
		j := l.queue[0]
		l.queue = l.queue[1:]
		l.lock.Unlock()
		l.done(l.run(j))
	}
}

func (l *Launcher) run(j Job) Result {
	words := l.command.with(j.File)
	process := exec.CommandContext(l.ctx, words[0], words[1:]...)
	process.Env = append(os.Environ(), j.Environment...)
	var out, errs limited
	process.Stdout, process.Stderr = &out, &errs
	// What it has started itself may hold its output open; that is not waited for.
	process.WaitDelay = time.Second
	ownGroup(process)
	err := process.Run()
	return Result{Job: j, Output: out.kept.String(), Errors: errs.kept.String(), Err: err}
}

// Wait waits until all runs have ended. After ctx ends it starts nothing more, waits
// no longer than grace, and kills what still runs. It returns the files for which the
// command was not started.
func (l *Launcher) Wait(ctx context.Context, grace time.Duration) (left []Job) {
	defer l.kill()
	ended := make(chan struct{})
	go func() {
		l.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		l.lock.Lock()
		l.stopped = true
		l.lock.Unlock()
		select {
		case <-ended:
		case <-time.After(grace):
			l.kill()
			<-ended
		}
	}
	return l.queue
}

// limited keeps the first bytes that are written to it.
type limited struct{ kept bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	const most = 1 << 16
	l.kept.Write(p[:min(len(p), most-l.kept.Len())])
	return len(p), nil
}
