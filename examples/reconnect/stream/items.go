package stream

import (
	"fmt"
	"slices"
)

// item is audio, or a message, and the place after it.
type item struct {
	data  []byte
	text  bool
	after point
}

// point is a place in a stream.
type point struct {
	sample   int64 // as many were sent, lost ones included
	messages int64
}

// taken reports whether a server that has come to a point has taken the item.
func (i *item) taken(at point) bool {
	if i.text {
		return i.after.messages <= at.messages
	}
	return i.after.sample <= at.sample
}

// drop forgets what a server has saved.
func (s *Stream) drop(at point) {
	s.lock.Lock()
	defer s.lock.Unlock()
	n := 0
	for n < len(s.items) && s.items[n].taken(at) {
		s.start = s.items[n].after
		n++
	}
	s.items = slices.Delete(s.items, 0, n)
	s.sent = max(0, s.sent-n)
}

// rewind goes back, or forward, to the point that a server has come to.
func (s *Stream) rewind(at point) error {
	s.drop(at)
	s.lock.Lock()
	defer s.lock.Unlock()
	s.sent = 0
	if at.sample < s.start.sample || at.messages < s.start.messages {
		return fmt.Errorf("%w: the server goes on from sample %d and message %d, but %d and %d were saved",
			errRefused, at.sample, at.messages, s.start.sample, s.start.messages)
	}
	if len(s.items) == 0 || s.items[0].text {
		return nil
	}
	// It may have taken the beginning of the first item.
	first := &s.items[0]
	first.data = first.data[len(first.data)-int(first.after.sample-at.sample)*s.config.SampleBytes:]
	s.start = at
	return nil
}

// isTaken reports whether a server has taken all of a stream that has ended.
func (s *Stream) isTaken() bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.ended && len(s.items) == 0
}

// isEnd reports whether a stream has ended at a sample.
func (s *Stream) isEnd(sample int64) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.ended && s.end.sample == sample
}
