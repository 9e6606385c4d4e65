package sessions_test

import (
	"testing"
	"time"

	"github.com/gosilero/vad/serve/sessions"
)

// BenchmarkSave is a save for an event, in the middle of speech, to memory.
func BenchmarkSave(b *testing.B) {
	store := sessions.NewMemory(time.Hour, 1<<20)
	k := newKeeper(b, store, func(c *sessions.Config) { c.MaxEvents = 16 })
	d := newDetector(b)
	events, err := d.Write(nil, speech(b)[:5*rate])
	if err != nil {
		b.Fatal(err)
	}
	s, _, err := k.Open(b.Context(), sessions.Request{ID: "call"}, d)
	if err != nil {
		b.Fatal(err)
	}
	event := encodeEvents(b, events)[:1]
	for b.Loop() {
		if _, err := s.Commit(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
	record, _, err := store.Get(b.Context(), "call")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(record)), "B/record")
}
