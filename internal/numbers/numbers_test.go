package main

import (
	"math"
	"testing"
)

// TestDistances: after half a minute of each sound, probabilities of it and of voices
// are within 2e-5 of those in float64, and the segments are the same.
func TestDistances(t *testing.T) {
	distances, err := measureDistances(1.0/120, "../../testdata/voices.wav")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range distances {
		t.Logf("%s: %.1e, voices %.1e", d.name, d.sound, d.voices)
		if most := max(d.sound, d.voices); !(most <= 2e-5) || d.across > 0 || !d.segments {
			t.Errorf("%s: %+v, want at most 2e-5", d.name, d)
		}
	}
}

// TestWave: a sound does not depend on how it is cut into windows.
func TestWave(t *testing.T) {
	s := wave("tones", 100, math.Sin)
	whole, parts := make([]float32, 1000), make([]float32, 1000)
	s.fill(nil, whole, 0)
	for at := 0; at < len(parts); at += 40 {
		s.fill(nil, parts[at:][:40], at)
	}
	for i := range whole {
		if whole[i] != parts[i] {
			t.Fatalf("sample %d is %v in a window, %v in the whole", i, parts[i], whole[i])
		}
	}
}
