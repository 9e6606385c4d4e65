package main

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestKinds checks that every signal is a quarter of a minute or more of sound that
// a stream takes, and another one than the rest. Pink noise exceeds 1 at times.
func TestKinds(t *testing.T) {
	const rate = 8000
	list, err := kinds(rate, 0)
	if err != nil {
		t.Fatal(err)
	}
	other, err := kinds(rate, 1)
	if err != nil {
		t.Fatal(err)
	}
	list = append(list, other...)
	var seen [][]float32
	for _, k := range list {
		if len(k.signals) == 0 {
			t.Errorf("%s: no signals", k.name)
		}
		for _, s := range k.signals {
			loudest := 0.0
			for _, v := range s.pcm {
				loudest = max(loudest, math.Abs(float64(v)))
			}
			if len(s.pcm) < 15*rate || !(loudest > 0 && loudest < 2) {
				t.Errorf("%s: %d samples up to %v", s.name, len(s.pcm), loudest)
			}
			if slices.ContainsFunc(seen, func(pcm []float32) bool { return slices.Equal(pcm, s.pcm) }) {
				t.Errorf("%s is another signal again", s.name)
			}
			seen = append(seen, s.pcm)
		}
	}
}

func TestWriteKinds(t *testing.T) {
	f := figures{oursExact: []float64{0, 4e-6, 0, 0}, ortDiff: []float64{0, 0, 0, 8e-6}}
	var b bytes.Buffer
	writeKinds(&b, []kindFigures{{model: "v9", kinds: []string{"hum"}, figures: []figures{f}}})
	for _, want := range []string{"| hum |", "| 4 ", "4.0e-06 (2e-06)", "8.0e-06 (4e-06)", "| v9 "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
