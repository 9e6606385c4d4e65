package vad

import (
	"context"
	"sync"
)

// feed is audio of any length that a Scheduler computes window by window, and
// what came of it.
type feed struct {
	pcm    []float32          // not consumed
	flush  bool               // complete the pending samples with zeros
	first  int                // samples of pcm in the window that is being computed
	buffer [maxWindow]float32 // the window, if samples were pending
	probs  []float32          // of the windows
	done   bool               // nothing is left to compute
}

var feeds = sync.Pool{New: func() any { return new(feed) }}

// release returns the memory to the pool without keeping the caller's alive.
func (f *feed) release() {
	f.pcm, f.probs, f.done = nil, nil, false
	feeds.Put(f)
}

// begin fills a ticket for the next window of s. If the samples make none, it
// keeps them and returns nil. The compute lock of s is held.
func (f *feed) begin(s *Stream, t *ticket) (window []float32) {
	if f.flush {
		window = s.beginLast(t, &f.buffer)
	} else {
		window, f.first = s.beginPart(t, &f.buffer, f.pcm)
	}
	f.done = window == nil
	return window
}

// commit takes the probability of the window, and keeps the samples after it if
// they make no other. The compute lock of s is held.
func (f *feed) commit(s *Stream, prob float32) {
	f.probs = append(f.probs, prob)
	f.pcm = f.pcm[f.first:]
	f.done = f.flush || s.keep(f.pcm)
}

// Feed takes any number of samples of a stream and appends the probability of
// each window that they complete to dst; see [Stream.Feed]. Each window waits for
// its batch, so that a long Feed delays no other stream. If the samples complete
// no window, Feed returns at once. If a sample is out of range, none is consumed.
//
// If ctx ends, Feed returns its error and the probabilities of the windows
// computed until then. The stream has consumed these windows and nothing more:
// if there are none, no sample of pcm, and otherwise pcm up to the end of the last
// one, which [Stream.Samples] gives. The same holds if the scheduler is closed
// while Feed waits for room in the queue; later, Close waits for all of pcm.
//
// pcm and dst must not change until Feed returns. Otherwise, it is like
// [Scheduler.Process].
func (s *Scheduler) Feed(ctx context.Context, stream *Stream, dst, pcm []float32) ([]float32, error) {
	if err := s.check(stream); err != nil {
		return dst, err
	}
	if err := CheckSamples(pcm); err != nil {
		return dst, err
	}
	if len(pcm) < stream.lacks() {
		if alone, err := s.alone(ctx, stream); err != nil || alone && stream.keepAlone(pcm) {
			return dst, err
		}
	}
	return s.feed(ctx, stream, dst, pcm, false)
}

// Flush completes the window that Feed left unfinished with zeros and appends its
// probability to dst; see [Stream.Flush]. If ctx ends before a batch has the
// window, Flush returns its error and the stream has not changed.
func (s *Scheduler) Flush(ctx context.Context, stream *Stream, dst []float32) ([]float32, error) {
	if err := s.check(stream); err != nil {
		return dst, err
	}
	if stream.lacks() == stream.engine.Window {
		if alone, err := s.alone(ctx, stream); err != nil || alone {
			return dst, err
		}
	}
	return s.feed(ctx, stream, dst, nil, true)
}

// alone reports whether no window of a stream is in the queue or waits for room
// in it. It returns an error if nothing can be done for the stream.
func (s *Scheduler) alone(ctx context.Context, stream *Stream) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false, ErrClosed
	}
	return s.queue.laneOf(stream) == nil && len(s.queue.outside) == 0, nil
}

// feed is Feed, or Flush, through the queue.
func (s *Scheduler) feed(ctx context.Context, stream *Stream, dst, pcm []float32, flush bool) ([]float32, error) {
	f := feeds.Get().(*feed)
	defer f.release()
	f.pcm, f.flush, f.first, f.probs = pcm, flush, 0, dst
	c := s.newCall()
	defer s.release(c)
	c.add(stream, nil)
	c.requests[0].feed = f
	err := s.do(ctx, c)
	if err == nil && !f.done {
		err = ctx.Err()
	}
	return f.probs, err
}
