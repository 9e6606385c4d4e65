package vad

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// segmentGoldens is testdata/segments.json, recorded from the reference.
type segmentGoldens struct {
	Segments []segmentGolden
	Iterator []struct {
		Rate    int           `json:"sample_rate"`
		Options goldenOptions `json:"options"`
		Probs   []float32     `json:"probabilities"`
		Events  [][]any       // [window, "start" or "end", sample]
	}
}

type segmentGolden struct {
	Rate     int           `json:"sample_rate"`
	Samples  int64         `json:"samples"` // at Rate
	Options  goldenOptions `json:"options"`
	Probs    []float32     `json:"probabilities"`
	Segments [][2]int64    `json:"segments"` // at Rate
	Seconds  *struct {
		Resolution int          `json:"time_resolution"`
		Segments   [][2]float64 `json:"segments"`
	} `json:"seconds"`
}

// goldenOptions are arguments of the reference; those absent have its defaults.
type goldenOptions struct {
	Threshold             *float64 `json:"threshold"`
	NegThreshold          *float64 `json:"neg_threshold"`
	MinSpeechMs           *float64 `json:"min_speech_duration_ms"`
	MaxSpeechS            *float64 `json:"max_speech_duration_s"`
	MinSilenceMs          *float64 `json:"min_silence_duration_ms"`
	SpeechPadMs           *float64 `json:"speech_pad_ms"`
	MinSilenceAtMaxSpeech *float64 `json:"min_silence_at_max_speech"`
	UseMaxPossSil         *bool    `json:"use_max_poss_sil_at_max_speech"`
}

func loadSegmentGoldens(t testing.TB) segmentGoldens {
	t.Helper()
	b, err := os.ReadFile("testdata/segments.json")
	if err != nil {
		t.Fatal(err)
	}
	var g segmentGoldens
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

func (o goldenOptions) config() SegmentConfig {
	c := DefaultSegmentConfig()
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

// decimated returns the factor by which the reference decimates the golden's
// audio, and the rate and number of samples it has then.
func (g segmentGolden) decimated() (step int64, rate int, samples int64) {
	step, rate = 1, g.Rate
	if g.Rate > 16000 {
		step, rate = int64(g.Rate)/16000, 16000
	}
	return step, rate, (g.Samples + step - 1) / step
}

func (g segmentGolden) want(step int64) []Segment {
	var want []Segment
	for _, s := range g.Segments {
		want = append(want, Segment{s[0] / step, s[1] / step})
	}
	return want
}

func TestSegmentsGoldens(t *testing.T) {
	for i, g := range loadSegmentGoldens(t).Segments {
		step, rate, n := g.decimated()
		segs, err := Segments(g.Probs, n, rate, g.Options.config())
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		var got [][2]int64
		for _, s := range segs {
			got = append(got, [2]int64{s.Start * step, s.End * step})
		}
		if !slices.Equal(got, g.Segments) {
			t.Errorf("case %d: got %v, want %v", i, got, g.Segments)
		}
		if g.Seconds == nil {
			continue
		}
		var seconds [][2]float64
		for _, s := range segs {
			seconds = append(seconds, inSeconds(s, n, rate, g.Seconds.Resolution))
		}
		if !slices.Equal(seconds, g.Seconds.Segments) {
			t.Errorf("case %d: got %v s, want %v s", i, seconds, g.Seconds.Segments)
		}
	}
}

// inSeconds is a segment of n samples in seconds, as the reference rounds it:
// to digits behind the point, but no further than the end of the audio.
func inSeconds(s Segment, n int64, rate, digits int) [2]float64 {
	round := func(x float64) float64 {
		v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', digits, 64), 64)
		return v
	}
	sr := float64(rate)
	return [2]float64{
		max(round(float64(s.Start)/sr), 0),
		min(round(float64(s.End)/sr), float64(n)/sr),
	}
}

// The transcription that judges random cases is itself judged by the goldens.
func TestOracleGoldens(t *testing.T) {
	for i, g := range loadSegmentGoldens(t).Segments {
		step, rate, n := g.decimated()
		got := offlineSegments(g.Probs, n, rate, g.Options.config())
		if want := g.want(step); !slices.Equal(got, want) {
			t.Errorf("case %d: got %v, want %v", i, got, want)
		}
	}
}

func TestSegmentsRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	kept := 0
	for i := range 10_000 {
		c := randomCase(rng, 150)
		got, err := Segments(c.probs, c.samples, c.rate, c.config)
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		want := offlineSegments(c.probs, c.samples, c.rate, c.config)
		if !slices.Equal(got, want) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, c, got, want)
		}
		kept += len(want)
	}
	if kept < 20_000 {
		t.Errorf("got %d segments in all cases: they show too little", kept)
	}
}

func TestSegmentsErrors(t *testing.T) {
	nan := math.NaN()
	config := func(change func(*SegmentConfig)) SegmentConfig {
		c := DefaultSegmentConfig()
		change(&c)
		return c
	}
	tests := []struct {
		name    string
		probs   []float32
		samples int64
		rate    int
		config  SegmentConfig
		err     error
		text    string
	}{
		{"rate", nil, 0, 44100, DefaultSegmentConfig(), ErrSampleRate, "got 44100 Hz, want 8000 or 16000"},
		{"zero config", nil, 0, 16000, SegmentConfig{}, ErrOption, "Threshold: got 0, want inside (0, 1)"},
		{"threshold 1", nil, 0, 16000, config(func(c *SegmentConfig) { c.Threshold = 1 }), ErrOption, "Threshold: got 1, want inside (0, 1)"},
		{"threshold NaN", nil, 0, 16000, config(func(c *SegmentConfig) { c.Threshold = nan }), ErrOption, "Threshold: got NaN, want"},
		{"neg above", nil, 0, 16000, config(func(c *SegmentConfig) { c.NegThreshold = 0.6 }), ErrOption, "NegThreshold: got 0.6, want at most Threshold, 0.5"},
		{"neg NaN", nil, 0, 16000, config(func(c *SegmentConfig) { c.NegThreshold = nan }), ErrOption, "NegThreshold: got NaN, want"},
		{"min speech", nil, 0, 16000, config(func(c *SegmentConfig) { c.MinSpeech = -time.Second }), ErrOption, "MinSpeech: got -1s, want 0 or more"},
		{"max speech", nil, 0, 16000, config(func(c *SegmentConfig) { c.MaxSpeech = -1 }), ErrOption, "MaxSpeech: got -1ns, want 0 or more"},
		{"min silence", nil, 0, 16000, config(func(c *SegmentConfig) { c.MinSilence = -1 }), ErrOption, "MinSilence: got"},
		{"split silence", nil, 0, 16000, config(func(c *SegmentConfig) { c.MinSilenceAtMaxSpeech = -1 }), ErrOption, "MinSilenceAtMaxSpeech: got"},
		{"pad", nil, 0, 16000, config(func(c *SegmentConfig) { c.SpeechPad = -1 }), ErrOption, "SpeechPad: got"},
		{"start pad", nil, 0, 16000, config(func(c *SegmentConfig) { c.StartPad = -1 }), ErrOption, "StartPad: got -1ns, want 0 or more"},
		{"end pad", nil, 0, 16000, config(func(c *SegmentConfig) { c.EndPad = -1 }), ErrOption, "EndPad: got"},
		{"samples", nil, -1, 16000, DefaultSegmentConfig(), ErrProbabilityCount, "got -1 samples"},
		{"too few", make([]float32, 2), 1025, 16000, DefaultSegmentConfig(), ErrProbabilityCount, "got 2, want 3 for 1025 samples in windows of 512"},
		{"too many", make([]float32, 3), 1024, 16000, DefaultSegmentConfig(), ErrProbabilityCount, "got 3, want 2"},
		{"most samples", nil, math.MaxInt64, 16000, DefaultSegmentConfig(), ErrProbabilityCount, "got 0, want 18014398509481984"},
		{"NaN", []float32{0.9, float32(nan)}, 512, 8000, DefaultSegmentConfig(), ErrProbability, "got NaN at window 1"},
		{"Inf", []float32{float32(math.Inf(1))}, 256, 8000, DefaultSegmentConfig(), ErrProbability, "got +Inf at window 0"},
	}
	for _, tt := range tests {
		segs, err := Segments(tt.probs, tt.samples, tt.rate, tt.config)
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: got error %v, want %v with %q", tt.name, err, tt.err, tt.text)
		}
		if segs != nil {
			t.Errorf("%s: got %v with an error", tt.name, segs)
		}
	}
}

func TestSegmentsNone(t *testing.T) {
	for _, rate := range []int{8000, 16000} {
		segs, err := Segments(nil, 0, rate, DefaultSegmentConfig())
		if len(segs) != 0 || err != nil {
			t.Errorf("%d Hz: got %v, %v, want none", rate, segs, err)
		}
	}
}
