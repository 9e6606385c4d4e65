package vad

import (
	"context"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/internal/reference"
)

// TestReadRecording: speech, music and silence do not drive the memory out of its
// range for a minute, long noise does.
func TestReadRecording(t *testing.T) {
	forEachNetwork(t, func(t *testing.T, m *Model, rate int) {
		read := func(pcm []float32) Recording {
			t.Helper()
			got, err := m.ReadRecording(context.Background(), &audiotest.Pieces{PCM: pcm, Err: io.EOF}, rate)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		signals, err := reference.Signals(rate)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range signals[:2] {
			got := read(slices.Repeat(s.PCM, 3))
			if got.SampleRate != rate || got.Samples != int64(3*len(s.PCM)) || got.Drifted > int64(30*rate) {
				t.Errorf("%s: %d samples at %d Hz, out of range for %d", s.Name, got.Samples, got.SampleRate, got.Drifted)
			}
		}
		if m.Release() == "v4" {
			return // does not fade
		}
		noise := audiotest.Pink(2, 300*rate, 0.07)
		if got := read(noise); got.Drifted < int64(60*rate) {
			t.Errorf("noise: out of range for %d samples", got.Drifted)
		}
	})
}

// TestDrift compares Drift with its definition.
func TestDrift(t *testing.T) {
	s := newStream(t, newModel(t), 16000)
	if d := s.Drift(); d != 0 {
		t.Errorf("%v at the start", d)
	}
	if _, err := s.Feed(nil, babble(3, 8000, 16000)); err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for _, c := range s.State().C() {
		want += math.Log1p(math.Abs(float64(c))/30) / 5.8
	}
	if d := s.Drift(); !(math.Abs(d-want) < 1e-9) || want < 0.1 {
		t.Errorf("%v, want %v", d, want)
	}
}
