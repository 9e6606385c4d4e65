package main

import "runtime"

// thread is an operating system thread that runs functions, one at a time.
type thread struct{ jobs chan func() }

// newThread starts a thread.
func newThread() *thread {
	t := &thread{jobs: make(chan func())}
	go func() {
		runtime.LockOSThread()
		t.loop()
	}()
	return t
}

// loop runs the functions passed to do and start until stop.
func (t *thread) loop() {
	for job := range t.jobs {
		job()
	}
}

// start runs f on the thread and returns a channel that is closed when f has
// returned.
func (t *thread) start(f func()) <-chan struct{} {
	done := make(chan struct{})
	t.jobs <- func() { defer close(done); f() }
	return done
}

// do runs f on the thread and waits for it.
func (t *thread) do(f func()) { <-t.start(f) }

// stop ends loop.
func (t *thread) stop() { close(t.jobs) }
