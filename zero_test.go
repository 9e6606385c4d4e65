package vad

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/weights"
)

// TestNilAndZero: everything that no constructor has made returns an error, or
// panics with one where a method returns none, that names the constructor.
func TestNilAndZero(t *testing.T) {
	ctx := context.Background()
	m := newModel(t)
	stream := newStream(t, m, 16000)
	sch := newScheduler(t, m, SchedulerConfig{})
	defer sch.Close()
	window, windows, one := make([]float32, 512), [][]float32{make([]float32, 512)}, make([]float32, 1)

	type call struct {
		name string
		f    func() error
	}
	var calls []call
	add := func(constructor, method string, f func() error) {
		calls = append(calls, call{constructor + ": " + method, f})
	}
	// without makes a call of a method that returns no error.
	without := func(f func()) func() error {
		return func() error { f(); return nil }
	}
	for _, s := range []*Stream{nil, new(Stream)} {
		for method, f := range map[string]func() error{
			"Process":         func() error { _, err := s.Process(window); return err },
			"Feed":            func() error { _, err := s.Feed(nil, window); return err },
			"Feed nothing":    func() error { _, err := s.Feed(nil, nil); return err },
			"Flush":           func() error { _, err := s.Flush(nil); return err },
			"SetState":        func() error { return s.SetState(stream.State()) },
			"State":           without(func() { s.State() }),
			"Reset":           without(func() { s.Reset() }),
			"ResetLSTM":       without(func() { s.ResetLSTM() }),
			"Drift":           without(func() { s.Drift() }),
			"SetResetSilence": without(func() { s.SetResetSilence(0) }),
			"Samples":         without(func() { s.Samples() }),
			"SampleRate":      without(func() { s.SampleRate() }),
			"WindowSize":      without(func() { s.WindowSize() }),
			"ProcessBatch":    func() error { return m.ProcessBatch([]*Stream{s}, windows, one) },
			"second in a batch": func() error {
				return m.ProcessBatch([]*Stream{stream, s}, [][]float32{window, window}, []float32{0, 0})
			},
			"Scheduler.Process":      func() error { _, err := sch.Process(ctx, s, window); return err },
			"Scheduler.Feed":         func() error { _, err := sch.Feed(ctx, s, nil, window); return err },
			"Scheduler.Flush":        func() error { _, err := sch.Flush(ctx, s, nil); return err },
			"Scheduler.ProcessBatch": func() error { return sch.ProcessBatch([]*Stream{s}, windows, one) },
		} {
			add("Model.NewStream", method, f)
		}
	}
	for _, m := range []*Model{nil, new(Model)} {
		for method, f := range map[string]func() error{
			"NewStream":         func() error { _, err := m.NewStream(16000); return err },
			"WindowSize":        func() error { _, err := m.WindowSize(16000); return err },
			"Probabilities":     func() error { _, err := m.Probabilities(ctx, window, 16000); return err },
			"ReadProbabilities": func() error { _, _, err := m.ReadProbabilities(ctx, nil, 16000); return err },
			"ReadRecording":     func() error { _, err := m.ReadRecording(ctx, nil, 16000); return err },
			"ProcessBatch":      func() error { return m.ProcessBatch([]*Stream{stream}, windows, one) },
			"an empty batch":    func() error { return m.ProcessBatch(nil, nil, nil) },
			"NewScheduler":      func() error { _, err := NewScheduler(m, SchedulerConfig{}); return err },
			"Release":           without(func() { m.Release() }),
			"Checksum":          without(func() { m.Checksum() }),
			"WithResetSilence":  without(func() { m.WithResetSilence(0) }),
			"SampleRates":       without(func() { m.SampleRates() }),
		} {
			add("New or Load", method, f)
		}
	}
	for _, s := range []*Scheduler{nil, new(Scheduler)} {
		add("NewScheduler", "Process", func() error { _, err := s.Process(ctx, stream, window); return err })
		add("NewScheduler", "ProcessBatch", func() error { return s.ProcessBatch([]*Stream{stream}, windows, one) })
		add("NewScheduler", "Feed", func() error { _, err := s.Feed(ctx, stream, nil, window); return err })
		add("NewScheduler", "Flush", func() error { _, err := s.Flush(ctx, stream, nil); return err })
		add("NewScheduler", "an empty batch", func() error { return s.ProcessBatch(nil, nil, nil) })
		add("NewScheduler", "NewStream", func() error { _, err := s.NewStream(16000); return err })
		add("NewScheduler", "Close", s.Close)
		add("NewScheduler", "Stats", without(func() { s.Stats() }))
	}
	for _, w := range []*weights.Weights{nil, new(weights.Weights)} {
		add("weights.V6", "Load", func() error { _, err := Load(w); return err })
		add("weights.V6", "LoadWindow", func() error { _, err := LoadWindow(w, 64*time.Millisecond); return err })
	}
	before := stream.State()
	for _, c := range calls {
		constructor, _, _ := strings.Cut(c.name, ": ")
		if err := errorOf(c.f); !errors.Is(err, ErrModel) || !strings.Contains(err.Error(), "use "+constructor) {
			t.Errorf("%s: %v, want ErrModel and the constructor", c.name, err)
		}
	}
	if stream.State() != before {
		t.Error("a failed call has changed a stream")
	}
	if _, _, err := m.ReadProbabilities(ctx, nil, 16000); err == nil {
		t.Error("ReadProbabilities of a nil reader: no error")
	}
}

// errorOf returns the error that f returns or panics with.
func errorOf(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err, _ = p.(error)
		}
	}()
	return f()
}
