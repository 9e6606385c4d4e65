// Package options names the options of a [live.Config] as Silero's reference does,
// so that a program takes them as text, such as from a query or a message:
//
//	c := live.DefaultConfig(16000)
//	err := options.Set(&c, "min_silence_duration_ms", "300")
//
// Options that the reference does not have are named in the same way, with the unit
// at the end.
package options

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// ErrUnknown says that there is no option of a name.
var ErrUnknown = errors.New("options: no such option")

// ErrValue says that the value of an option is not of its kind, or that an option of
// live or segment is out of its range: then it wraps their error, too.
var ErrValue = errors.New("options: wrong value")

// Option is an option of a [live.Config].
type Option struct {
	Name     string // the reference's, such as min_speech_duration_ms
	Segments bool   // an option of what makes a segment
	Field    string // of the Config or of its Segments, such as MinSpeech
	Unit     string // ms or s; "bool" for true or false, empty for a number

	field func(c *live.Config) any // a *float64, *time.Duration, *bool or turns
}

// turns stands for Config.Turn, which is nil or the default.
type turns struct{ *live.Config }

var all = []Option{
	{"threshold", true, "Threshold", "", func(c *live.Config) any { return &c.Segments.Threshold }},
	{"neg_threshold", true, "NegThreshold", "", func(c *live.Config) any { return &c.Segments.NegThreshold }},
	{"min_speech_duration_ms", true, "MinSpeech", "ms", func(c *live.Config) any { return &c.Segments.MinSpeech }},
	{"max_speech_duration_s", true, "MaxSpeech", "s", func(c *live.Config) any { return &c.Segments.MaxSpeech }},
	{"min_silence_duration_ms", true, "MinSilence", "ms", func(c *live.Config) any { return &c.Segments.MinSilence }},
	{"min_silence_at_max_speech", true, "MinSilenceAtMaxSpeech", "ms", func(c *live.Config) any { return &c.Segments.MinSilenceAtMaxSpeech }},
	{"use_max_poss_sil_at_max_speech", true, "SplitAtLongestSilence", "bool", func(c *live.Config) any { return &c.Segments.SplitAtLongestSilence }},
	{"speech_pad_ms", true, "SpeechPad", "ms", func(c *live.Config) any { return &c.Segments.SpeechPad }},
	{"start_pad_ms", true, "StartPad", "ms", func(c *live.Config) any { return &c.Segments.StartPad }},
	{"end_pad_ms", true, "EndPad", "ms", func(c *live.Config) any { return &c.Segments.EndPad }},

	{"min_onset_ms", false, "MinOnset", "ms", func(c *live.Config) any { return &c.MinOnset }},
	{"max_gap_ms", false, "MaxGap", "ms", func(c *live.Config) any { return &c.MaxGap }},
	{"reset_silence_ms", false, "ResetSilence", "ms", func(c *live.Config) any { return &c.ResetSilence }},
	{"smoothing", false, "Smoothing", "", func(c *live.Config) any { return &c.Smoothing }},
	{"min_rms", false, "MinRMS", "", func(c *live.Config) any { return &c.MinRMS }},
	{"check_scale", false, "CheckScale", "bool", func(c *live.Config) any { return &c.CheckScale }},
	{"windows", false, "Windows", "bool", func(c *live.Config) any { return &c.Windows }},
	{"turns", false, "Turn", "bool", func(c *live.Config) any { return turns{c} }},
}

// All returns the options: those of segments first, in the reference's order.
func All() []Option { return append([]Option(nil), all...) }

// Set sets the option of a name, with a value as text. It does not check the range:
// live.New and SetConfig do, and [Name] makes their errors name the option.
func Set(c *live.Config, name, value string) error {
	for i := range all {
		if all[i].Name == name {
			return all[i].set(c, value)
		}
	}
	return fmt.Errorf("%w: %q", ErrUnknown, name)
}

// set sets the option, unless value is wrong.
func (o *Option) set(c *live.Config, value string) error {
	switch field := o.field(c).(type) {
	case *float64:
		x, err := strconv.ParseFloat(value, 64)
		switch {
		case err != nil || math.IsNaN(x):
			return o.wrong(value, "a number")
		case o.Field == "NegThreshold" && x < 0: // which means the default
			return o.wrong(value, "a number of 0 or more")
		}
		*field = x
	case *time.Duration:
		d, err := o.duration(value)
		if err != nil {
			return err
		}
		*field = d
	case *bool:
		on, err := strconv.ParseBool(value)
		if err != nil {
			return o.wrong(value, "true or false")
		}
		*field = on
	case turns:
		on, err := strconv.ParseBool(value)
		if err != nil {
			return o.wrong(value, "true or false")
		}
		if field.Turn = nil; on {
			turn := segment.DefaultEndpointConfig()
			field.Turn = &turn
		}
	}
	return nil
}

// endless is the least number that means no limit, as the reference's default for
// the longest speech, infinity, does.
const endless = 1e9

// duration reads a number of the option's unit.
func (o *Option) duration(value string) (time.Duration, error) {
	x, err := strconv.ParseFloat(value, 64)
	unit := time.Millisecond
	if o.Unit == "s" {
		unit = time.Second
	}
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(x):
		return 0, o.wrong(value, "a number of "+o.Unit)
	case o.Field == "MaxSpeech" && x > endless:
		return 0, nil
	case math.Abs(x) > endless:
		return 0, o.wrong(value, fmt.Sprintf("a number of %s up to %.0f", o.Unit, float64(endless)))
	}
	return time.Duration(math.Round(x * float64(unit))), nil
}

func (o *Option) wrong(value, want string) error {
	return fmt.Errorf("%w: %s: got %q, want %s", ErrValue, o.Name, value, want)
}

// Name returns an error of live or segment that names a field of a configuration as
// one that names the option; others as they are.
func Name(err error) error {
	if !errors.Is(err, live.ErrOption) && !errors.Is(err, segment.ErrOption) {
		return err
	}
	text := err.Error()
	for _, o := range all {
		if _, rest, found := strings.Cut(text, ": "+o.Field+": "); found {
			return fmt.Errorf("%w: %s: %s%w", ErrValue, o.Name, rest, silent{err})
		}
	}
	return err
}

// silent is an error without a text.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (e silent) Unwrap() error { return e.error }
