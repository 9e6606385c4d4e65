package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// begin creates the record of a session that there must not be.
func (s *Session) begin(ctx context.Context, r Request) (string, error) {
	s.record.params, s.record.next = r.Params, 1
	s.record.sample = s.detector.Samples()
	data, err := s.encode()
	if err != nil {
		return "", err
	}
	revision, err := put(ctx, s.config.Store, s.id, s.record.owner, data, 0)
	if errors.Is(err, ErrTaken) {
		return "", fmt.Errorf("%w: %q; resume it, or choose another id", ErrExists, r.ID)
	}
	s.note(revision)
	return "session", err
}

// unknownTries is how often a store is asked for a session that it does not know.
const unknownTries = 5

// resume takes over the session that there is.
func (s *Session) resume(ctx context.Context, r Request) (string, error) {
	for tries := 1; ; tries++ {
		data, revision, err := s.config.Store.Get(ctx, s.id)
		switch {
		case errors.Is(err, ErrUnknown) && tries < unknownTries: // it may be late
			if err := sleep(ctx, lateRead); err != nil {
				return "", wrapped(err)
			}
			continue
		case errors.Is(err, ErrUnknown):
			return "", fmt.Errorf("%w: %q", ErrUnknown, r.ID)
		case err != nil:
			return "", wrapped(err)
		}
		found, state, err := parse(data)
		if err == nil {
			err = s.adopt(found, state, r)
		}
		if err != nil {
			return "", err
		}
		if data, err = s.encode(); err != nil {
			return "", err
		}
		revision, err = s.config.Store.Put(ctx, s.id, data, revision)
		if errors.Is(err, ErrRevision) { // what was read is not the last any more
			if err := sleep(ctx, lateRead); err != nil {
				return "", wrapped(err)
			}
			continue
		}
		s.note(revision)
		return "resumed", wrapped(err)
	}
}

// adopt makes the session and its detector what was found, unless the request does not
// fit.
func (s *Session) adopt(found record, state []byte, r Request) error {
	last, kept := found.last(), uint64(len(found.events))
	switch {
	case found.ended:
		return ErrEnded
	case r.Seq > last+uint64(s.config.MaxEvents):
		return fmt.Errorf("%w: got %d, but the last event was %d", ErrSeq, r.Seq, last)
	case r.Seq < last-kept:
		return fmt.Errorf("%w: got %d, but events are kept from %d on", ErrSeq, r.Seq, last-kept+1)
	}
	if err := r.Params.same(found.params); err != nil {
		return err
	}
	if err := s.detector.UnmarshalBinary(state); err != nil {
		return fmt.Errorf("%w: %w", ErrState, err)
	}
	if got := s.detector.Samples(); got != found.sample {
		return fmt.Errorf("%w: the detector is at sample %d, want %d", ErrState, got, found.sample)
	}
	found.owner = s.record.owner
	s.record, s.sent = found, r.Seq
	s.record.drop(r.Seq)
	return nil
}

// note notes that the stream is saved with a revision.
func (s *Session) note(revision uint64) {
	now := time.Now()
	r := &s.record
	s.revision, s.saved = revision, savedMessage{"saved", r.sample, r.messages, r.last()}
	s.savedAt, s.began, s.noted = now, now, now
}

// greeting returns the first message, and the events that the client lacks.
func (s *Session) greeting(kind, id string) [][]byte {
	r := &s.record
	out := [][]byte{encode(sessionMessage{kind, id, r.sample, r.messages, r.last()})}
	for ; s.sent < r.last(); s.sent++ {
		out = append(out, numbered(r.event(s.sent+1), s.sent+1, true))
	}
	return out
}
