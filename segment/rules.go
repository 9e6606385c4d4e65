package segment

import (
	"fmt"
	"math"
	"time"
)

// rules is a Config in samples. Durations that are not a whole number of samples
// stay fractions, as in the reference.
type rules struct {
	sampleRate      int
	config          Config
	window          int64
	threshold, neg  float64
	minSpeech       float64
	maxSpeech       float64 // without pads and a window; may be negative
	minSilence      float64
	minSplitSilence float64
	startPad        float64
	endPad          float64
	usesLongest     bool
}

func newRules(sampleRate int, c Config) (rules, error) {
	window, err := windowSize(sampleRate, c.Window)
	if err != nil {
		return rules{}, err
	}
	neg, err := checkThresholds(c.Threshold, c.NegThreshold)
	if err != nil {
		return rules{}, err
	}
	err = checkDurations(
		option{"MinSpeech", c.MinSpeech},
		option{"MaxSpeech", c.MaxSpeech},
		option{"MinSilence", c.MinSilence},
		option{"MinSilenceAtMaxSpeech", c.MinSilenceAtMaxSpeech},
		option{"SpeechPad", c.SpeechPad},
		option{"StartPad", c.StartPad},
		option{"EndPad", c.EndPad})
	if err != nil {
		return rules{}, err
	}
	r := rules{
		sampleRate:      sampleRate,
		config:          c,
		window:          window,
		threshold:       c.Threshold,
		neg:             neg,
		minSpeech:       Samples(c.MinSpeech, sampleRate),
		maxSpeech:       math.Inf(1),
		minSilence:      Samples(c.MinSilence, sampleRate),
		minSplitSilence: Samples(c.MinSilenceAtMaxSpeech, sampleRate),
		startPad:        Samples(c.SpeechPad, sampleRate) + Samples(c.StartPad, sampleRate),
		endPad:          Samples(c.SpeechPad, sampleRate) + Samples(c.EndPad, sampleRate),
		usesLongest:     c.SplitAtLongestSilence,
	}
	if c.MaxSpeech > 0 {
		// The conversion keeps the product from being fused with what follows,
		// which would round differently from the reference.
		limit := float64(float64(sampleRate) * (float64(c.MaxSpeech) / 1e9))
		r.maxSpeech = limit - float64(window) - (r.startPad + r.endPad)
	}
	return r, nil
}

// shares returns how the pads divide a gap between two speeches that is too
// short for both: the end pad of the first and the start pad of the second.
func (r *rules) shares(gap int64) (end, start int64, short bool) {
	both := r.startPad + r.endPad
	switch {
	case float64(gap) >= both:
		return 0, 0, false
	case r.startPad == r.endPad: // to the sample as in the reference
		return gap / 2, gap / 2, true
	}
	return int64(float64(gap) * (r.endPad / both)), int64(float64(gap) * (r.startPad / both)), true
}

// windowSize returns the number of samples of a window at a sample rate: that of
// the option Window, or with 0 the default.
func windowSize(sampleRate int, window int64) (int64, error) {
	var size int64
	switch sampleRate {
	case 8000:
		size = 256
	case 16000:
		size = 512
	default:
		return 0, fmt.Errorf("%w: got %d Hz, want 8000 or 16000", ErrSampleRate, sampleRate)
	}
	if window == 0 {
		return size, nil
	}
	if window < 0 || window > int64(sampleRate) || window%size != 0 {
		return 0, fmt.Errorf("%w: Window: got %d, want a multiple of %d up to %d, or 0", ErrOption, window, size, sampleRate)
	}
	return window, nil
}

// keptWindow returns the option Window for options that change in mid-stream, where
// windows in use have a size that was chosen by the option before. No other may be
// asked for.
func keptWindow(window, before, size int64) (int64, error) {
	if window != 0 && window != size {
		return 0, fmt.Errorf("%w: Window: got %d, want %d, as before, or 0", ErrOption, window, size)
	}
	return before, nil
}

// checkThresholds returns the negative threshold that the two options give.
func checkThresholds(threshold, neg float64) (float64, error) {
	if !(threshold > 0 && threshold < 1) {
		return 0, fmt.Errorf("%w: Threshold: got %v, want inside (0, 1)", ErrOption, threshold)
	}
	if neg < 0 {
		return max(threshold-0.15, 0.01), nil
	}
	if !(neg <= threshold) {
		return 0, fmt.Errorf("%w: NegThreshold: got %v, want at most Threshold, %v", ErrOption, neg, threshold)
	}
	return neg, nil
}

// option is a duration and the field that it is from.
type option struct {
	field string
	value time.Duration
}

func checkDurations(options ...option) error {
	for _, o := range options {
		if o.value < 0 {
			return fmt.Errorf("%w: %s: got %v, want 0 or more", ErrOption, o.field, o.value)
		}
	}
	return nil
}

// Samples returns the number of samples in a duration, which may be a fraction.
// It converts as the reference does, from milliseconds, which are correctly
// rounded for any whole number of nanoseconds below 2^53.
func Samples(d time.Duration, sampleRate int) float64 {
	return float64(sampleRate) * (float64(d) / 1e6) / 1000
}

// checkProbability returns an error if the probability of the window at a
// position is not finite: such a value compares like silence and hides what went
// wrong.
func checkProbability(p float32, pos, window int64) error {
	if v := float64(p); math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("%w: got %v at window %d", ErrProbability, p, pos/window)
	}
	return nil
}

// checkCount returns an error unless there are as many probabilities as the
// samples have windows.
func checkCount(probs, samples, window int64) error {
	if samples < 0 {
		return fmt.Errorf("%w: got %d samples, want 0 or more", ErrProbabilityCount, samples)
	}
	windows := samples / window
	if samples%window != 0 {
		windows++
	}
	if probs != windows {
		return fmt.Errorf("%w: got %d, want %d for %d samples in windows of %d", ErrProbabilityCount, probs, windows, samples, window)
	}
	return nil
}
