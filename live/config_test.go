package live

import (
	"errors"
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
		{func(c *Config) { c.SampleRate = 44100 }, vad.ErrSampleRate, "got 44100 Hz, want one of [8000 16000]"},
		{func(c *Config) { *c = Config{SampleRate: 16000} }, segment.ErrOption, "Threshold: got 0, want inside (0, 1)"},
		{func(c *Config) { c.Segments.Threshold = 1 }, segment.ErrOption, "Threshold: got 1, want inside (0, 1)"},
		{func(c *Config) { c.Segments.MaxSpeech = 0 }, ErrOption, "Segments.MaxSpeech: got 0s, want more"},
		{func(c *Config) { c.Segments.MinSpeech = time.Minute }, ErrOption, "Segments.MinSpeech: got 1m0s, want at most MaxSpeech, 30s"},
		{func(c *Config) { c.Audio = AudioNone + 1 }, ErrOption, "Audio: got 2, want AudioWhole or AudioNone"},
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
