package vad

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// ErrClosed says that a Scheduler has been closed.
var ErrClosed = errors.New("vad: scheduler is closed")

// Scheduler computes the windows of many streams in batches. A batch has the
// windows that wait, and does not wait for more: on an idle system a window is
// computed at once, in its caller's goroutine, and the more windows wait, the
// larger and faster the batches become. With a MaxDelay, a window waits up to
// that long for others, so that batches are large at lower load too; they are
// computed in the scheduler's goroutines.
//
// The windows of one stream are computed in the order of the calls. A batch has
// at most one window of a stream, so a stream with many windows waiting delays no
// other.
//
// A Scheduler is safe for use by any number of goroutines. Create it with
// [NewScheduler]; it has Workers goroutines, which Close ends.
type Scheduler struct {
	model  *Model
	config SchedulerConfig
	work   chan *turn    // turns that the worker goroutines go on with
	idle   chan struct{} // closed when all is computed after Close
	ended  sync.WaitGroup
	spare  sync.Pool // of *call

	epoch       time.Time     // when its clock was 0
	yieldWithin time.Duration // the constant, except in benchmarks

	mu      sync.Mutex // guards all below; never held while computing
	queue   queue
	running int           // turns, at most Workers
	last    time.Duration // when a turn ended
	timer   *time.Timer   // starts the turns that have become due; nil without MaxDelay
	wakes   time.Duration // when it does so, 0 for never
	closing bool
	stats   schedulerStats
}

// NewScheduler returns a scheduler for streams of m.
func NewScheduler(m *Model, c SchedulerConfig) (*Scheduler, error) {
	if !m.made() {
		return nil, errModel
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	s := &Scheduler{
		model:       m,
		config:      c,
		epoch:       time.Now(),
		yieldWithin: yieldWithin,
		last:        -time.Hour, // none has
		work:        make(chan *turn, c.Workers),
		idle:        make(chan struct{}),
		queue:       newQueue(m, c),
		stats:       schedulerStats{batches: make([]int64, c.MaxBatch+1)},
	}
	s.spare.New = func() any { return newCall() }
	if c.MaxDelay > 0 {
		s.timer = time.AfterFunc(time.Hour, s.wake)
		s.timer.Stop()
	}
	for range c.Workers {
		s.ended.Go(func() {
			for t := range s.work {
				for ; t != nil; t = s.next() {
					s.run(t)
				}
			}
		})
	}
	return s, nil
}

// now returns the time on the scheduler's clock. It reads one clock of the system,
// where time.Now reads two.
func (s *Scheduler) now() time.Duration { return time.Since(s.epoch) }

var errScheduler = fmt.Errorf("%w: nil or zero Scheduler, use NewScheduler", ErrModel)

// made reports whether NewScheduler has made s.
func (s *Scheduler) made() bool { return s != nil && s.model != nil }

// yieldWithin is how soon after a turn the caller that runs the next one yields
// its processor first, so that callers that are about to hand in windows join.
// Without it most batches have one window, which takes half as much time again
// as one of a full batch. A caller that comes later finds the system idle and
// does not yield: beside goroutines that are busy with other work, it would wait
// for all of them.
//
//	go test -run '^$' -bench SchedulerYield -benchtime 1x .
//
// compares never, this, and always; docs/locking.md has the figures. The
// duration is about the time of a batch.
const yieldWithin = 100 * time.Microsecond

// enqueue appends the requests of a call to the queue. If it returns a turn, the
// caller must run it; if yield is true, the caller must yield its processor and
// run the next turn.
func (s *Scheduler) enqueue(c *call) (t *turn, yield bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, false, ErrClosed
	}
	lead := false
	c.left = len(c.requests)
	for i := range c.requests {
		r := &c.requests[i]
		s.queue.add(r)
		lead = lead || r.lane != nil && !r.lane.busy
	}
	switch {
	case s.running == s.config.Workers:
		return nil, false, nil
	case s.queue.delay > 0:
		s.gather(c)
		return nil, false, nil
	case !lead:
		return nil, false, nil
	}
	s.running++
	if c.since-s.last < s.yieldWithin {
		return nil, true, nil
	}
	t = s.take()
	if len(c.requests) > 1 { // more than a turn can have, perhaps
		s.start()
	}
	return t, false, nil
}

// gather sets the timer for the windows of a call, or starts the turns that they
// make full. Workers run these, whose stacks have grown and are in the caches: the
// caller's would have to grow to run one. The lock is held, and a worker is free.
func (s *Scheduler) gather(c *call) {
	if s.queue.full(s.queue.readyOf(c.requests[0].stream.engine)) {
		s.start()
	} else {
		s.wakeAt(c.since + s.queue.delay)
	}
}

// take takes the next turn from the queue. If none is due yet, it sets the timer
// and returns nil. The lock is held.
func (s *Scheduler) take() *turn {
	var now time.Duration
	if s.queue.delay > 0 {
		now = s.now()
	}
	t, at := s.queue.nextTurn(now)
	if at > 0 {
		s.wakeAt(at)
	}
	return t
}

// wakeAt sets the timer, unless it is set to an earlier time. The lock is held.
func (s *Scheduler) wakeAt(at time.Duration) {
	if s.wakes == 0 || at < s.wakes {
		s.wakes = at
		s.timer.Reset(at - s.now())
	}
}

// wake starts the turns that are due.
func (s *Scheduler) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wakes = 0
	s.start()
}

// next returns the next turn, for a caller that leads or after a turn. If no
// window waits, it returns nil and counts one turn less. If more wait than a turn
// can have, it starts others: those from outside have no caller that leads.
func (s *Scheduler) next() *turn {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.take()
	if t == nil {
		s.running--
		if s.closing && s.running == 0 {
			close(s.idle)
		}
		return nil
	}
	s.start()
	return t
}

// start gives the workers that are free what waits. The lock is held.
func (s *Scheduler) start() {
	for s.running < s.config.Workers {
		t := s.take()
		if t == nil {
			return
		}
		s.running++
		s.work <- t // it has room for all turns there can be
	}
}

// withdraw removes the requests of a call from the queue. It returns false if the
// call is answered or will be; of a feed no further window is computed then.
func (s *Scheduler) withdraw(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.left < len(c.requests) || slices.ContainsFunc(c.requests, func(r request) bool { return r.taken }) {
		c.stopped = true
		return false
	}
	for i := range c.requests {
		s.queue.remove(&c.requests[i])
	}
	s.start() // what came in from outside
	return true
}

// run computes a turn and answers its callers. The turn still counts as running
// afterwards: call next.
func (s *Scheduler) run(t *turn) {
	began := s.now()
	t.compute()
	now := s.now()
	s.mu.Lock()
	s.last = now
	s.stats.record(t, began, now)
	s.queue.finish(t)
	t.count()
	s.mu.Unlock()
	t.answer()
}

// Close waits until all windows that are in the queue have been computed, and
// ends the workers. Calls of Process that come later, or that wait for room in
// the queue, return ErrClosed. Closing again does nothing.
func (s *Scheduler) Close() error {
	if !s.made() {
		return errScheduler
	}
	s.mu.Lock()
	first := !s.closing
	if first {
		s.closing = true
		for _, c := range s.queue.turnAway() {
			c.left, c.err = 0, ErrClosed
			c.done <- struct{}{}
		}
		if s.queue.delay = 0; s.timer != nil {
			s.timer.Stop()
			s.start()
		}
		if s.running == 0 {
			close(s.idle)
		}
	}
	s.mu.Unlock()
	<-s.idle
	if first {
		close(s.work)
	}
	s.ended.Wait()
	return nil
}
