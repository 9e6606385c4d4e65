package segment_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// talker plays a speaker to an endpointer at 16 kHz.
type talker struct {
	t    *testing.T
	e    *segment.Endpointer
	ends []segment.Endpoint
}

func newTalker(t *testing.T, c segment.EndpointConfig) *talker {
	t.Helper()
	e, err := segment.NewEndpointer(16000, c)
	if err != nil {
		t.Fatal(err)
	}
	return &talker{t: t, e: e}
}

// play pushes n windows of speech, or of silence, and returns the ends.
func (s *talker) play(p float32, n int) []segment.Endpoint {
	s.t.Helper()
	var ends []segment.Endpoint
	for range n {
		end, ok, err := s.e.Push(p)
		if err != nil {
			s.t.Fatal(err)
		}
		if ok {
			ends = append(ends, end)
		}
	}
	s.ends = append(s.ends, ends...)
	return ends
}

func (s *talker) observe(chars int, d time.Duration, times int) {
	s.t.Helper()
	for range times {
		if err := s.e.Observe(strings.Repeat("é", chars), d); err != nil {
			s.t.Fatal(err)
		}
	}
}

// patient returns options with which an utterance takes a second of speech, and
// each end is final.
func patient() segment.EndpointConfig {
	c := segment.DefaultEndpointConfig()
	c.MinUtterance, c.Grace = time.Second, 0
	return c
}

// A slow speaker pauses for 416 ms between words. The first pause, of 300 ms,
// takes that for the end; with the rate known, the turn is heard out.
func TestEndpointSlowSpeaker(t *testing.T) {
	s := newTalker(t, patient())
	s.play(1, 40)
	if ends := s.play(0, 13); len(ends) != 1 {
		t.Fatalf("before the rate is known, got %v, want one end", ends)
	}
	s.observe(3, time.Second, 3)
	if got := s.e.Pause(); got != 439*time.Millisecond {
		t.Fatalf("got a pause of %v, want 439ms", got)
	}
	for range 4 {
		s.play(1, 40)
		if ends := s.play(0, 13); len(ends) > 0 {
			t.Fatalf("in the middle of the turn, got %v", ends)
		}
	}
	ends := s.play(0, 1) // 448 ms
	start := int64(53 * 512)
	want := []segment.Endpoint{{
		Utterance: segment.Segment{start, start + (4*53-13)*512},
		Speech:    4 * 40 * 512,
		Known:     start + (4*53+1)*512,
	}}
	if !slices.Equal(ends, want) {
		t.Errorf("got %+v, want %+v", ends, want)
	}
	if got := ends[0].Silence(); got != 14*512 {
		t.Errorf("got %d samples of silence, want %d", got, 14*512)
	}
}

// A fast speaker is answered sooner than one of the neutral rate.
func TestEndpointFastSpeaker(t *testing.T) {
	delay := func(charsPerSecond int) int64 {
		s := newTalker(t, segment.DefaultEndpointConfig())
		s.observe(charsPerSecond, time.Second, 8)
		s.play(1, 40)
		if ends := s.play(0, 3); len(ends) > 0 {
			t.Fatalf("between words, got %v", ends)
		}
		s.play(1, 40)
		ends := s.play(0, 30)
		if len(ends) != 1 {
			t.Fatalf("got %v, want one end", ends)
		}
		return ends[0].Silence()
	}
	for _, tt := range []struct{ rate, windows int }{
		{2, 15},  // 462 ms
		{6, 13},  // 400 ms
		{15, 11}, // 321 ms
	} {
		if got := delay(tt.rate); got != int64(tt.windows)*512 {
			t.Errorf("at %d characters/s, got %d samples of silence, want %d windows", tt.rate, got, tt.windows)
		}
	}
}

// A hesitant speaker starts several times. Until there is a second of speech,
// the pauses between do not end the turn, and do not count as speech.
func TestEndpointHesitantSpeaker(t *testing.T) {
	s := newTalker(t, patient())
	for range 3 { // "er", "well", "I": 960 ms in all
		s.play(1, 10)
		s.play(0, 40)
	}
	if len(s.ends) > 0 {
		t.Fatalf("with less than a second of speech, got %v", s.ends)
	}
	if u, speech, ok := s.e.Utterance(); u != (segment.Segment{0, 110 * 512}) || speech != 30*512 || !ok {
		t.Errorf("got utterance %v with %d samples of speech, %v", u, speech, ok)
	}
	if got := s.e.Silence(); got != 40*512 {
		t.Errorf("got %d samples of silence, want %d", got, 40*512)
	}
	s.play(1, 2)
	s.play(0, 10)
	want := []segment.Endpoint{{Utterance: segment.Segment{0, 152 * 512}, Speech: 32 * 512, Known: 162 * 512}}
	if !slices.Equal(s.ends, want) {
		t.Errorf("got %+v, want %+v", s.ends, want)
	}
	if _, _, ok := s.e.Utterance(); ok {
		t.Error("the utterance is still open")
	}
}

// An utterance shorter than MinUtterance ends with MaxSilence, and without it
// never.
func TestEndpointShortAnswer(t *testing.T) {
	c := patient()
	s := newTalker(t, c)
	s.play(1, 10)
	s.play(0, 62)
	if len(s.ends) > 0 {
		t.Fatalf("after 1984 ms of silence, got %v", s.ends)
	}
	s.play(0, 100)
	want := []segment.Endpoint{{Utterance: segment.Segment{0, 10 * 512}, Speech: 10 * 512, Short: true, Known: 73 * 512}}
	if !slices.Equal(s.ends, want) {
		t.Errorf("got %+v, want %+v", s.ends, want)
	}
	c.MaxSilence = 0
	s = newTalker(t, c)
	s.play(1, 10)
	if ends := s.play(0, 5000); len(ends) > 0 {
		t.Errorf("without MaxSilence, got %v", ends)
	}
}

// Cooldown holds an end back, but loses none.
func TestEndpointCooldown(t *testing.T) {
	for _, tt := range []struct {
		cooldown time.Duration
		windows  int64 // from the first end to the second
	}{
		{0, 15},                      // one of speech, 14 of the pause
		{448 * time.Millisecond, 15}, // no more than that
		{time.Second, 32},
	} {
		c := segment.DefaultEndpointConfig()
		c.MinUtterance, c.Cooldown = 0, tt.cooldown
		s := newTalker(t, c)
		s.observe(3, time.Second, 10) // a pause of 448 ms, 14 windows
		s.play(1, 1)
		s.play(0, 14)
		s.play(1, 1)
		s.play(0, 60)
		if len(s.ends) != 2 {
			t.Fatalf("%v: got %v, want two ends", tt.cooldown, s.ends)
		}
		if d := s.ends[1].Known - s.ends[0].Known; d != tt.windows*512 {
			t.Errorf("%v: got %d samples between ends, want %d windows", tt.cooldown, d, tt.windows)
		}
	}
}

func TestEndpointFixed(t *testing.T) {
	c := segment.DefaultEndpointConfig()
	c.FixedPause = 700 * time.Millisecond
	s := newTalker(t, c)
	for _, rate := range []int{2, 20} {
		s.observe(rate, time.Second, 10)
		if got := s.e.Pause(); got != c.FixedPause {
			t.Errorf("got a pause of %v, want %v", got, c.FixedPause)
		}
		s.play(1, 40)
		ends := s.play(0, 40)
		if len(ends) != 1 || ends[0].Silence() != 22*512 {
			t.Errorf("got %v, want one end after 22 windows of silence", ends)
		}
	}
}

// Between the thresholds, speech goes on, and silence too.
func TestEndpointHysteresis(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	s.play(0.4, 100)
	if _, _, ok := s.e.Utterance(); ok || s.e.Silence() != 100*512 {
		t.Errorf("got an utterance or %d samples of silence, want %d", s.e.Silence(), 100*512)
	}
	s.play(1, 1)
	s.play(0.4, 40)
	s.play(0.3, 5)
	s.play(0.4, 5)
	want := []segment.Endpoint{{Utterance: segment.Segment{100 * 512, 141 * 512}, Speech: 41 * 512, Known: 151 * 512}}
	if !slices.Equal(s.ends, want) {
		t.Errorf("got %+v, want %+v", s.ends, want)
	}
}

func TestEndpointFinish(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	s.observe(3, time.Second, 3)
	s.play(1, 40)
	if _, _, err := s.e.Finish(1); !errors.Is(err, segment.ErrProbabilityCount) {
		t.Errorf("got error %v, want %v", err, segment.ErrProbabilityCount)
	}
	end, ok, err := s.e.Finish(39*512 + 100)
	want := segment.Endpoint{Utterance: segment.Segment{0, 39*512 + 100}, Speech: 39*512 + 100, Known: 39*512 + 100}
	if end != want || !ok || err != nil {
		t.Errorf("got %+v, %v, %v, want %+v", end, ok, err, want)
	}
	if end, ok, err := s.e.Finish(0); ok || err != nil {
		t.Errorf("of nothing, got %+v, %v, %v", end, ok, err)
	}
	if got := s.e.Pause(); got != 439*time.Millisecond {
		t.Errorf("after Finish, got a pause of %v, want 439ms", got)
	}
	s.e.Reset()
	if got := s.e.Pause(); got != 300*time.Millisecond {
		t.Errorf("after Reset, got a pause of %v, want 300ms", got)
	}
}

func TestEndpointErrors(t *testing.T) {
	change := func(f func(*segment.EndpointConfig)) segment.EndpointConfig {
		c := segment.DefaultEndpointConfig()
		f(&c)
		return c
	}
	for _, tt := range []struct {
		rate   int
		config segment.EndpointConfig
		err    error
		text   string
	}{
		{11025, segment.DefaultEndpointConfig(), segment.ErrSampleRate, "got 11025 Hz"},
		{16000, segment.EndpointConfig{}, segment.ErrOption, "Threshold: got 0"},
		{16000, change(func(c *segment.EndpointConfig) { c.NegThreshold = 0.9 }), segment.ErrOption, "NegThreshold: got 0.9"},
		{16000, change(func(c *segment.EndpointConfig) { c.MinUtterance = -1 }), segment.ErrOption, "MinUtterance: got -1ns"},
		{16000, change(func(c *segment.EndpointConfig) { c.MaxSilence = -1 }), segment.ErrOption, "MaxSilence: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.Cooldown = -1 }), segment.ErrOption, "Cooldown: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.FixedPause = -1 }), segment.ErrOption, "FixedPause: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.InitialPause = -1 }), segment.ErrOption, "InitialPause: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.BasePause = -1 }), segment.ErrOption, "BasePause: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.MinPause = -1 }), segment.ErrOption, "MinPause: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.MaxPause = -1 }), segment.ErrOption, "MaxPause: got"},
		{16000, change(func(c *segment.EndpointConfig) { c.Adaptation = 2.1 }), segment.ErrOption, "Adaptation: got 2.1, want from 0 to 2"},
		{16000, change(func(c *segment.EndpointConfig) { c.Adaptation = math.NaN() }), segment.ErrOption, "Adaptation: got NaN"},
		{16000, change(func(c *segment.EndpointConfig) { c.MinPause = time.Second }), segment.ErrOption, "MinPause: got 1s, want at most MaxPause, 600ms"},
		{16000, change(func(c *segment.EndpointConfig) { c.MaxSilence = 599 * time.Millisecond }), segment.ErrOption, "MaxSilence: got 599ms, want 0 or at least the longest pause, 600ms"},
		{16000, change(func(c *segment.EndpointConfig) { c.FixedPause = 3 * time.Second }), segment.ErrOption, "MaxSilence: got 2s"},
	} {
		_, err := segment.NewEndpointer(tt.rate, tt.config)
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("got error %v, want %v with %q", err, tt.err, tt.text)
		}
	}
}

func TestEndpointNotFinite(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	before := *s.e
	for _, p := range []float64{math.NaN(), math.Inf(1)} {
		if _, ok, err := s.e.Push(float32(p)); ok || !errors.Is(err, segment.ErrProbability) || *s.e != before {
			t.Errorf("Push(%v): got %v, %v, want %v and no change", p, ok, err, segment.ErrProbability)
		}
	}
}
