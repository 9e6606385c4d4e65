package sessions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// idleIntervals is the number of Intervals after which a stream that has not moved is
// saved again, so that the store does not forget it.
const idleIntervals = 10

// Session is a stream that is kept. It is not safe for concurrent use. Close or End
// ends it.
type Session struct {
	config   *Config
	id       string
	detector Detector

	record   record       // what is saved next, but for sample and state
	sent     uint64       // the seq of the last event that was returned, or that the client had before
	revision uint64       // of what was saved last
	saved    savedMessage // what was saved last
	savedAt  time.Time    // when the last save that succeeded began
	began    time.Time    // when the last save began
	noted    time.Time    // when the client last learned what is saved
	flight   *flight      // the save that has not ended
	taken    error        // that another connection has the session
	away     error        // why events are not saved, nil if they are
	retryAt  time.Time
}

// Message counts a message of the client besides audio and what Received takes, such as
// flush. It is called before the detector is changed.
func (s *Session) Message() { s.record.messages++ }

// Received drops the events up to seq, which the client says that it has.
func (s *Session) Received(seq uint64) error {
	if seq > s.sent {
		return fmt.Errorf("%w: got %d, but the last event was %d", ErrSeq, seq, s.sent)
	}
	s.record.drop(seq)
	return nil
}

// Commit takes the events that the detector has reported since the last call, each an
// object in JSON, and returns the messages to be written to the client. It is called
// after each write to the detector, and after Wait without one.
//
// It saves the stream if there are events, and waits for that. Events that come within
// MinInterval after the last save are returned by a later call. Without events it
// saves when it is time, and does not wait. If the store fails, events are returned
// after Config.Wait, with words that say so.
//
// After an error, which wraps ErrTaken or is the context's, no event may be written.
// The events are kept for Close.
func (s *Session) Commit(ctx context.Context, events [][]byte) ([][]byte, error) {
	s.add(events)
	out, err := s.land(nil)
	if err != nil {
		return nil, err
	}
	var after [][]byte
	switch now := time.Now(); {
	case s.away != nil:
		if s.flight == nil && !now.Before(s.retryAt) {
			s.takeOff()
		}
	case s.record.last() > s.saved.Seq:
		if s.flight == nil && now.Sub(s.began) < s.config.MinInterval {
			return out, nil
		}
		if after, err = s.save(ctx); err != nil {
			return nil, err
		}
		if s.away != nil { // that comes before the events
			out, after = append(out, after...), nil
		}
	case s.flight == nil && s.isDue(now):
		s.takeOff()
	}
	for ; s.sent < s.record.last(); s.sent++ {
		out = append(out, numbered(s.record.event(s.sent+1), s.sent+1, s.sent < s.saved.Seq))
	}
	s.trim()
	return append(out, after...), nil
}

// Holds reports whether there are events that a later Commit returns.
func (s *Session) Holds() bool { return s.sent < s.record.last() }

// Wait returns the time after which Commit is to be called, even without a write.
func (s *Session) Wait() time.Duration {
	switch {
	case s.away == nil && s.record.last() > s.saved.Seq:
		return max(0, s.config.MinInterval-time.Since(s.began))
	case s.flight != nil || s.away != nil:
		return s.config.Retry
	}
	return s.config.Interval
}

// Close saves the stream with the last events, which were not committed, and gives it
// up. Another connection goes on from there.
func (s *Session) Close(ctx context.Context, events [][]byte) error {
	defer s.back()
	s.add(events)
	if err := s.settle(ctx); err != nil && !errors.Is(err, ErrStore) {
		return err
	}
	if !s.moved() && s.record.last() == s.saved.Seq {
		return nil
	}
	s.takeOff()
	return s.settle(ctx)
}

// End ends the session, since the client has what it wants: nobody resumes it.
func (s *Session) End(ctx context.Context) error {
	defer s.back()
	if err := s.settle(ctx); err != nil && !errors.Is(err, ErrStore) {
		return err
	}
	s.record.ended, s.record.events = true, nil
	s.takeOff()
	return s.settle(ctx)
}

// add numbers events and keeps them.
func (s *Session) add(events [][]byte) {
	s.record.events = append(s.record.events, events...)
	s.record.next += uint64(len(events))
}

// trim keeps the last events that were sent.
func (s *Session) trim() {
	if over := len(s.record.events) - s.config.MaxEvents; over > 0 {
		s.record.events = slices.Delete(s.record.events, 0, over)
	}
}

// moved reports whether the stream has moved since it was saved.
func (s *Session) moved() bool {
	return s.detector.Samples() != s.saved.Sample || s.record.messages != s.saved.Messages
}

// isDue reports whether it is time to save.
func (s *Session) isDue(now time.Time) bool {
	since := now.Sub(s.savedAt)
	return since >= s.config.Interval && (s.moved() || since >= idleIntervals*s.config.Interval)
}

// save saves the stream with all its events, or gives that up after Wait.
func (s *Session) save(ctx context.Context) (notes [][]byte, err error) {
	timeout := time.NewTimer(s.config.Wait)
	defer timeout.Stop()
	for s.away == nil && s.record.last() > s.saved.Seq {
		if s.flight == nil {
			s.takeOff()
		}
		select {
		case <-s.flight.done:
			if notes, err = s.land(notes); err != nil {
				return nil, err
			}
		case <-timeout.C:
			return s.leave(notes, fmt.Errorf("%w: not saved within %v", ErrStore, s.config.Wait)), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return notes, nil
}

// settle waits until the save that has not ended has, and returns its error.
func (s *Session) settle(ctx context.Context) error {
	if s.flight == nil {
		return s.taken
	}
	select {
	case <-s.flight.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.flight.err; err != nil && !errors.Is(err, ErrTaken) {
		s.flight = nil
		return err
	}
	_, err := s.land(nil)
	return err
}

// land takes the result of a save that has ended, and appends what the client is to
// learn of it to out.
func (s *Session) land(out [][]byte) ([][]byte, error) {
	if s.taken != nil || s.flight == nil {
		return out, s.taken
	}
	select {
	case <-s.flight.done:
	default:
		return out, nil
	}
	f := s.flight
	s.flight = nil
	switch {
	case errors.Is(f.err, ErrTaken):
		s.taken = f.err
		return nil, s.taken
	case f.err != nil:
		return s.leave(out, f.err), nil
	}
	s.revision, s.saved, s.savedAt = f.revision, f.point, f.began
	if wasAway := s.back(); wasAway || time.Since(s.noted) >= s.config.Interval {
		s.noted = time.Now()
		out = append(out, encode(s.saved))
	}
	return out, nil
}

// leave has events go unsaved, and appends a message that says so to out.
func (s *Session) leave(out [][]byte, err error) [][]byte {
	s.retryAt = time.Now().Add(s.config.Retry)
	wasAway := s.away != nil
	s.away = err
	if wasAway {
		return out
	}
	s.config.Observer.Unsaved(s.id, err)
	return append(out, encode(unsavedMessage{"unsaved", err.Error()}))
}

// back ends what leave began, and reports whether it had begun.
func (s *Session) back() bool {
	wasAway := s.away != nil
	if wasAway {
		s.away = nil
		s.config.Observer.SavedAgain(s.id)
	}
	return wasAway
}

// sleep waits for some time, if it is more than 0, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
