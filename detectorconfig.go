package vad

import (
	"fmt"
	"math"
	"time"
)

// DetectorConfig says what a [Detector] or a [Call] tells and keeps; start from
// [DefaultDetectorConfig], since the zero value is not valid.
type DetectorConfig struct {
	// Segments says what makes a segment. Here, MaxSpeech is not zero and not
	// less than MinSpeech: the audio kept grows with it. Longer speech is split
	// as [Segments] splits it, and no audio is lost.
	Segments SegmentConfig
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

// DefaultDetectorConfig returns the options of [DefaultSegmentConfig] with
// segments of at most 30 s, and half a second of audio before each.
func DefaultDetectorConfig() DetectorConfig {
	c := DetectorConfig{Segments: DefaultSegmentConfig(), PreRoll: 500 * time.Millisecond}
	c.Segments.MaxSpeech = 30 * time.Second
	return c
}

func (c *DetectorConfig) check() error {
	if c.Segments.MaxSpeech == 0 {
		return fmt.Errorf("%w: Segments.MaxSpeech: got 0s, want more, since it bounds the audio kept", ErrOption)
	}
	if s := c.Segments; s.MinSpeech > s.MaxSpeech && s.MaxSpeech > 0 {
		return fmt.Errorf("%w: Segments.MinSpeech: got %v, want at most MaxSpeech, %v", ErrOption, s.MinSpeech, s.MaxSpeech)
	}
	return checkDurations(
		option{"PreRoll", c.PreRoll},
		option{"PostRoll", c.PostRoll},
		option{"IdleTimeout", c.IdleTimeout},
		option{"ResetSilence", c.ResetSilence})
}

// wholeSamples returns the whole samples in d.
func wholeSamples(d time.Duration, sampleRate int) int64 {
	return int64(math.Floor(inSamples(d, sampleRate)))
}
