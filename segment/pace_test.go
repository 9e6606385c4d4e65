package segment_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// The pauses were computed from the formula by another program.
func TestPace(t *testing.T) {
	config := func(change func(*segment.EndpointConfig)) segment.EndpointConfig {
		c := segment.DefaultEndpointConfig()
		change(&c)
		return c
	}
	repeat := func(rate float64, n int) []float64 { return slices.Repeat([]float64{rate}, n) }
	tests := []struct {
		name   string
		config segment.EndpointConfig
		rates  []float64
		want   []int // ms
	}{
		{"neutral", segment.DefaultEndpointConfig(), repeat(6, 3), []int{400, 400, 400}},
		{"slow", segment.DefaultEndpointConfig(), repeat(3, 8), []int{420, 432, 439, 443, 445, 447, 448, 448}},
		{"fast", segment.DefaultEndpointConfig(), repeat(15, 10), []int{368, 349, 337, 330, 326, 324, 322, 321, 321, 321}},
		{"mixed", segment.DefaultEndpointConfig(), []float64{4, 20, 1, 0.5, 50, 12}, []int{414, 377, 379, 405, 371, 350}},
		{"more than the history", segment.DefaultEndpointConfig(), append(repeat(15, 25), 3, 3, 3), append(
			[]int{368, 349, 337, 330, 326, 324, 322}, append(slices.Repeat([]int{321}, 18), 332, 359, 386)...)},
		{"full range, slow", config(func(c *segment.EndpointConfig) { c.Adaptation = 1 }), repeat(2, 6), []int{460, 496, 518, 531, 539, 544}},
		{"full range, fast", config(func(c *segment.EndpointConfig) { c.Adaptation = 1 }), repeat(20, 6), []int{320, 272, 243, 225, 215, 209}},
		{"MaxPause", config(func(c *segment.EndpointConfig) { c.Adaptation = 2 }), repeat(2, 6), []int{521, 594, 600, 600, 600, 600}},
		{"MinPause", config(func(c *segment.EndpointConfig) { c.Adaptation = 2 }), repeat(20, 4), []int{240, 200, 200, 200}},
		{"narrow", config(func(c *segment.EndpointConfig) { c.MinPause, c.MaxPause = 410*time.Millisecond, 430*time.Millisecond }), repeat(3, 3), []int{420, 430, 430}},
		{"none", config(func(c *segment.EndpointConfig) { c.Adaptation = 0 }), []float64{1, 40}, []int{400, 400}},
	}
	for _, tt := range tests {
		e, err := segment.NewEndpointer(16000, tt.config)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := e.Pause(); got != tt.config.InitialPause {
			t.Errorf("%s: at first, got %v, want %v", tt.name, got, tt.config.InitialPause)
		}
		var got []int
		for _, rate := range tt.rates {
			// 0.5 per second is the least: text of two seconds has whole characters.
			if err := e.Observe(strings.Repeat("x", int(2*rate)), 2*time.Second); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			got = append(got, int(e.Pause()/time.Millisecond))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestPaceObserve(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	for _, tt := range []struct {
		text string
		d    time.Duration
	}{
		{"", time.Second}, {"", 0}, {"text", 0}, {"text", -time.Second},
		{strings.Repeat("x", 51), time.Second}, {strings.Repeat("x", 49), 100 * time.Second},
	} {
		if err := s.e.Observe(tt.text, tt.d); !errors.Is(err, segment.ErrSpeakingRate) {
			t.Errorf("%d characters in %v: got error %v, want %v", len(tt.text), tt.d, err, segment.ErrSpeakingRate)
		}
	}
	if s.e.SpeakingRate() != 0 || s.e.Pause() != 300*time.Millisecond {
		t.Errorf("got a rate of %v and a pause of %v from errors", s.e.SpeakingRate(), s.e.Pause())
	}
	s.observe(4, time.Second, 1)
	s.observe(10, time.Second, 1)
	if got := s.e.SpeakingRate(); got != 8 { // (10 + 4/2) / (1 + 1/2)
		t.Errorf("got %v characters/s, want 8", got)
	}
}

// TestPaceSetConfig: a pause that was learnt stays within bounds that are set
// later; without one, options that are set later count as those at the start do.
func TestPaceSetConfig(t *testing.T) {
	s := newTalker(t, segment.DefaultEndpointConfig())
	s.observe(2, time.Second, 6)
	if got := s.e.Pause(); got <= 400*time.Millisecond {
		t.Fatalf("got a pause of %v after slow speech, want more than BasePause", got)
	}
	c := s.e.Config()
	c.MinPause, c.MaxPause, c.MaxSilence = 200*time.Millisecond, 350*time.Millisecond, 350*time.Millisecond
	if err := s.e.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	if got := s.e.Pause(); got != c.MaxPause {
		t.Errorf("got a pause of %v, want MaxPause, %v", got, c.MaxPause)
	}

	c = segment.DefaultEndpointConfig()
	c.BasePause = 500 * time.Millisecond
	want := newTalker(t, c)
	got := newTalker(t, segment.DefaultEndpointConfig())
	if err := got.e.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	want.observe(6, time.Second, 1)
	got.observe(6, time.Second, 1)
	if got.e.Pause() != want.e.Pause() {
		t.Errorf("got a pause of %v, want %v as of the same options at the start", got.e.Pause(), want.e.Pause())
	}
}
