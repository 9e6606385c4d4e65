package segment

import (
	"errors"
	"fmt"
	"time"
)

// ErrSpeakingRate says that a text and the time it took to speak give no
// plausible speaking rate.
var ErrSpeakingRate = errors.New("segment: implausible speaking rate")

// EndpointConfig says when an utterance is over; start from
// [DefaultEndpointConfig], since the zero value is not valid.
type EndpointConfig struct {
	// Threshold and NegThreshold divide speech from silence, as in Config.
	Threshold, NegThreshold float64
	// Window is the number of samples of a window, as in [Config].
	Window int64
	// MinUtterance is the speech, silences not counted, that an utterance needs
	// for a pause to end it.
	MinUtterance time.Duration
	// MaxSilence is the silence that ends any utterance, however short. Zero means
	// no limit, with which an utterance shorter than MinUtterance waits for more
	// forever; otherwise it is no less than any pause.
	MaxSilence time.Duration
	// Grace is how long after an end speech takes the utterance up again, which
	// then goes on as if it had not ended; see [Endpointer.Resumed]. With zero, each
	// end is final.
	Grace time.Duration
	// Cooldown is the least time from one end to the next. With zero, the time is
	// that of new speech and its pause.
	Cooldown time.Duration
	// FixedPause is the pause that ends an utterance. Zero means that the pause
	// adapts to the speaking rate, by the options below.
	FixedPause time.Duration
	// InitialPause is the pause before the first rate is known.
	InitialPause time.Duration
	// BasePause is the pause at 6 characters a second.
	BasePause time.Duration
	// Adaptation is how far the rate moves the pause: from (1-Adaptation/2) of
	// BasePause for the fastest speech to (1+Adaptation/2) for the slowest. It is
	// from 0 to 2.
	Adaptation float64
	// MinPause and MaxPause bound the adapted pause. With the default Adaptation
	// and BasePause it stays inside 320 to 480 ms by itself; raise Adaptation to
	// 1 to use the default range, 200 to 600 ms, in full.
	MinPause, MaxPause time.Duration
}

// DefaultEndpointConfig returns an adaptive configuration for talk: a "yes" alone
// is an utterance, and speech within a second takes it up again.
func DefaultEndpointConfig() EndpointConfig {
	return EndpointConfig{
		Threshold:    0.5,
		NegThreshold: -1,
		MinUtterance: 250 * time.Millisecond,
		MaxSilence:   2 * time.Second,
		Grace:        time.Second,
		InitialPause: 300 * time.Millisecond,
		BasePause:    400 * time.Millisecond,
		Adaptation:   0.4,
		MinPause:     200 * time.Millisecond,
		MaxPause:     600 * time.Millisecond,
	}
}

func (c *EndpointConfig) check() error {
	err := checkDurations(
		option{"MinUtterance", c.MinUtterance},
		option{"MaxSilence", c.MaxSilence},
		option{"Grace", c.Grace},
		option{"Cooldown", c.Cooldown},
		option{"FixedPause", c.FixedPause},
		option{"InitialPause", c.InitialPause},
		option{"BasePause", c.BasePause},
		option{"MinPause", c.MinPause},
		option{"MaxPause", c.MaxPause})
	if err != nil {
		return err
	}
	if !(c.Adaptation >= 0 && c.Adaptation <= 2) {
		return fmt.Errorf("%w: Adaptation: got %v, want from 0 to 2", ErrOption, c.Adaptation)
	}
	if c.MinPause > c.MaxPause {
		return fmt.Errorf("%w: MinPause: got %v, want at most MaxPause, %v", ErrOption, c.MinPause, c.MaxPause)
	}
	longest := max(c.InitialPause, c.MaxPause)
	if c.FixedPause > 0 {
		longest = c.FixedPause
	}
	if c.MaxSilence > 0 && c.MaxSilence < longest {
		return fmt.Errorf("%w: MaxSilence: got %v, want 0 or at least the longest pause, %v", ErrOption, c.MaxSilence, longest)
	}
	return nil
}
