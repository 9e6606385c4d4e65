package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// putTimeout is how long a store may take, which is less than what a cluster takes to
// choose a leader: a request that is lost meanwhile is never answered. Saves that take
// longer than Wait go on while the stream does.
const putTimeout = 1500 * time.Millisecond

// flight is a save under way.
type flight struct {
	point savedMessage
	began time.Time
	done  chan struct{} // closed when the rest is set

	revision uint64
	err      error
}

// takeOff begins to save the stream as it is.
func (s *Session) takeOff() {
	s.began = time.Now()
	r := &s.record
	r.sample = s.detector.Samples()
	f := &flight{
		point: savedMessage{"saved", r.sample, r.messages, r.last()},
		began: s.began,
		done:  make(chan struct{}),
	}
	s.flight = f
	data, err := s.encode()
	if err != nil {
		f.err = err
		close(f.done)
		return
	}
	config, id, owner, revision := s.config, s.id, s.record.owner, s.revision
	go func() {
		defer close(f.done)
		ctx, cancel := context.WithTimeout(context.Background(), putTimeout)
		defer cancel()
		f.revision, f.err = put(ctx, config.Store, id, owner, data, revision)
		config.Observer.Saved(id, time.Since(f.began), len(data), f.err)
	}()
}

// encode returns the record of the stream as it is.
func (s *Session) encode() ([]byte, error) {
	var state []byte
	if !s.record.ended {
		var err error
		if state, err = s.detector.AppendBinary(nil); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrState, err)
		}
	}
	data := s.record.append(nil, state)
	if len(data) > s.config.MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes of a stream, want at most %d", ErrStore, len(data), s.config.MaxBytes)
	}
	return data, nil
}

// put puts a record of the owner in the place of the one with a revision. That may be
// another one of the owner's, of which it does not know: the store has taken it, but
// not said so. Or the store has forgotten it, since it could not be reached for long.
func put(ctx context.Context, store Store, id string, owner [16]byte, data []byte, revision uint64) (uint64, error) {
	for {
		r, err := store.Put(ctx, id, data, revision)
		if !errors.Is(err, ErrRevision) {
			return r, wrapped(err)
		}
		got, last, err := store.Get(ctx, id)
		switch {
		case errors.Is(err, ErrUnknown):
			last = 0
		case err != nil:
			return 0, wrapped(err)
		default:
			if r, _, err := parse(got); err != nil || r.owner != owner {
				return 0, ErrTaken
			}
		}
		if last == revision { // the store is late
			if err := sleep(ctx, lateRead); err != nil {
				return 0, wrapped(err)
			}
		}
		revision = last
	}
}

// lateRead is the time after which a store that returned an old record is asked again.
const lateRead = 50 * time.Millisecond

// wrapped returns an error of a store as one that wraps ErrStore.
func wrapped(err error) error {
	if err == nil || errors.Is(err, ErrStore) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrStore, err)
}
