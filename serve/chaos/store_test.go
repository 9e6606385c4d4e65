package chaos

import (
	"errors"
	"testing"
	"time"

	"github.com/gosilero/vad/serve/sessions"
	"github.com/gosilero/vad/serve/sessions/natskv"
)

// openStore opens a bucket with three replicas.
func openStore(t testing.TB, c *cluster, change func(c *natskv.Config)) *natskv.Store {
	t.Helper()
	config := natskv.DefaultConfig(c.url())
	config.Replicas = 3
	if change != nil {
		change(&config)
	}
	s, err := natskv.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// get returns a record once every replica has it.
func get(t testing.TB, s *natskv.Store, id string, revision uint64) string {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		record, r, err := s.Get(t.Context(), id)
		if err == nil && r >= revision {
			return string(record)
		}
	}
	t.Fatalf("%s: no revision %d", id, revision)
	return ""
}

// TestStore: the bucket does what a store does, and forgets by itself.
func TestStore(t *testing.T) {
	c := startCluster(t)
	s := openStore(t, c, func(c *natskv.Config) { c.TTL, c.MaxRecord = 3*time.Second, 1000 })
	other := openStore(t, c, nil) // of the bucket that there is
	ctx := t.Context()
	if _, _, err := s.Get(ctx, "client.a"); !errors.Is(err, sessions.ErrUnknown) {
		t.Errorf("Get: got %v, want %v", err, sessions.ErrUnknown)
	}
	first, err := s.Put(ctx, "client.a", []byte("one"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Put(ctx, "client.a", []byte("two"), 0); !errors.Is(err, sessions.ErrRevision) {
		t.Errorf("create again: got %v, want %v", err, sessions.ErrRevision)
	}
	second, err := other.Put(ctx, "client.a", []byte("two"), first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, "client.a", []byte("three"), first); !errors.Is(err, sessions.ErrRevision) {
		t.Errorf("old revision: got %v, want %v", err, sessions.ErrRevision)
	}
	if got := get(t, s, "client.a", second); got != "two" {
		t.Errorf("got %q, want two", got)
	}
	if _, err := s.Put(ctx, "client.b", make([]byte, 2000), 0); err == nil || errors.Is(err, sessions.ErrRevision) {
		t.Errorf("too large: got %v", err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		if _, _, err := s.Get(ctx, "client.a"); errors.Is(err, sessions.ErrUnknown) {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the bucket does not forget")
		}
	}
	if _, err := s.Put(ctx, "client.a", []byte("three"), second); !errors.Is(err, sessions.ErrRevision) {
		t.Errorf("forgotten revision: got %v, want %v", err, sessions.ErrRevision)
	}
	if _, err := s.Put(ctx, "client.a", []byte("three"), 0); err != nil {
		t.Errorf("create a forgotten one: %v", err)
	}
}
