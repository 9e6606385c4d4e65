package segment_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

func TestTrackSegments(t *testing.T) {
	probs := slices.Concat(level(0.1, 10), level(0.6, 20), level(0.1, 10))
	tr := segment.Track{Probs: probs, Samples: 40 * 512, SampleRate: 16000}
	c := segment.DefaultConfig()
	for _, tt := range []struct {
		threshold float64
		want      []segment.Segment
	}{
		{0.5, []segment.Segment{{10*512 - 480, 30*512 + 480}}},
		{0.7, nil},
		{0.05, []segment.Segment{{0, 40 * 512}}},
	} {
		c.Threshold = tt.threshold
		got, err := tr.Segments(c)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("threshold %v: got %v, %v, want %v", tt.threshold, got, err, tt.want)
		}
	}
	c.MinSpeech = -time.Second
	if _, err := tr.Segments(c); !errors.Is(err, segment.ErrOption) {
		t.Errorf("got error %v, want %v", err, segment.ErrOption)
	}
}

func TestTrackStats(t *testing.T) {
	tr := segment.Track{Probs: []float32{0.25, 0.5, 1, 0.75}, Samples: 3*256 + 100, SampleRate: 8000}
	for _, tt := range []struct {
		seg  segment.Segment
		want segment.Stats
	}{
		{segment.Segment{0, 256}, segment.Stats{0.25, 0.25}},
		{segment.Segment{10, 11}, segment.Stats{0.25, 0.25}},
		{segment.Segment{256, 768}, segment.Stats{0.75, 1}},
		{segment.Segment{192, 512}, segment.Stats{(64*0.25 + 256*0.5) / 320., 0.5}},
		{segment.Segment{512, 3*256 + 64}, segment.Stats{(256 + 64*0.75) / 320., 1}},
		{segment.Segment{3 * 256, 3*256 + 100}, segment.Stats{0.75, 0.75}},
	} {
		got, err := tr.Stats(tt.seg)
		if err != nil || got != tt.want {
			t.Errorf("%v: got %+v, %v, want %+v", tt.seg, got, err, tt.want)
		}
	}
}

func TestTrackStatsErrors(t *testing.T) {
	nan := float32(math.NaN())
	for _, tt := range []struct {
		track segment.Track
		seg   segment.Segment
		err   error
		text  string
	}{
		{segment.Track{Probs: level(1, 2), Samples: 1024, SampleRate: 44100}, segment.Segment{0, 1}, segment.ErrSampleRate, "got 44100 Hz"},
		{segment.Track{Probs: level(1, 2), Samples: 1025, SampleRate: 16000}, segment.Segment{0, 1}, segment.ErrProbabilityCount, "got 2, want 3"},
		{segment.Track{Probs: level(1, 2), Samples: 1024, SampleRate: 16000}, segment.Segment{-1, 1}, segment.ErrSegment, "got -1 to 1, want one inside 0 to 1024"},
		{segment.Track{Probs: level(1, 2), Samples: 1024, SampleRate: 16000}, segment.Segment{5, 5}, segment.ErrSegment, "got 5 to 5"},
		{segment.Track{Probs: level(1, 2), Samples: 1024, SampleRate: 16000}, segment.Segment{0, 1025}, segment.ErrSegment, "got 0 to 1025"},
		{segment.Track{Probs: nil, Samples: 0, SampleRate: 16000}, segment.Segment{0, 1}, segment.ErrSegment, "inside 0 to 0"},
		{segment.Track{Probs: []float32{1, nan}, Samples: 1024, SampleRate: 16000}, segment.Segment{0, 1024}, segment.ErrProbability, "got NaN at window 1"},
	} {
		_, err := tt.track.Stats(tt.seg)
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%v: got error %v, want %v with %q", tt.seg, err, tt.err, tt.text)
		}
	}
}
