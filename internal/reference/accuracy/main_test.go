package main

import (
	"math"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// TestDifference changes what was recorded, which must show.
func TestDifference(t *testing.T) {
	m, err := vad.Load(weights.V6())
	if err != nil {
		t.Fatal(err)
	}
	goldens, err := reference.Goldens("v6", 8000)
	if err != nil {
		t.Fatal(err)
	}
	g := goldens[0]
	if d, err := difference(m, 8000, g); err != nil || d == 0 || d > 1e-5 {
		t.Errorf("differs by %v, %v", d, err)
	}
	last := len(g.Probs) - 1
	g.Probs[last] += 0.25
	if d, err := difference(m, 8000, g); err != nil || math.Abs(d-0.25) > 1e-5 {
		t.Errorf("one probability changed by 0.25: differs by %v, %v", d, err)
	}
	g.Probs = g.Probs[:last]
	if d, err := difference(m, 8000, g); err == nil {
		t.Errorf("one probability missing: differs by %v, no error", d)
	}
	g.Probs = append(g.Probs, float32(math.NaN()))
	if d, err := difference(m, 8000, g); err == nil {
		t.Errorf("one probability is NaN: differs by %v, no error", d)
	}
}
