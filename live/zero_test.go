package live

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

// What was not made by its constructor panics and names it.
func TestZeroValues(t *testing.T) {
	r := &audiotest.Pieces{Err: io.EOF}
	for _, d := range []*Detector{nil, {}} {
		panics(t, "make it with New", map[string]func(){
			"Write": func() { d.Write(nil, nil) },
			"Flush": func() { d.Flush(nil) },
			"Idle":  func() { d.Idle(nil, 0) },
			"Skip":  func() { d.Skip(nil, 0) },
			"Lost":  func() { d.Lost(nil, 0) },
			"Events": func() {
				for range d.Events(r) {
				}
			},
			"Reset":         func() { d.Reset() },
			"Config":        func() { d.Config() },
			"SetConfig":     func() { d.SetConfig(Config{}) },
			"ObserveRate":   func() { d.ObserveRate("", 0) },
			"SetThresholds": func() { d.SetThresholds(0.5, -1) },
			"Samples":       func() { d.Samples() },
			"Probs":         func() { d.Probs() },
			"Speech":        func() { d.Speech() },
			"Kept":          func() { d.Kept() },
			"AppendAudio":   func() { d.AppendAudio(nil, segment.Segment{}) },
		})
	}
	for _, c := range []*Call{nil, {}} {
		panics(t, "make it with NewCall", map[string]func(){
			"Write":         func() { c.Write(nil, nil) },
			"WriteChannels": func() { c.WriteChannels(nil, nil) },
			"Flush":         func() { c.Flush(nil) },
			"Idle":          func() { c.Idle(nil, 0) },
			"Skip":          func() { c.Skip(nil, 0) },
			"WriteChannel":  func() { c.WriteChannel(nil, 0, nil) },
			"Lost":          func() { c.Lost(nil, 0) },
			"LostChannel":   func() { c.LostChannel(nil, 0, 0) },
			"SetConfig":     func() { c.SetConfig(Config{}) },
			"ObserveRate":   func() { c.ObserveRate(0, "", 0) },
			"Events": func() {
				for range c.Events(r) {
				}
			},
			"Reset":         func() { c.Reset() },
			"Channels":      func() { c.Channels() },
			"Samples":       func() { c.Samples() },
			"SetThresholds": func() { c.SetThresholds(0, 0.5, -1) },
			"Probs":         func() { c.Probs(0) },
			"Speech":        func() { c.Speech(0) },
			"Kept":          func() { c.Kept(0) },
			"AppendAudio":   func() { c.AppendAudio(nil, 0, segment.Segment{}) },
		})
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
