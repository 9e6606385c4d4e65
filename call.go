package vad

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// call is a call of a method of a Scheduler, with a request for each of its
// streams. It belongs to its goroutine again once done has received.
type call struct {
	requests []request
	since    time.Duration // on the scheduler's clock
	order    []*Stream     // memory for a check
	done     chan struct{}
	one      [1]request // memory for requests, if it is one

	// Guarded by the scheduler's lock while the call is in the queue.
	left    int   // requests that are not answered
	stopped bool  // the context of a feed has ended while a turn had it
	err     error // ErrClosed if the call is turned away
}

// request is the window of one stream that a call hands in, or its audio of any
// length, which goes from the end of one turn back to the lane for the next.
type request struct {
	call   *call
	stream *Stream
	window []float32
	feed   *feed // nil for a window

	// Guarded by the scheduler's lock.
	lane  *lane // nil outside
	taken bool  // a turn has it, or has computed it to the end

	// Set by the turn.
	prob     float32
	err      error
	kept     bool // the samples of the feed made no window
	panicked *PanicError
}

// goesOn reports whether a request of a turn that has ended needs another one.
func (r *request) goesOn() bool {
	return r.feed != nil && !r.feed.done && r.panicked == nil && !r.call.stopped
}

func newCall() *call {
	c := &call{done: make(chan struct{}, 1)}
	c.requests = c.one[:0]
	return c
}

// newCall returns a call without requests that begins at this moment.
func (s *Scheduler) newCall() *call {
	c := s.spare.Get().(*call)
	c.since = s.now()
	return c
}

// add adds a request.
func (c *call) add(stream *Stream, window []float32) {
	c.requests = append(c.requests, request{call: c, stream: stream, window: window})
}

// release takes the memory of a call back, without keeping streams alive.
func (s *Scheduler) release(c *call) {
	clear(c.requests)
	clear(c.order)
	c.requests, c.order = c.requests[:0], c.order[:0]
	c.stopped, c.err = false, nil
	s.spare.Put(c)
}

// Process computes the next window of a stream; see [Stream.Process]. It waits
// while the queue is full, in the order of the calls. If ctx ends before a batch
// has the window, Process returns the context's error, and the stream has not
// consumed the window. window must not change until Process returns.
//
// Do not call Process, Feed, Flush or ProcessBatch of a stream while the
// scheduler has windows of it: a batch, with all its streams, waits until such a
// call has returned.
func (s *Scheduler) Process(ctx context.Context, stream *Stream, window []float32) (float32, error) {
	if err := s.check(stream); err != nil {
		return 0, err
	}
	if err := stream.check(window); err != nil {
		return 0, err
	}
	c := s.newCall()
	defer s.release(c)
	c.add(stream, window)
	if err := s.do(ctx, c); err != nil {
		return 0, err
	}
	return c.requests[0].prob, c.requests[0].err
}

// check returns an error unless the scheduler can compute windows of a stream.
func (s *Scheduler) check(stream *Stream) error {
	switch {
	case !s.made():
		return errScheduler
	case !stream.made():
		return errStream
	case !stream.model.sameAs(s.model):
		return fmt.Errorf("%w: the stream is of another than the scheduler", ErrModel)
	}
	return nil
}

// NewStream returns a stream of the scheduler's model; see [Model.NewStream].
func (s *Scheduler) NewStream(sampleRate int) (*Stream, error) {
	if !s.made() {
		return nil, errScheduler
	}
	return s.model.NewStream(sampleRate)
}

// ProcessBatch is [Scheduler.ProcessBatchContext] without a context.
func (s *Scheduler) ProcessBatch(streams []*Stream, windows [][]float32, probs []float32) error {
	return s.ProcessBatchContext(context.Background(), streams, windows, probs)
}

// ProcessBatchContext computes the next window of each stream; see
// [Model.ProcessBatch]. Each window takes its own place in the queue, so that the
// windows of one call may be computed in several batches, and together with those
// of others. ProcessBatchContext returns when all are computed.
//
// If ctx ends before a batch has one of the windows, ProcessBatchContext returns
// the context's error and no stream has changed; later it has no effect.
// Otherwise, it is like [Scheduler.Process].
func (s *Scheduler) ProcessBatchContext(ctx context.Context, streams []*Stream, windows [][]float32, probs []float32) error {
	if !s.made() {
		return errScheduler
	}
	if err := s.model.checkBatch(streams, windows, probs); err != nil || len(streams) == 0 {
		return err
	}
	for i, stream := range streams {
		if err := stream.checkPending(); err != nil {
			return inBatch(err, i)
		}
	}
	c := s.newCall()
	defer s.release(c)
	for i, stream := range streams {
		c.add(stream, windows[i])
	}
	if err := c.checkStreams(); err != nil {
		return err
	}
	if err := s.do(ctx, c); err != nil {
		return err
	}
	for i := range c.requests {
		if err := c.requests[i].err; err != nil {
			return inBatch(err, i)
		}
	}
	for i := range c.requests {
		probs[i] = c.requests[i].prob
	}
	return nil
}

// checkStreams returns an error if a stream occurs twice.
func (c *call) checkStreams() error {
	for i := range c.requests {
		c.order = append(c.order, c.requests[i].stream)
	}
	slices.SortFunc(c.order, func(x, y *Stream) int { return cmp.Compare(x.id, y.id) })
	for i, s := range c.order[1:] {
		if s == c.order[i] {
			return errTwice
		}
	}
	return nil
}

// wait waits until the call is answered, and returns true, or until ctx ends.
func (c *call) wait(ctx context.Context) bool {
	ended := ctx.Done()
	if ended == nil { // a receive takes half the time of a select
		<-c.done
		return true
	}
	select {
	case <-c.done:
		return true
	case <-ended:
		return false
	}
}

// do has the requests of a call computed. On error no window has been, except of a
// feed.
func (s *Scheduler) do(ctx context.Context, c *call) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t, yield, err := s.enqueue(c)
	if err != nil {
		return err
	}
	if yield {
		runtime.Gosched()
		t = s.next()
	}
	if t != nil {
		s.run(t)
		if t = s.next(); t != nil {
			s.work <- t // it has room for all turns there can be
		}
	}
	if !c.wait(ctx) {
		if s.withdraw(c) {
			return ctx.Err()
		}
		<-c.done
	}
	for i := range c.requests {
		if p := c.requests[i].panicked; p != nil {
			panic(p)
		}
	}
	return c.err
}
