package live

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad/segment"
)

// ErrOption says that an option, or another argument, is out of its range. The
// options in Config.Segments have errors of package segment.
var ErrOption = errors.New("live: option out of range")

// Audio says what audio a [Detector] or a [Call] hands over.
type Audio int

const (
	// AudioWhole hands over each segment whole, with SegmentFinal.
	AudioWhole Audio = iota
	// AudioNone hands over no audio and keeps none but an unfinished window.
	// PreRoll and PostRoll do not matter, and MaxSpeech may be anything that
	// [segment.Config] allows.
	AudioNone
)

// Config says what a [Detector] or a [Call] reports and keeps; start from
// [DefaultConfig], since the zero value is not valid.
type Config struct {
	// SampleRate is the sample rate of the audio, 8000 or 16000 Hz.
	SampleRate int
	// Segments says what makes a segment. The audio kept grows with MaxSpeech:
	// unless Audio is AudioNone, it is neither zero nor less than MinSpeech. Longer
	// speech is split as [segment.Find] splits it, and no audio is lost.
	Segments segment.Config
	// Audio says what audio is handed over.
	Audio Audio
	// PreRoll is the audio that is handed over from before a segment. It is less
	// where the segment before ends, or the stream begins.
	PreRoll time.Duration
	// PostRoll is the audio that is handed over from after a segment, which waits
	// for it. It is less where speech starts again, or the stream ends.
	PostRoll time.Duration
	// IdleTimeout is how long input may stall before open speech is ended; see
	// [Detector.Idle]. Zero means no limit.
	IdleTimeout time.Duration
	// ResetSilence clears the network's memory each time that silence has lasted
	// longer: windows below NegThreshold without open speech. The probabilities
	// that follow differ from the reference's. Zero means never.
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

// check checks what package segment does not.
func (c *Config) check() error {
	switch s := c.Segments; {
	case c.Audio != AudioWhole && c.Audio != AudioNone:
		return fmt.Errorf("%w: Audio: got %d, want AudioWhole or AudioNone", ErrOption, c.Audio)
	case c.Audio == AudioNone:
	case s.MaxSpeech == 0:
		return fmt.Errorf("%w: Segments.MaxSpeech: got 0s, want more, since it bounds the audio kept", ErrOption)
	case s.MinSpeech > s.MaxSpeech:
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

// samples returns the number of samples in a duration, which may be a fraction.
func (c *Config) samples(d time.Duration) float64 { return segment.Samples(d, c.SampleRate) }

// wholeSamples returns the number of whole samples in a duration.
func (c *Config) wholeSamples(d time.Duration) int64 { return int64(math.Floor(c.samples(d))) }
