package vad

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestIteratorGoldens(t *testing.T) {
	type event struct {
		window int
		Boundary
	}
	for i, g := range loadSegmentGoldens(t).Iterator {
		c := DefaultIteratorConfig()
		o := g.Options.config() // the two defaults are the same
		c.Threshold, c.MinSilence, c.SpeechPad = o.Threshold, o.MinSilence, o.SpeechPad
		it, err := NewIterator(g.Rate, c)
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		var want []event
		for _, e := range g.Events {
			want = append(want, event{int(e[0].(float64)), Boundary{e[1] == "end", int64(e[2].(float64))}})
		}
		for range 2 { // the second time after Reset
			var got []event
			for w, p := range g.Probs {
				b, ok, err := it.Push(p)
				if err != nil {
					t.Fatalf("case %d: %v", i, err)
				}
				if ok {
					got = append(got, event{w, b})
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("case %d: got %v, want %v", i, got, want)
			}
			it.Reset()
		}
	}
}

func TestIteratorErrors(t *testing.T) {
	for _, tt := range []struct {
		rate   int
		config IteratorConfig
		err    error
		text   string
	}{
		{48000, DefaultIteratorConfig(), ErrSampleRate, "got 48000 Hz"},
		{16000, IteratorConfig{}, ErrOption, "Threshold: got 0"},
		{16000, IteratorConfig{Threshold: 0.5, MinSilence: -time.Second}, ErrOption, "MinSilence: got -1s"},
		{16000, IteratorConfig{Threshold: 0.5, SpeechPad: -time.Second}, ErrOption, "SpeechPad: got -1s"},
	} {
		_, err := NewIterator(tt.rate, tt.config)
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("got error %v, want %v with %q", err, tt.err, tt.text)
		}
	}
}

// A probability that is not finite is an error, and changes nothing.
func TestIteratorNotFinite(t *testing.T) {
	it, err := NewIterator(16000, DefaultIteratorConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, ok, err := it.Push(float32(p)); ok || !errors.Is(err, ErrProbability) {
			t.Errorf("Push(%v): got %v, %v, want %v", p, ok, err, ErrProbability)
		}
	}
	if b, ok, err := it.Push(1); b != (Boundary{}) || !ok || err != nil {
		t.Errorf("then Push(1): got %+v, %v, %v, want a start at 0", b, ok, err)
	}
}
