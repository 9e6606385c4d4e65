package live

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad/segment"
)

// ErrOption says that an option, or another argument, is out of its range. The
// options in Config.Segments and Config.Turn have errors of package segment.
var ErrOption = errors.New("live: option out of range")

// Audio says what audio a [Detector] or a [Call] hands over. All of it belongs
// to the caller.
type Audio int

const (
	// AudioWhole hands over each segment whole, with SegmentFinal.
	AudioWhole Audio = iota
	// AudioNone hands over no audio and keeps none but an unfinished window.
	// PreRoll and PostRoll do not matter, and MaxSpeech may be anything that
	// [segment.Config] allows, such as no limit, the reference's default.
	AudioNone
	// AudioStreamed hands audio over as it happens, so that a recogniser hears the
	// first word at once: with SpeechStarted what was kept from before and the
	// window, and with a [SpeechAudio] each window that follows, up to PostRoll
	// after the end. No sample comes twice. SegmentFinal has no audio, and
	// MaxSpeech may be anything, too.
	AudioStreamed
)

// String returns the name of the constant.
func (a Audio) String() string {
	switch a {
	case AudioWhole:
		return "AudioWhole"
	case AudioNone:
		return "AudioNone"
	case AudioStreamed:
		return "AudioStreamed"
	}
	return fmt.Sprintf("Audio(%d)", int(a))
}

// Config says what a [Detector] or a [Call] reports and keeps; start from
// [DefaultConfig], since the zero value is not valid.
type Config struct {
	// SampleRate is the sample rate of the audio in Hz, any from 1 kHz to 1 MHz.
	// Audio at 8 kHz goes to the network for 8 kHz, at 16 kHz to that for 16 kHz;
	// audio at other rates is resampled to 16 kHz.
	SampleRate int
	// Segments says what makes a segment. The audio kept grows with MaxSpeech:
	// with AudioWhole, it is neither zero nor less than MinSpeech. Longer speech is
	// split as [segment.Find] splits it, and no audio is lost.
	Segments segment.Config
	// Audio says what audio is handed over.
	Audio Audio
	// PreRoll is the audio that is handed over from before a segment. It is less
	// where the segment before ends, or the stream begins.
	PreRoll time.Duration
	// PostRoll is the audio that is handed over from after a segment, which waits
	// for it. It is less where speech starts again, or the stream ends.
	PostRoll time.Duration
	// MinOnset is the speech, silence not counted, after which SpeechConfirmed
	// comes: what it takes to interrupt an agent. Less than MinSpeech, it comes
	// sooner, and SpeechDropped may still follow; more, SpeechEnded may come
	// without it. Zero means that it comes when the speech is sure to be a segment.
	MinOnset time.Duration
	// Turn has [TurnEnded] and the events around it reported. Its Threshold and
	// NegThreshold do not matter: those of Segments are used. Nil means none.
	Turn *segment.EndpointConfig
	// MaxGap is the longest loss, reported by [Detector.Lost], that speech
	// survives: the samples missing are made up. A longer one ends the take. With
	// zero, each does.
	MaxGap time.Duration
	// IdleTimeout is how long input may stall before open speech is ended; see
	// [Detector.Idle]. Zero means no limit.
	IdleTimeout time.Duration
	// ResetSilence is how long a silence makes the network forget two thirds of what
	// it remembers, as [vad.Model.WithResetSilence] does; what the model itself says
	// does not matter. Without it, the network goes deaf in long noise. With it,
	// probabilities differ from the reference's. Zero means never.
	ResetSilence time.Duration
	// Windows has a [Window] event reported for each window.
	Windows bool
	// Smoothing is the weight of the past in the probabilities, from 0 to less
	// than 1:
	//
	//	smoothed = Smoothing*smoothed before + (1-Smoothing)*probability
	//
	// Starts and ends come later, and a click is not speech. The reference does
	// not smooth: 0.
	Smoothing float64
	// MinRMS is the level below which a window is silence, whatever the network
	// says: its probability is 0. The level is the root of the mean square, 1 at
	// full scale; -50 dB are 0.003. The reference has no such gate: 0.
	MinRMS float64
	// CheckScale has Write return [ErrScale] for a second of audio that is far
	// beyond full scale, 1, such as 16-bit integers as floats. Nothing of it is
	// consumed.
	CheckScale bool
}

// DefaultConfig returns the options of [segment.DefaultConfig] with segments of
// at most 30 s, half a second of audio before each, losses of up to 200 ms made up
// for, and a network that forgets within 4 s of silence, for audio at a sample rate.
func DefaultConfig(sampleRate int) Config {
	c := Config{
		SampleRate: sampleRate,
		Segments:   segment.DefaultConfig(),
		PreRoll:    500 * time.Millisecond,
		MaxGap:     200 * time.Millisecond,

		ResetSilence: 4 * time.Second,
	}
	c.Segments.MaxSpeech = 30 * time.Second
	return c
}

// check checks what package segment does not.
func (c *Config) check() error {
	switch s := c.Segments; {
	case c.Audio != AudioWhole && c.Audio != AudioNone && c.Audio != AudioStreamed:
		return fmt.Errorf("%w: Audio: got %v, want AudioWhole, AudioNone or AudioStreamed", ErrOption, c.Audio)
	case c.Audio != AudioWhole:
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
		{"MinOnset", c.MinOnset},
		{"MaxGap", c.MaxGap},
		{"IdleTimeout", c.IdleTimeout},
		{"ResetSilence", c.ResetSilence},
	} {
		if d.value < 0 {
			return fmt.Errorf("%w: %s: got %v, want 0 or more", ErrOption, d.field, d.value)
		}
	}
	if !(c.Smoothing >= 0 && c.Smoothing < 1) {
		return fmt.Errorf("%w: Smoothing: got %v, want from 0 to less than 1", ErrOption, c.Smoothing)
	}
	if !(c.MinRMS >= 0) || math.IsInf(c.MinRMS, 0) {
		return fmt.Errorf("%w: MinRMS: got %v, want 0 or more", ErrOption, c.MinRMS)
	}
	return nil
}

// checked returns a copy of c that is valid for a network with windows of a number
// of samples at a rate, and shares nothing with it.
func (c Config) checked(netRate, window int) (Config, error) {
	if err := fitWindow(&c.Segments.Window, netRate, window); err != nil {
		return c, fmt.Errorf("live: Segments: %w", err)
	}
	if _, err := segment.New(netRate, c.Segments); err != nil {
		return c, fmt.Errorf("live: Segments: %w", err)
	}
	if c.Turn != nil {
		turn := *c.Turn
		turn.Threshold, turn.NegThreshold = c.Segments.Threshold, c.Segments.NegThreshold
		if err := fitWindow(&turn.Window, netRate, window); err != nil {
			return c, fmt.Errorf("live: Turn: %w", err)
		}
		if _, err := segment.NewEndpointer(netRate, turn); err != nil {
			return c, fmt.Errorf("live: Turn: %w", err)
		}
		c.Turn = &turn
	}
	return c, c.check()
}

// fitWindow sets an option Window that is zero to what the network has, unless that
// is 32 ms, which zero means.
func fitWindow(option *int64, netRate, window int) error {
	switch {
	case *option == int64(window):
	case *option != 0:
		return fmt.Errorf("%w: Window: got %d, want %d, as the network has, or 0", ErrOption, *option, window)
	case window != netRate*32/1000:
		*option = int64(window)
	}
	return nil
}

// wholeSamples returns the number of whole samples of the input in a duration.
func (c *Config) wholeSamples(d time.Duration) int64 {
	return int64(math.Floor(segment.Samples(d, c.SampleRate)))
}

// setConfig changes the options for the windows to come, all or none.
func (s *session) setConfig(c Config) error {
	in := &s.channels[0].intake
	c, err := c.checked(in.netRate, in.size)
	switch {
	case err != nil:
		return err
	case c.SampleRate != s.config.SampleRate:
		return fmt.Errorf("%w: SampleRate: got %d Hz, want %d Hz as before", ErrOption, c.SampleRate, s.config.SampleRate)
	case c.Audio != s.config.Audio:
		return fmt.Errorf("%w: Audio: got %v, want %v as before", ErrOption, c.Audio, s.config.Audio)
	}
	s.config = c
	s.idle.timeout = c.IdleTimeout
	for _, ch := range s.channels {
		if err := ch.setConfig(&s.config); err != nil {
			return err
		}
	}
	return nil
}

// currentConfig returns the options in use, with the thresholds of the first channel.
func (s *session) currentConfig() Config {
	c, first := s.config, s.channels[0]
	c.Segments = first.segmenter.Config()
	if c.Turn != nil {
		turn := first.turn.endpointer.Config()
		c.Turn = &turn
	}
	return c
}
