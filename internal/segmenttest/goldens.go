package segmenttest

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// Goldens is testdata/segments.json, recorded from the reference.
type Goldens struct {
	Segments []Golden
	Iterator []struct {
		Rate    int       `json:"sample_rate"`
		Options Options   `json:"options"`
		Probs   []float32 `json:"probabilities"`
		Events  [][]any   // [window, "start" or "end", sample]
	}
}

// Golden is a recording's probabilities, and the segments that the reference
// finds with the options.
type Golden struct {
	Rate     int        `json:"sample_rate"`
	Samples  int64      `json:"samples"` // at Rate
	Options  Options    `json:"options"`
	Probs    []float32  `json:"probabilities"`
	Segments [][2]int64 `json:"segments"` // at Rate
	Seconds  *struct {
		Resolution int          `json:"time_resolution"`
		Segments   [][2]float64 `json:"segments"`
	} `json:"seconds"`
}

// Options are arguments of the reference; those absent have its defaults.
type Options struct {
	Threshold             *float64 `json:"threshold"`
	NegThreshold          *float64 `json:"neg_threshold"`
	MinSpeechMs           *float64 `json:"min_speech_duration_ms"`
	MaxSpeechS            *float64 `json:"max_speech_duration_s"`
	MinSilenceMs          *float64 `json:"min_silence_duration_ms"`
	SpeechPadMs           *float64 `json:"speech_pad_ms"`
	MinSilenceAtMaxSpeech *float64 `json:"min_silence_at_max_speech"`
	UseMaxPossSil         *bool    `json:"use_max_poss_sil_at_max_speech"`
}

// LoadGoldens reads the goldens. The test runs in a directory of the module.
func LoadGoldens(t testing.TB) Goldens {
	t.Helper()
	root := ".."
	for _, err := os.Stat(root + "/go.mod"); err != nil && len(root) < 30; _, err = os.Stat(root + "/go.mod") {
		root += "/.."
	}
	b, err := os.ReadFile(root + "/testdata/segments.json")
	if err != nil {
		t.Fatal(err)
	}
	var g Goldens
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil {
		t.Fatal(err)
	}
	if len(g.Segments) != 240 || len(g.Iterator) != 60 {
		t.Fatalf("got %d and %d cases, want 240 and 60", len(g.Segments), len(g.Iterator))
	}
	return g
}

// Config returns the options as a configuration.
func (o Options) Config() segment.Config {
	c := segment.DefaultConfig()
	set := func(d *time.Duration, v *float64, unit time.Duration) {
		if v != nil {
			*d = time.Duration(math.Round(*v * float64(unit)))
		}
	}
	set(&c.MinSpeech, o.MinSpeechMs, time.Millisecond)
	set(&c.MaxSpeech, o.MaxSpeechS, time.Second)
	set(&c.MinSilence, o.MinSilenceMs, time.Millisecond)
	set(&c.SpeechPad, o.SpeechPadMs, time.Millisecond)
	set(&c.MinSilenceAtMaxSpeech, o.MinSilenceAtMaxSpeech, time.Millisecond)
	if o.Threshold != nil {
		c.Threshold = *o.Threshold
	}
	if o.NegThreshold != nil {
		// The reference takes a given value below zero as it is. No probability
		// is below zero either way.
		c.NegThreshold = max(0, *o.NegThreshold)
	}
	if o.UseMaxPossSil != nil {
		c.SplitAtLongestSilence = *o.UseMaxPossSil
	}
	return c
}

// Decimated returns the factor by which the reference decimates the golden's
// audio, and the rate and number of samples it has then.
func (g Golden) Decimated() (step int64, rate int, samples int64) {
	step, rate = 1, g.Rate
	if g.Rate > 16000 {
		step, rate = int64(g.Rate)/16000, 16000
	}
	return step, rate, (g.Samples + step - 1) / step
}

// Want returns the segments at the rate that Decimated returns.
func (g Golden) Want(step int64) []segment.Segment {
	var want []segment.Segment
	for _, s := range g.Segments {
		want = append(want, segment.Segment{Start: s[0] / step, End: s[1] / step})
	}
	return want
}
