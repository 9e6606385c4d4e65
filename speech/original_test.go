package speech_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gosilero/vad/speech"
)

// recorded is what silero-vad-go found in a clip, given in one call of Detect.
type recorded struct {
	Release, Clip string
	Threshold     float32
	MinSilenceMs  int `json:"min_silence_ms"`
	PadMs         int `json:"pad_ms"`
	Original      [][2]float64
	WithContext   [][2]float64 `json:"with_context"` // from a copy that gives the first window its context, 64 zeros
}

func loadRecorded(t *testing.T) []recorded {
	t.Helper()
	b, err := os.ReadFile("testdata/original.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []recorded }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 24 {
		t.Fatalf("got %d cases, want 24", len(file.Cases))
	}
	return file.Cases
}

func (r recorded) detect(t *testing.T, compat bool) []speech.Segment {
	t.Helper()
	return detect(t, newDetector(t, speech.DetectorConfig{
		ModelPath:            "../weights/" + r.Release + ".safetensors",
		SampleRate:           16000,
		Threshold:            r.Threshold,
		MinSilenceDurationMs: r.MinSilenceMs,
		SpeechPadMs:          r.PadMs,
		Compat:               compat,
	}), clip(t, r.Clip))
}

func segments(bounds [][2]float64) []speech.Segment {
	var s []speech.Segment
	for _, b := range bounds {
		s = append(s, speech.Segment{SpeechStartAt: b[0], SpeechEndAt: b[1]})
	}
	return s
}

// TestOriginal: with Compat, the segments are to the last bit those of
// silero-vad-go, once that gives the first window its context. The context of
// that one window accounts for all other differences in a single call, which are
// in 14 of the 24 cases.
func TestOriginal(t *testing.T) {
	different := 0
	for _, r := range loadRecorded(t) {
		got, want := r.detect(t, true), segments(r.WithContext)
		if !slices.Equal(got, want) || len(got) == 0 {
			t.Errorf("%s, %s, threshold %v:\ngot  %v\nwant %v", r.Release, r.Clip, r.Threshold, got, want)
		}
		if !slices.Equal(got, segments(r.Original)) {
			different++
		}
	}
	if different != 14 {
		t.Errorf("%d cases differ from silero-vad-go as it is, want 14", different)
	}
}

// TestEnds: without Compat, speech starts at the same samples and ends a window
// earlier.
func TestEnds(t *testing.T) {
	sample := func(seconds float64) float64 { return math.Round(seconds * 16000) }
	for _, r := range loadRecorded(t) {
		if r.Release != "v6" {
			continue // ends do not depend on the network
		}
		got, compat := r.detect(t, false), segments(r.WithContext)
		if len(got) != len(compat) {
			t.Fatalf("%s, %s: got %d segments, want %d", r.Release, r.Clip, len(got), len(compat))
		}
		for i, s := range got {
			want := speech.Segment{SpeechStartAt: compat[i].SpeechStartAt}
			if end := compat[i].SpeechEndAt; end != 0 {
				want.SpeechEndAt = (sample(end) - 512) / 16000
			}
			if s != want {
				t.Errorf("%s, %s, threshold %v: got %v, want %v", r.Release, r.Clip, r.Threshold, s, want)
			}
		}
	}
}
