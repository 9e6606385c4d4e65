package live

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad/segment"
)

// ErrOption says that an option, or another argument, is out of its range. The
// options of Config.Segments have errors of package segment.
var ErrOption = errors.New("live: option out of range")

// Config says what a [Detector] or a [Call] reports and keeps; start from
// [DefaultConfig], since the zero value is not valid.
type Config struct {
	// SampleRate is that of the audio, 8000 or 16000 Hz.
	SampleRate int
	// Segments says what makes a segment. Here, MaxSpeech is not zero and not
	// less than MinSpeech: the audio kept grows with it. Longer speech is split
	// as [segment.Find] splits it, and no audio is lost.
	Segments segment.Config
	// PreRoll is the audio that is handed over from before a segment. It ends
	// early where the segment before ends, or the stream begins.
	PreRoll time.Duration
	// PostRoll is the audio that is handed over from behind a segment, which
	// waits for it. It ends early where speech starts again, or the stream ends.
	PostRoll time.Duration
	// IdleTimeout is how long input may fail to come before the speech ends; see
	// [Detector.Idle]. Zero means for ever.
	IdleTimeout time.Duration
	// ResetSilence clears the network's memory each time that there has been
	// silence for longer: windows below NegThreshold without open speech. Other
	// probabilities than the reference's follow. Zero means never.
	ResetSilence time.Duration
}

// DefaultConfig returns the options of [segment.DefaultConfig] with segments of
// at most 30 s, and half a second of audio before each, for audio at a sample
// rate.
func DefaultConfig(sampleRate int) Config {
	c := Config{SampleRate: sampleRate, Segments: segment.DefaultConfig(), PreRoll: 500 * time.Millisecond}
	c.Segments.MaxSpeech = 30 * time.Second
	return c
}

func (c *Config) check() error {
	if c.Segments.MaxSpeech == 0 {
		return fmt.Errorf("%w: Segments.MaxSpeech: got 0s, want more, since it bounds the audio kept", ErrOption)
	}
	if s := c.Segments; s.MinSpeech > s.MaxSpeech && s.MaxSpeech > 0 {
		return fmt.Errorf("%w: Segments.MinSpeech: got %v, want at most MaxSpeech, %v", ErrOption, s.MinSpeech, s.MaxSpeech)
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{
		{"PreRoll", c.PreRoll},
		{"PostRoll", c.PostRoll},
		{"IdleTimeout", c.IdleTimeout},
		{"ResetSilence", c.ResetSilence},
	} {
		if d.value < 0 {
			return fmt.Errorf("%w: %s: got %v, want 0 or more", ErrOption, d.field, d.value)
		}
	}
	return nil
}

// wholeSamples returns the whole samples in d.
func wholeSamples(d time.Duration, sampleRate int) int64 {
	return int64(math.Floor(segment.Samples(d, sampleRate)))
}
