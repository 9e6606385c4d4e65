package live

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// TestDetectorIdle: input that stays away long enough ends the speech, once,
// and does not move positions; a gap does.
func TestDetectorIdle(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:3*16000] // ends in speech
	c := DefaultConfig(16000)
	c.IdleTimeout = time.Second
	d := newDetector(t, m, 16000, c)
	want := detect(t, d, pcm, func() int { return 512 })
	if segs := segmentsOf(want); len(segs) != 1 || segs[0].End != int64(len(pcm)) {
		t.Fatalf("got %v, want one segment to the end", segs)
	}
	d.Reset()

	got, err := d.Write(nil, pcm[:40000])
	idle := func(ms time.Duration, events int) {
		t.Helper()
		n := len(got)
		if err == nil {
			got, err = d.Idle(got, ms*time.Millisecond)
		}
		if err != nil || len(got)-n != events {
			t.Fatalf("after %d ms: got %v, %v, want %d events", ms, got[n:], err, events)
		}
	}
	idle(600, 0)
	idle(399, 0)
	events, err := d.Write(nil, pcm[40000:]) // was late
	got = append(got, events...)
	idle(999, 0)
	idle(1, 2)
	idle(10_000, 0)
	if !equalEvents(keep(got), want) {
		t.Errorf("got %v, want %v", got, want)
	}

	// Late by a second and gone for a minute, as the first.
	for _, gap := range []int64{0, 60 * 16000} {
		base := d.Samples() + gap
		if got, err = d.Skip(nil, gap); err != nil || len(got) > 0 {
			t.Fatalf("got %v, %v", got, err)
		}
		got = detect(t, d, pcm, func() int { return 512 })
		if segs, first := segmentsOf(got), segmentsOf(want)[0]; !slices.Equal(segs, []segment.Segment{{Start: base + first.Start, End: base + first.End}}) {
			t.Errorf("from %d on: got %v, want one as %v", base, segs, first)
		}
	}
	for name, call := range map[string]func() ([]Event, error){
		"elapsed: got -1ns": func() ([]Event, error) { return d.Idle(nil, -1) },
		"samples: got -1":   func() ([]Event, error) { return d.Skip(nil, -1) },
	} {
		if _, err := call(); !errors.Is(err, ErrOption) || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %v with %q", err, ErrOption, name)
		}
	}
}

func TestIdleTimer(t *testing.T) {
	i := idleTimer{timeout: math.MaxInt64}
	for n, elapsed := range []time.Duration{0, math.MaxInt64 - 1, 5, math.MaxInt64} {
		if expired, err := i.add(elapsed); expired != (n >= 2) || err != nil {
			t.Errorf("after %v more: got %v, %v", elapsed, expired, err)
		}
	}
	i.reset()
	if expired, err := i.add(time.Hour); expired || err != nil {
		t.Errorf("after reset: got %v, %v", expired, err)
	}
	var never idleTimer
	if expired, err := never.add(math.MaxInt64); expired || err != nil {
		t.Errorf("without timeout: got %v, %v", expired, err)
	}
}
