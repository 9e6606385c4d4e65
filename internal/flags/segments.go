// Package flags has command-line options that several commands take.
package flags

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// Segments are the fields of segment.Config, under Silero's names, as kong reads them.
type Segments struct {
	Threshold             float64       `default:"0.5" placeholder:"P" group:"Segments" help:"A window is speech from this probability on (${default})."`
	NegThreshold          *float64      `placeholder:"P" group:"Segments" help:"Speech ends below this probability (threshold - 0.15, at least 0.01)."`
	MinSpeech             time.Duration `default:"250ms" placeholder:"TIME" group:"Segments" help:"Drop speech that is not longer than this (${default})."`
	MaxSpeech             time.Duration `default:"0s" placeholder:"TIME" group:"Segments" help:"Split speech that is longer than this, such as 30s (no limit)."`
	MinSilence            time.Duration `default:"100ms" placeholder:"TIME" group:"Segments" help:"Silence that ends a segment (${default})."`
	MinSilenceAtMaxSpeech time.Duration `default:"98ms" placeholder:"TIME" group:"Segments" help:"Silence at which speech that is too long may be split (${default})."`
	SpeechPad             time.Duration `default:"30ms" placeholder:"TIME" group:"Segments" help:"Time added at both ends of a segment (${default})."`
	StartPad              time.Duration `default:"0s" placeholder:"TIME" group:"Segments" help:"More time added at the start (${default})."`
	EndPad                time.Duration `default:"0s" placeholder:"TIME" group:"Segments" help:"More time added at the end (${default})."`
	SplitAtLongestSilence bool          `default:"true" negatable:"" group:"Segments" help:"Split speech that is too long at its longest silence, not at its last (on)."`
}

// Config returns the options, checked. Its errors name an option.
func (f *Segments) Config() (segment.Config, error) {
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
			return c, fmt.Errorf("--neg-threshold is %g, want 0 or more", c.NegThreshold)
		}
	}
	// What 8 kHz allows, every rate allows: its samples are the longest.
	if _, err := segment.New(8000, c); err != nil {
		return c, OptionError(err)
	}
	return c, nil
}

// OptionError returns an error of segment or live that names a field of a
// configuration as one that names the option; others as they are.
func OptionError(err error) error {
	for _, kind := range []error{segment.ErrOption, live.ErrOption} {
		_, text, found := strings.Cut(err.Error(), kind.Error()+": ")
		field, rest, named := strings.Cut(text, ": ")
		if found && named {
			return fmt.Errorf("--%s: %s", Name(strings.TrimPrefix(field, "Segments.")), rest)
		}
	}
	return err
}

// Name returns our name of the option for the field of a configuration.
func Name(field string) string {
	var name strings.Builder
	small := false // the letter before
	for _, c := range field {
		if unicode.IsUpper(c) && small {
			name.WriteByte('-')
		}
		small = unicode.IsLower(c)
		name.WriteRune(unicode.ToLower(c))
	}
	return name.String()
}
