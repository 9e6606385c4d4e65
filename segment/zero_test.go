package segment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gosilero/vad/segment"
)

// What was not made by its constructor panics and names it.
func TestZeroValues(t *testing.T) {
	probs := withError(level(1, 3), nil)
	for _, g := range []*segment.Segmenter{nil, {}} {
		panics(t, "make it with New", map[string]func(){
			"Push":          func() { g.Push(nil, 1) },
			"PushEvents":    func() { g.PushEvents(nil, 1) },
			"Finish":        func() { g.Finish(nil, 0) },
			"FinishEvents":  func() { g.FinishEvents(nil, 0) },
			"Err":           func() { g.Err() },
			"Reset":         func() { g.Reset() },
			"Samples":       func() { g.Samples() },
			"Open":          func() { g.Open() },
			"Settled":       func() { g.Settled() },
			"Thresholds":    func() { g.Thresholds() },
			"SetThresholds": func() { g.SetThresholds(0.5, -1) },
			"Config":        func() { g.Config() },
			"SetConfig":     func() { g.SetConfig(segment.DefaultConfig()) },
			"Events": func() {
				for range g.Events(probs, nil) {
				}
			},
			"Segments": func() {
				for range g.Segments(probs, nil) {
				}
			},
		})
	}
	for _, e := range []*segment.Endpointer{nil, {}} {
		panics(t, "make it with NewEndpointer", map[string]func(){
			"Push":         func() { e.Push(1) },
			"Finish":       func() { e.Finish(0) },
			"Reset":        func() { e.Reset() },
			"Observe":      func() { e.Observe("text", 1e9) },
			"Resumed":      func() { e.Resumed() },
			"Resumable":    func() { e.Resumable() },
			"Pause":        func() { e.Pause() },
			"SpeakingRate": func() { e.SpeakingRate() },
			"Silence":      func() { e.Silence() },
			"Utterance":    func() { e.Utterance() },
			"Config":       func() { e.Config() },
			"SetConfig":    func() { e.SetConfig(segment.DefaultEndpointConfig()) },
		})
	}
	for _, it := range []*segment.VADIterator{nil, {}} {
		panics(t, "make it with NewVADIterator", map[string]func(){
			"Push":         func() { it.Push(1) },
			"Reset":        func() { it.Reset() },
			"SetThreshold": func() { it.SetThreshold(0.5) },
		})
	}
	var m segment.TimeMap // has no segments
	if n, s := m.Len(), m.Span(segment.Segment{Start: 3, End: 4}); n != 0 || s != (segment.Segment{Start: 3, End: 4}) {
		t.Errorf("the zero TimeMap has %d samples and maps to %v, want 0 and the same", n, s)
	}
	if at, ok := m.Collected(3); ok {
		t.Errorf("the zero TimeMap has collected 3 as %d", at)
	}
}

// panics checks that all calls panic with a text.
func panics(t *testing.T, text string, calls map[string]func()) {
	t.Helper()
	for name, call := range calls {
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.Contains(p, text) {
					t.Errorf("%s: got panic %q, want %q", name, p, text)
				}
			}()
			call()
		}()
	}
}
