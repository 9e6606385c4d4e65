package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/gosilero/vad/segment"
)

// segmentFlags are the options of segment.Config, by Silero's names.
type segmentFlags struct {
	Threshold             float64       `default:"0.5" placeholder:"P" group:"Segments" help:"Probability from which a window is speech (${default})."`
	NegThreshold          *float64      `placeholder:"P" group:"Segments" help:"Probability below which speech ends (threshold - 0.15, at least 0.01)."`
	MinSpeech             time.Duration `default:"250ms" placeholder:"TIME" group:"Segments" help:"Drop speech that is no longer (${default})."`
	MaxSpeech             time.Duration `default:"0s" placeholder:"TIME" group:"Segments" help:"Split speech that is longer, such as 30s (no limit)."`
	MinSilence            time.Duration `default:"100ms" placeholder:"TIME" group:"Segments" help:"Silence that ends a segment (${default})."`
	MinSilenceAtMaxSpeech time.Duration `default:"98ms" placeholder:"TIME" group:"Segments" help:"Silence at which speech that is too long may be split (${default})."`
	SpeechPad             time.Duration `default:"30ms" placeholder:"TIME" group:"Segments" help:"Added to both ends of a segment (${default})."`
	StartPad              time.Duration `default:"0s" placeholder:"TIME" group:"Segments" help:"Added to the start besides (${default})."`
	EndPad                time.Duration `default:"0s" placeholder:"TIME" group:"Segments" help:"Added to the end besides (${default})."`
	SplitAtLongestSilence bool          `default:"true" negatable:"" group:"Segments" help:"Split at the longest silence; otherwise at the last (on)."`
}

// config returns the options, checked.
func (f *segmentFlags) config() (segment.Config, error) {
	c := segment.Config{
		Threshold:             f.Threshold,
		NegThreshold:          -1,
		MinSpeech:             f.MinSpeech,
		MaxSpeech:             f.MaxSpeech,
		MinSilence:            f.MinSilence,
		MinSilenceAtMaxSpeech: f.MinSilenceAtMaxSpeech,
		SpeechPad:             f.SpeechPad,
		StartPad:              f.StartPad,
		EndPad:                f.EndPad,
		SplitAtLongestSilence: f.SplitAtLongestSilence,
	}
	if f.NegThreshold != nil {
		if c.NegThreshold = *f.NegThreshold; c.NegThreshold < 0 {
			return c, usage("--neg-threshold is %g, want 0 or more", c.NegThreshold)
		}
	}
	// A segmenter takes what every rate allows; 8 kHz has the coarser samples.
	if _, err := segment.New(8000, c); err != nil {
		return c, usageError{optionError(err)}
	}
	return c, nil
}

// optionError returns an error that names a field of segment.Config as one
// that names the option.
func optionError(err error) error {
	field, rest, found := strings.Cut(strings.TrimPrefix(err.Error(), segment.ErrOption.Error()+": "), ": ")
	if !found {
		return err
	}
	var flag strings.Builder
	for _, c := range field {
		if unicode.IsUpper(c) {
			flag.WriteByte('-')
		}
		flag.WriteRune(unicode.ToLower(c))
	}
	return fmt.Errorf("-%s: %s", flag.String(), rest)
}

// negThreshold returns the exit threshold, derived where it is not given.
func negThreshold(c segment.Config) float64 {
	if c.NegThreshold < 0 {
		return max(c.Threshold-0.15, 0.01)
	}
	return c.NegThreshold
}
