package options

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// TestSet: each name sets its field, in its unit, and no other.
func TestSet(t *testing.T) {
	turn := segment.DefaultEndpointConfig()
	for name, c := range map[string]struct {
		value string
		want  func(c *live.Config)
	}{
		"threshold":                      {"0.7", func(c *live.Config) { c.Segments.Threshold = 0.7 }},
		"neg_threshold":                  {"0", func(c *live.Config) { c.Segments.NegThreshold = 0 }},
		"min_speech_duration_ms":         {"120", func(c *live.Config) { c.Segments.MinSpeech = 120 * time.Millisecond }},
		"max_speech_duration_s":          {"12.5", func(c *live.Config) { c.Segments.MaxSpeech = 12500 * time.Millisecond }},
		"min_silence_duration_ms":        {"1e3", func(c *live.Config) { c.Segments.MinSilence = time.Second }},
		"min_silence_at_max_speech":      {"50", func(c *live.Config) { c.Segments.MinSilenceAtMaxSpeech = 50 * time.Millisecond }},
		"use_max_poss_sil_at_max_speech": {"False", func(c *live.Config) { c.Segments.SplitAtLongestSilence = false }},
		"speech_pad_ms":                  {"0.5", func(c *live.Config) { c.Segments.SpeechPad = 500 * time.Microsecond }},
		"start_pad_ms":                   {"20", func(c *live.Config) { c.Segments.StartPad = 20 * time.Millisecond }},
		"end_pad_ms":                     {"30", func(c *live.Config) { c.Segments.EndPad = 30 * time.Millisecond }},
		"min_onset_ms":                   {"40", func(c *live.Config) { c.MinOnset = 40 * time.Millisecond }},
		"max_gap_ms":                     {"60", func(c *live.Config) { c.MaxGap = 60 * time.Millisecond }},
		"reset_silence_ms":               {"0", func(c *live.Config) { c.ResetSilence = 0 }},
		"smoothing":                      {"0.5", func(c *live.Config) { c.Smoothing = 0.5 }},
		"min_rms":                        {"0.003", func(c *live.Config) { c.MinRMS = 0.003 }},
		"check_scale":                    {"1", func(c *live.Config) { c.CheckScale = true }},
		"windows":                        {"true", func(c *live.Config) { c.Windows = true }},
		"turns":                          {"true", func(c *live.Config) { c.Turn = &turn }},
	} {
		got, want := live.DefaultConfig(16000), live.DefaultConfig(16000)
		c.want(&want)
		if reflect.DeepEqual(got, want) {
			t.Errorf("%s: nothing to set", name)
		}
		if err := Set(&got, name, c.value); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s=%s: %+v, %v, want %+v", name, c.value, got, err, want)
		}
	}
	if got := len(All()); got != 18 {
		t.Errorf("%d options, 18 are tested", got)
	}
	c := live.DefaultConfig(16000)
	if err := Set(&c, "max_speech_duration_s", "inf"); err != nil || c.Segments.MaxSpeech != 0 {
		t.Errorf("the longest speech is infinite: %v, %v", c.Segments.MaxSpeech, err)
	}
}

// TestSetErrors: a wrong name or value is an error that says which.
func TestSetErrors(t *testing.T) {
	for _, o := range All() {
		for _, value := range []string{"", "x", "NaN", "1;2"} {
			c := live.DefaultConfig(16000)
			err := Set(&c, o.Name, value)
			if !errors.Is(err, ErrValue) || !strings.Contains(err.Error(), o.Name) || !strings.Contains(err.Error(), `"`+value+`"`) {
				t.Errorf("%s=%s: %v", o.Name, value, err)
			}
			if c != live.DefaultConfig(16000) {
				t.Errorf("%s=%s: the configuration has changed", o.Name, value)
			}
		}
	}
	c := live.DefaultConfig(16000)
	if err := Set(&c, "min_silence", "1"); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), `"min_silence"`) {
		t.Errorf("an unknown name: %v", err)
	}
	for name, value := range map[string]string{"neg_threshold": "-1", "min_speech_duration_ms": "1e300", "speech_pad_ms": "-inf"} {
		if err := Set(&c, name, value); !errors.Is(err, ErrValue) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

// TestName: what live refuses is named as the option, and wraps the error of live or
// segment.
func TestName(t *testing.T) {
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"threshold": "1", "neg_threshold": "0.6", "min_speech_duration_ms": "-1", "max_speech_duration_s": "-1", "min_silence_duration_ms": "-1",
		"min_silence_at_max_speech": "-1", "speech_pad_ms": "-1", "start_pad_ms": "-1", "end_pad_ms": "-1",
		"min_onset_ms": "-1", "max_gap_ms": "-1", "reset_silence_ms": "-1", "smoothing": "1", "min_rms": "-1",
	} {
		c := live.DefaultConfig(16000)
		c.Audio = live.AudioNone
		if err := Set(&c, name, value); err != nil {
			t.Errorf("%s=%s: %v", name, value, err)
			continue
		}
		_, refused := live.New(m, c)
		err := Name(refused)
		if !errors.Is(err, ErrValue) || !errors.Is(err, refused) || !strings.Contains(err.Error(), ": "+name+": got ") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	for _, err := range []error{nil, errors.New("other"), live.ErrOption} {
		if got := Name(err); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
}
