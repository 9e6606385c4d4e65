package sessions_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/serve/sessions"
	"github.com/gosilero/vad/weights"
)

// TestRefused: a request that does not fit what is saved is refused with the reason,
// and the stream that has the session goes on.
func TestRefused(t *testing.T) {
	store := sessions.NewMemory(time.Minute, 1<<20)
	k := newKeeper(t, store, func(c *sessions.Config) { c.MaxEvents = 2 })
	began := sessions.Params{"rate": "16000", "threshold": "0.5"}
	open := func(r sessions.Request) error {
		_, _, err := k.Open(t.Context(), r, newDetector(t))
		return err
	}
	d := newDetector(t)
	s, _, err := k.Open(t.Context(), sessions.Request{ID: "one", Client: "a", Params: began}, d)
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if _, err := s.Commit(t.Context(), [][]byte{[]byte(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name    string
		request sessions.Request
		want    error
		text    string
	}{
		{"no id", sessions.Request{}, sessions.ErrID, "0 characters"},
		{"long id", sessions.Request{ID: strings.Repeat("x", 65)}, sessions.ErrID, "65 characters"},
		{"wrong id", sessions.Request{ID: "a.b"}, sessions.ErrID, `"a.b"`},
		{"exists", sessions.Request{ID: "one", Client: "a"}, sessions.ErrExists, `"one"; resume it`},
		{"unknown", sessions.Request{ID: "two", Client: "a", Resume: true}, sessions.ErrUnknown, `"two"`},
		{"another client's", sessions.Request{ID: "one", Client: "b", Resume: true, Params: began}, sessions.ErrUnknown, `"one"`},
		{"events dropped", sessions.Request{ID: "one", Client: "a", Resume: true, Params: began}, sessions.ErrSeq, "got 0, but events are kept from 2 on"},
		{"ahead", sessions.Request{ID: "one", Client: "a", Resume: true, Params: began, Seq: 7}, sessions.ErrSeq, "got 7, but the last event was 4"},
		{"other value", sessions.Request{ID: "one", Client: "a", Resume: true, Seq: 4, Params: sessions.Params{"rate": "16000", "threshold": "0.6"}},
			sessions.ErrParams, `threshold: got "0.6", but the session began with "0.5"`},
		{"missing", sessions.Request{ID: "one", Client: "a", Resume: true, Seq: 4, Params: sessions.Params{"rate": "16000"}},
			sessions.ErrParams, `threshold is missing, the session began with "0.5"`},
		{"more", sessions.Request{ID: "one", Client: "a", Resume: true, Seq: 4, Params: sessions.Params{"rate": "16000", "threshold": "0.5", "turns": "1"}},
			sessions.ErrParams, `turns: got "1", but the session began without it`},
	} {
		if err := open(c.request); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %s", c.name, err, c.want, c.text)
		}
	}
	v5, err := vad.Load(weights.V5())
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := live.New(v5, d.Config())
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = k.Open(t.Context(), sessions.Request{ID: "one", Client: "a", Resume: true, Seq: 4, Params: began}, foreign)
	if !errors.Is(err, sessions.ErrState) || !errors.Is(err, live.ErrEncoding) {
		t.Errorf("another model: got %v, want %v", err, sessions.ErrState)
	}
	if err := s.Received(5); !errors.Is(err, sessions.ErrSeq) {
		t.Errorf("Received(5): got %v, want %v", err, sessions.ErrSeq)
	}
	if err := s.End(t.Context()); err != nil {
		t.Fatalf("the stream has lost the session: %v", err)
	}
	if err := open(sessions.Request{ID: "one", Client: "a", Resume: true, Seq: 4, Params: began}); !errors.Is(err, sessions.ErrEnded) {
		t.Errorf("after the end: got %v, want %v", err, sessions.ErrEnded)
	}
}

// TestStoreFails: a session is not opened if the store fails.
func TestStoreFails(t *testing.T) {
	f := newFaulty()
	f.err = errors.New("no quorum")
	k := newKeeper(t, f, nil)
	for _, resume := range []bool{false, true} {
		_, _, err := k.Open(t.Context(), sessions.Request{ID: "call", Resume: resume}, newDetector(t))
		if !errors.Is(err, sessions.ErrStore) || !errors.Is(err, f.err) {
			t.Errorf("resume %v: got %v, want %v", resume, err, sessions.ErrStore)
		}
	}
}

// saved returns the record of a stream with events.
func saved(t testing.TB) []byte {
	t.Helper()
	store := sessions.NewMemory(time.Minute, 1<<20)
	k := newKeeper(t, store, nil)
	s, _, err := k.Open(context.Background(), sessions.Request{ID: "call", Params: sessions.Params{"rate": "16000"}}, newDetector(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(context.Background(), [][]byte{[]byte(`{"event":"a"}`), []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	record, _, err := store.Get(context.Background(), "call")
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// resumeFrom resumes a session whose record is given.
func resumeFrom(t testing.TB, record []byte) ([][]byte, error) {
	t.Helper()
	store := sessions.NewMemory(time.Minute, 1<<30)
	if _, err := store.Put(context.Background(), "call", record, 0); err != nil {
		t.Fatal(err)
	}
	k := newKeeper(t, store, nil)
	_, out, err := k.Open(context.Background(), sessions.Request{ID: "call", Resume: true, Params: sessions.Params{"rate": "16000"}}, newDetector(t))
	return out, err
}

// resealed returns a record with the CRC-32 that it should have.
func resealed(record []byte) []byte {
	body := record[:len(record)-4]
	return binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.ChecksumIEEE(body))
}

// TestRecord: a record that is foreign, damaged or of another version is refused.
func TestRecord(t *testing.T) {
	record := saved(t)
	out, err := resumeFrom(t, record)
	want := `{"event":"resumed","session":"call","sample":0,"messages":0,"seq":2}
{"event":"a","seq":1}
{"seq":2}`
	if got := string(bytes.Join(out, []byte("\n"))); err != nil || got != want {
		t.Fatalf("got %s, %v, want %s", got, err, want)
	}
	refused := func(what, text string, record []byte) {
		t.Helper()
		if _, err := resumeFrom(t, record); !errors.Is(err, sessions.ErrState) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: got %v, want %v with %s", what, err, sessions.ErrState, text)
		}
	}
	refused("empty", "do not begin with", nil)
	refused("foreign", "do not begin with", []byte("some text of someone else"))
	version := bytes.Clone(record)
	version[8]++
	refused("another version", "version 2, want 1", version)
	for n := 12; n < len(record); n += 97 {
		refused("cut short", "", record[:n])
	}
	for i := range record {
		if i%13 == 0 {
			damaged := bytes.Clone(record)
			damaged[i] ^= 0x10
			refused("damaged", "", damaged)
		}
	}
	refused("longer", "malformed", resealed(append(bytes.Clone(record), 0)))
	negative := bytes.Clone(record)
	negative[8+4+16+1+7] = 0x80
	refused("negative", "sample -9223372036854775808", resealed(negative))
	elsewhere := bytes.Clone(record)
	elsewhere[8+4+16+1]++
	refused("elsewhere", "the detector is at sample 0, want 1", resealed(elsewhere))
}

// FuzzRecord: no record makes a server fail otherwise than by an error.
func FuzzRecord(f *testing.F) {
	f.Add(saved(f))
	f.Fuzz(func(t *testing.T, record []byte) {
		if len(record) >= 4 {
			resumeFrom(t, resealed(record))
		}
	})
}

func TestMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := sessions.NewMemory(time.Minute, 100)
		ctx := t.Context()
		first, err := m.Put(ctx, "a", make([]byte, 60), 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Put(ctx, "a", nil, 0); !errors.Is(err, sessions.ErrRevision) {
			t.Errorf("create again: got %v, want %v", err, sessions.ErrRevision)
		}
		if _, err := m.Put(ctx, "b", make([]byte, 41), 0); !errors.Is(err, sessions.ErrStore) {
			t.Errorf("too much: got %v, want %v", err, sessions.ErrStore)
		}
		time.Sleep(50 * time.Second)
		second, err := m.Put(ctx, "a", make([]byte, 70), first)
		if err != nil || second <= first {
			t.Errorf("revision %d after %d, %v", second, first, err)
		}
		if _, err := m.Put(ctx, "a", nil, first); !errors.Is(err, sessions.ErrRevision) {
			t.Errorf("old revision: got %v, want %v", err, sessions.ErrRevision)
		}
		time.Sleep(50 * time.Second)
		if record, revision, err := m.Get(ctx, "a"); len(record) != 70 || revision != second || err != nil {
			t.Errorf("got %d bytes, revision %d, %v", len(record), revision, err)
		}
		time.Sleep(20 * time.Second)
		if _, _, err := m.Get(ctx, "a"); !errors.Is(err, sessions.ErrUnknown) {
			t.Errorf("after the time: got %v, want %v", err, sessions.ErrUnknown)
		}
		if _, err := m.Put(ctx, "b", make([]byte, 100), 0); err != nil {
			t.Error(err)
		}
	})
}

func TestConfig(t *testing.T) {
	for field, change := range map[string]func(c *sessions.Config){
		"Store":       func(c *sessions.Config) { c.Store = nil },
		"Interval":    func(c *sessions.Config) { c.Interval = 0 },
		"MinInterval": func(c *sessions.Config) { c.MinInterval = time.Minute },
		"Wait":        func(c *sessions.Config) { c.Wait = -1 },
		"Retry":       func(c *sessions.Config) { c.Retry = 0 },
		"MaxBytes":    func(c *sessions.Config) { c.MaxBytes = 0 },
		"MaxEvents":   func(c *sessions.Config) { c.MaxEvents = 0 },
	} {
		c := sessions.DefaultConfig(sessions.NewMemory(time.Minute, 1))
		change(&c)
		if _, err := sessions.New(c); !errors.Is(err, sessions.ErrConfig) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: got %v, want %v", field, err, sessions.ErrConfig)
		}
	}
}
