package vad

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// What may lie between this module and ONNX Runtime.
//
// The state's tolerance is absolute up to 1 and relative beyond it: cells add
// up to over a thousand, where neighbouring float32 lie 1.2e-4 apart.
//
// A window's probability may differ by more only if float32 cannot give it
// better: see exact.Edge.
const (
	probTolerance   = 1e-5
	goldenTolerance = 6e-6 // of a probability of the goldens
	stateTolerance  = 1e-4
)

// deviation is the largest difference between probabilities and between final
// states, and the number of windows that are left out because float32 cannot
// tell them better.
type deviation struct {
	prob, state float64
	beyond      int
}

func (d deviation) within() bool { return d.prob <= probTolerance && d.state <= stateTolerance }

func (d deviation) String() string {
	s := fmt.Sprintf("probabilities differ by at most %.1e, final h and c by %.1e", d.prob, d.state)
	if d.beyond > 0 {
		s += fmt.Sprintf(" (beyond float32: %d windows)", d.beyond)
	}
	return s
}

// largest returns the largest difference, as a part of the value wanted where
// that exceeds 1.
func largest(got, want []float32) float64 {
	d := 0.0
	for i, v := range want {
		e := math.Abs(float64(got[i])-float64(v)) / max(1, math.Abs(float64(v)))
		if math.IsNaN(e) {
			return math.Inf(1)
		}
		d = max(d, e)
	}
	return d
}

// compare runs a signal window by window, the last window completed with
// zeros, and as a recording.
func compare(t *testing.T, m *Model, w *weights.Weights, rate int, pcm []float32, want reference.Result) deviation {
	t.Helper()
	s := newStream(t, m, rate)
	probs, err := s.Feed(nil, pcm)
	if err == nil {
		probs, err = s.Flush(probs)
	}
	if err != nil {
		t.Fatal(err)
	}
	file, err := m.Probabilities(context.Background(), pcm, rate)
	if err != nil {
		t.Fatal(err)
	}
	if len(probs) != len(want.Probs) || !slices.Equal(probs, file) {
		t.Fatalf("%d probabilities from the stream, %d from the recording, want %d and both the same", len(probs), len(file), len(want.Probs))
	}
	st := s.State()
	d := deviation{state: max(largest(st.H(), want.H), largest(st.C(), want.C))}
	off := map[int]bool{}
	for i, p := range want.Probs {
		if !(math.Abs(float64(probs[i]-p)) <= probTolerance) {
			off[i] = true
		}
	}
	beyond := beyondFloat32(t, w, rate, s.WindowSize(), pcm, probs, off)
	for i, p := range want.Probs {
		if beyond[i] {
			d.beyond++
		} else {
			d.prob = max(d.prob, largest(probs[i:i+1], []float32{p}))
		}
	}
	return d
}

// beyondFloat32 returns those of the windows that float32 cannot give better.
func beyondFloat32(t *testing.T, w *weights.Weights, rate, window int, pcm, probs []float32, windows map[int]bool) map[int]bool {
	t.Helper()
	edges, err := exact.Edges(w, rate, window, pcm, probs, slices.Collect(maps.Keys(windows)))
	if err != nil {
		t.Fatal(err)
	}
	beyond := map[int]bool{}
	for i, e := range edges {
		t.Logf("window %d: %.1e from the exact probability, which rounding moves by up to %.1e", i, e.Off, e.Moved)
		beyond[i] = e.Excused()
	}
	return beyond
}
