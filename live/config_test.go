package live

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

func TestDetectorConfigErrors(t *testing.T) {
	m := newModel(t)
	tests := []struct {
		change func(*Config)
		err    error
		text   string
	}{
		{func(c *Config) { c.SampleRate = 999 }, vad.ErrSampleRate, "SampleRate: got 999 Hz, want 1000 to 1048576"},
		{func(c *Config) { c.SampleRate = 0 }, vad.ErrSampleRate, "SampleRate: got 0 Hz"},
		{func(c *Config) { *c = Config{SampleRate: 16000} }, segment.ErrOption, "Threshold: got 0, want inside (0, 1)"},
		{func(c *Config) { c.Segments.Threshold = 1 }, segment.ErrOption, "Threshold: got 1, want inside (0, 1)"},
		{func(c *Config) { c.Segments.MaxSpeech = 0 }, ErrOption, "Segments.MaxSpeech: got 0s, want more"},
		{func(c *Config) { c.Segments.MinSpeech = time.Minute }, ErrOption, "Segments.MinSpeech: got 1m0s, want at most MaxSpeech, 30s"},
		{func(c *Config) { c.Audio = AudioStreamed + 1 }, ErrOption, "Audio: got Audio(3), want AudioWhole, AudioNone or AudioStreamed"},
		{func(c *Config) { c.MinOnset = -1 }, ErrOption, "MinOnset: got -1ns, want 0 or more"},
		{func(c *Config) { c.MaxGap = -1 }, ErrOption, "MaxGap: got -1ns, want 0 or more"},
		{func(c *Config) { c.Turn = &segment.EndpointConfig{MinPause: 1} }, segment.ErrOption, "Turn: segment: option out of range: MinPause: got 1ns"},
		{func(c *Config) { c.Smoothing = 1 }, ErrOption, "Smoothing: got 1, want from 0 to less than 1"},
		{func(c *Config) { c.Smoothing = math.NaN() }, ErrOption, "Smoothing: got NaN"},
		{func(c *Config) { c.MinRMS = -1 }, ErrOption, "MinRMS: got -1, want 0 or more"},
		{func(c *Config) { c.MinRMS = math.Inf(1) }, ErrOption, "MinRMS: got +Inf"},
		{func(c *Config) { c.PreRoll = -1 }, ErrOption, "PreRoll: got -1ns, want 0 or more"},
		{func(c *Config) { c.PostRoll = -1 }, ErrOption, "PostRoll: got -1ns, want 0 or more"},
		{func(c *Config) { c.IdleTimeout = -1 }, ErrOption, "IdleTimeout: got -1ns, want 0 or more"},
		{func(c *Config) { c.ResetSilence = -1 }, ErrOption, "ResetSilence: got -1ns, want 0 or more"},
	}
	for _, tt := range tests {
		c := DefaultConfig(16000)
		tt.change(&c)
		d, err := New(m, c)
		if d != nil || !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("got %v, want %v with %q", err, tt.err, tt.text)
		}
	}
}

func TestNoRunner(t *testing.T) {
	for _, r := range []Runner{nil, (*vad.Model)(nil)} {
		if d, err := New(r, DefaultConfig(16000)); d != nil || !errors.Is(err, ErrOption) || !strings.Contains(err.Error(), "vad.New") {
			t.Errorf("New(%T): got %v, want %v that names vad.New", r, err, ErrOption)
		}
		if c, err := NewCall(r, 2, DefaultConfig(16000)); c != nil || !errors.Is(err, ErrOption) {
			t.Errorf("NewCall(%T): got %v, want %v", r, err, ErrOption)
		}
	}
}
