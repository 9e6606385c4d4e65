package segment_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

func TestSegmentsGoldens(t *testing.T) {
	for i, g := range segmenttest.LoadGoldens(t).Segments {
		step, rate, n := g.Decimated()
		segs, err := segment.Find(g.Probs, n, rate, g.Options.Config())
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
// to digits after the point, but no further than the end of the audio.
func inSeconds(s segment.Segment, n int64, rate, digits int) [2]float64 {
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
	for i, g := range segmenttest.LoadGoldens(t).Segments {
		step, rate, n := g.Decimated()
		got := segmenttest.OfflineSegments(g.Probs, n, rate, g.Options.Config())
		if want := g.Want(step); !slices.Equal(got, want) {
			t.Errorf("case %d: got %v, want %v", i, got, want)
		}
	}
}

func TestSegmentsRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	kept := 0
	for i := range 10_000 {
		c := segmenttest.RandomCase(rng, 150)
		got, err := segment.Find(c.Probs, c.Samples, c.Rate, c.Config)
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		want := segmenttest.OfflineSegments(c.Probs, c.Samples, c.Rate, c.Config)
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
	config := func(change func(*segment.Config)) segment.Config {
		c := segment.DefaultConfig()
		change(&c)
		return c
	}
	tests := []struct {
		name    string
		probs   []float32
		samples int64
		rate    int
		config  segment.Config
		err     error
		text    string
	}{
		{"rate", nil, 0, 44100, segment.DefaultConfig(), segment.ErrSampleRate, "got 44100 Hz, want 8000 or 16000"},
		{"zero config", nil, 0, 16000, segment.Config{}, segment.ErrOption, "Threshold: got 0, want inside (0, 1)"},
		{"threshold 1", nil, 0, 16000, config(func(c *segment.Config) { c.Threshold = 1 }), segment.ErrOption, "Threshold: got 1, want inside (0, 1)"},
		{"threshold NaN", nil, 0, 16000, config(func(c *segment.Config) { c.Threshold = nan }), segment.ErrOption, "Threshold: got NaN, want"},
		{"neg above", nil, 0, 16000, config(func(c *segment.Config) { c.NegThreshold = 0.6 }), segment.ErrOption, "NegThreshold: got 0.6, want at most Threshold, 0.5"},
		{"neg NaN", nil, 0, 16000, config(func(c *segment.Config) { c.NegThreshold = nan }), segment.ErrOption, "NegThreshold: got NaN, want"},
		{"min speech", nil, 0, 16000, config(func(c *segment.Config) { c.MinSpeech = -time.Second }), segment.ErrOption, "MinSpeech: got -1s, want 0 or more"},
		{"max speech", nil, 0, 16000, config(func(c *segment.Config) { c.MaxSpeech = -1 }), segment.ErrOption, "MaxSpeech: got -1ns, want 0 or more"},
		{"min silence", nil, 0, 16000, config(func(c *segment.Config) { c.MinSilence = -1 }), segment.ErrOption, "MinSilence: got"},
		{"split silence", nil, 0, 16000, config(func(c *segment.Config) { c.MinSilenceAtMaxSpeech = -1 }), segment.ErrOption, "MinSilenceAtMaxSpeech: got"},
		{"pad", nil, 0, 16000, config(func(c *segment.Config) { c.SpeechPad = -1 }), segment.ErrOption, "SpeechPad: got"},
		{"start pad", nil, 0, 16000, config(func(c *segment.Config) { c.StartPad = -1 }), segment.ErrOption, "StartPad: got -1ns, want 0 or more"},
		{"end pad", nil, 0, 16000, config(func(c *segment.Config) { c.EndPad = -1 }), segment.ErrOption, "EndPad: got"},
		{"samples", nil, -1, 16000, segment.DefaultConfig(), segment.ErrProbabilityCount, "got -1 samples"},
		{"too few", make([]float32, 2), 1025, 16000, segment.DefaultConfig(), segment.ErrProbabilityCount, "got 2, want 3 for 1025 samples in windows of 512"},
		{"too many", make([]float32, 3), 1024, 16000, segment.DefaultConfig(), segment.ErrProbabilityCount, "got 3, want 2"},
		{"most samples", nil, math.MaxInt64, 16000, segment.DefaultConfig(), segment.ErrProbabilityCount, "got 0, want 18014398509481984"},
		{"NaN", []float32{0.9, float32(nan)}, 512, 8000, segment.DefaultConfig(), segment.ErrProbability, "got NaN at window 1"},
		{"Inf", []float32{float32(math.Inf(1))}, 256, 8000, segment.DefaultConfig(), segment.ErrProbability, "got +Inf at window 0"},
	}
	for _, tt := range tests {
		segs, err := segment.Find(tt.probs, tt.samples, tt.rate, tt.config)
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
		segs, err := segment.Find(nil, 0, rate, segment.DefaultConfig())
		if len(segs) != 0 || err != nil {
			t.Errorf("%d Hz: got %v, %v, want none", rate, segs, err)
		}
	}
}
