package live

import (
	"context"
	"io"
	"iter"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/samples"
)

// Events returns the events of the audio that r delivers as a sequence to range
// over, which reads on, no further than to the end of a window, when the next
// event is asked for:
//
//	for e, err := range d.Events(r) {
//
// At the end of r it flushes. An error of r, or of Write, is the last element;
// after an error of r, the detector is as the samples before it left it, and
// Flush ends the speech.
//
// A loop may be left early, and another go on: the events not yet yielded come
// first, unless a method that returns events was called in between.
func (d *Detector) Events(r vad.SampleReader) iter.Seq2[Event, error] {
	return d.EventsContext(context.Background(), r)
}

// EventsContext is Events that ends with ctx, whose error is the last element. It
// does not end a read: for a reader that may block, close the reader, too. Another
// loop goes on where this one ended.
func (d *Detector) EventsContext(ctx context.Context, r vad.SampleReader) iter.Seq2[Event, error] {
	s := d.made()
	return func(yield func(Event, error) bool) {
		for e, err := range s.sequence(ctx, r) {
			if !yield(e.Event, err) {
				return
			}
		}
	}
}

// Events is [Detector.Events] of all channels. r delivers interleaved samples,
// always of all channels at once, as the sources of package audio do.
func (c *Call) Events(r vad.SampleReader) iter.Seq2[CallEvent, error] {
	return c.EventsContext(context.Background(), r)
}

// EventsContext is Events that ends with ctx, as [Detector.EventsContext] does.
func (c *Call) EventsContext(ctx context.Context, r vad.SampleReader) iter.Seq2[CallEvent, error] {
	return c.made().sequence(ctx, r)
}

// sequence returns the events of the audio that r delivers, interleaved, as a
// sequence to range over, which reads on when the next event is asked for. A
// loop that is left early leaves the events not yet yielded to the next one.
func (s *session) sequence(ctx context.Context, r vad.SampleReader) iter.Seq2[CallEvent, error] {
	return func(yield func(CallEvent, error) bool) {
		if !s.yieldUnread(yield) {
			return
		}
		for more := true; more; {
			var err error
			more, err = s.read(ctx, r)
			s.unread = len(s.events)
			if !s.yieldUnread(yield) {
				return
			}
			if err != nil {
				yield(CallEvent{}, err)
				return
			}
		}
	}
}

// read reads once, no further than to the end of a window, and flushes at the
// end of r. It reports whether there may be more.
func (s *session) read(ctx context.Context, r vad.SampleReader) (more bool, err error) {
	s.enter()
	defer s.leave()
	s.reclaim()
	if s.err != nil {
		return false, s.err
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := s.advance(ctx); err != nil { // what a context has held up
		return false, err
	}
	stride := len(s.channels)
	if s.buffer == nil {
		in := &s.channels[0].intake
		s.buffer = make([]float32, stride*int(in.span(in.size)))
	}
	room := len(s.buffer) / stride
	for _, c := range s.channels {
		room = min(room, c.intake.room())
	}
	n, end := samples.Read(r, s.buffer[:stride*room])
	if err := s.writeInterleaved(ctx, s.buffer[:n]); err != nil {
		return false, err
	}
	if end == io.EOF {
		return false, s.flush(ctx)
	}
	return end == nil, end
}

// yieldUnread yields the events that no loop has yielded. It reports whether to
// go on.
func (s *session) yieldUnread(yield func(CallEvent, error) bool) bool {
	for s.unread > 0 {
		at := len(s.events) - s.unread
		e := s.events[at]
		s.events[at] = CallEvent{} // its audio is the caller's
		s.unread--
		if !yield(e, nil) {
			return false
		}
	}
	return true
}
