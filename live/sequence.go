package live

import (
	"context"
	"io"
	"iter"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/samples"
)

// sequence returns the events of the audio that r delivers, interleaved, as a
// sequence to range over, which reads on when the next event is asked for. A
// loop that is left early leaves the events not yet yielded to the next one.
func (s *session) sequence(r vad.SampleReader) iter.Seq2[CallEvent, error] {
	return func(yield func(CallEvent, error) bool) {
		if !s.yieldUnread(yield) {
			return
		}
		for more := true; more; {
			var err error
			more, err = s.read(r)
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
func (s *session) read(r vad.SampleReader) (more bool, err error) {
	s.enter()
	defer s.leave()
	s.reclaim()
	if s.err != nil {
		return false, s.err
	}
	ctx := context.Background()
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
