package segment_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// A "yes" of 0.4 s ends after the first pause, 300 ms, not after MaxSilence.
func TestEndpointYes(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	s.play(1, 13)
	want := []segment.Endpoint{{Utterance: segment.Segment{End: 13 * 512}, Speech: 13 * 512, Known: 23 * 512}}
	if ends := s.play(0, 100); !slices.Equal(ends, want) {
		t.Errorf("got %+v, want %+v", ends, want)
	}
}

// Speech within Grace takes the utterance up again; later, it begins another.
func TestEndpointResumed(t *testing.T) {
	c := segment.DefaultEndpointConfig()
	c.FixedPause, c.Grace = 320*time.Millisecond, 640*time.Millisecond // 10 windows, 20 windows
	for _, tt := range []struct {
		silence int // windows in all
		resumed bool
	}{{10, true}, {29, true}, {30, false}, {100, false}} {
		s := newTalker(t, c)
		s.play(1, 20)
		s.play(0, tt.silence)
		if got := s.e.Resumable(); got != tt.resumed || s.e.Resumed() {
			t.Errorf("after %d windows of silence: resumable %v, resumed %v", tt.silence, got, s.e.Resumed())
		}
		s.play(1, 1)
		if got := s.e.Resumed(); got != tt.resumed || s.e.Resumable() {
			t.Errorf("speech after %d windows of silence: resumed %v, want %v", tt.silence, got, tt.resumed)
		}
		s.play(1, 1)
		if s.e.Resumed() {
			t.Error("it resumes twice")
		}
		s.play(1, 8)
		n := int64(20+tt.silence+10) * 512
		want := segment.Endpoint{Utterance: segment.Segment{Start: n - 10*512, End: n}, Speech: 10 * 512, Known: n + 10*512}
		if tt.resumed {
			want.Utterance.Start, want.Speech = 0, 30*512
		}
		if ends := s.play(0, 10); !slices.Equal(ends, []segment.Endpoint{want}) {
			t.Errorf("after %d windows of silence: got %+v, want %+v", tt.silence, ends, want)
		}
	}
	// The end of the stream is final.
	s := newTalker(t, c)
	s.play(1, 20)
	if _, ok, err := s.e.Finish(20 * 512); !ok || err != nil || s.e.Resumable() {
		t.Errorf("after Finish: %v, %v, resumable %v", ok, err, s.e.Resumable())
	}
	if s.play(1, 1); s.e.Resumed() {
		t.Error("the stream's end was resumed")
	}
}

// TestEndpointSetConfig: options change in the middle of an utterance, and the
// pace stays.
func TestEndpointSetConfig(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	s.observe(3, time.Second, 3)
	pause := s.e.Pause()
	s.play(0.45, 5)
	s.play(1, 20)
	c := s.e.Config()
	c.MinUtterance, c.Threshold = time.Second, 0.4
	if err := s.e.SetConfig(c); err != nil || s.e.Config() != c || s.e.Pause() != pause {
		t.Errorf("got %v, a pause of %v, want %v", err, s.e.Pause(), pause)
	}
	if ends := s.play(0, 30); len(ends) > 0 {
		t.Errorf("with less than a second of speech, got %v", ends)
	}
	s.play(0.45, 12)
	if ends := s.play(0, 30); len(ends) != 1 || ends[0].Speech != 32*512 {
		t.Errorf("got %v, want an end with %d samples", ends, 32*512)
	}
	c.Adaptation = 3
	if err := s.e.SetConfig(c); !errors.Is(err, segment.ErrOption) || s.e.Config().Adaptation == 3 {
		t.Errorf("got %v, want %v", err, segment.ErrOption)
	}
}
