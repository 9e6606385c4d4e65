package sessions

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"
)

// ErrRevision says that a record has another revision than a Put replaces.
var ErrRevision = errors.New("sessions: other revision")

// Store holds the record of each session under its id. It forgets a record that was
// not put for some time. It is safe for use by any number of goroutines.
type Store interface {
	// Get returns a record and its revision. It may be late: the record that is
	// returned need not be the last. An error wraps ErrUnknown if there is none.
	Get(ctx context.Context, id string) (record []byte, revision uint64, err error)
	// Put replaces the record that has the revision, or creates it if the revision
	// is 0 and there is none, and returns the new revision. Otherwise, the error
	// wraps ErrRevision. After any other error, the record may have been put, or
	// may be yet.
	Put(ctx context.Context, id string, record []byte, revision uint64) (uint64, error)
}

// Memory is a Store in the memory of one process: it survives a connection, and not
// the process.
type Memory struct {
	ttl      time.Duration
	maxBytes int

	lock     sync.Mutex
	entries  map[string]entry
	bytes    int
	revision uint64
	swept    time.Time
}

type entry struct {
	record   []byte
	revision uint64
	put      time.Time
}

// NewMemory returns a Memory that forgets what was not put for a time, and holds no
// more than a number of bytes.
func NewMemory(ttl time.Duration, maxBytes int) *Memory {
	return &Memory{ttl: ttl, maxBytes: maxBytes, entries: map[string]entry{}, swept: time.Now()}
}

// Get implements [Store].
func (m *Memory) Get(_ context.Context, id string) ([]byte, uint64, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.sweep()
	e, ok := m.entries[id]
	if !ok {
		return nil, 0, fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	return e.record, e.revision, nil
}

// Put implements [Store]. It keeps a copy of the record.
func (m *Memory) Put(_ context.Context, id string, record []byte, revision uint64) (uint64, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.sweep()
	old := m.entries[id]
	if old.revision != revision {
		return 0, fmt.Errorf("%w: got %d, want %d", ErrRevision, revision, old.revision)
	}
	bytes := m.bytes - len(old.record) + len(record)
	if bytes > m.maxBytes {
		return 0, fmt.Errorf("%w: %d bytes more than the limit of %d", ErrStore, bytes-m.maxBytes, m.maxBytes)
	}
	m.bytes = bytes
	m.revision++
	m.entries[id] = entry{append([]byte(nil), record...), m.revision, time.Now()}
	return m.revision, nil
}

// sweep forgets what is too old, ten times in a ttl.
func (m *Memory) sweep() {
	now := time.Now()
	if now.Sub(m.swept) < m.ttl/10 {
		return
	}
	m.swept = now
	maps.DeleteFunc(m.entries, func(_ string, e entry) bool {
		old := now.Sub(e.put) >= m.ttl
		if old {
			m.bytes -= len(e.record)
		}
		return old
	})
}
