package live

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// failing is a model that computes nothing.
type failing struct {
	*vad.Model
	err error
}

func (r failing) ProcessBatch([]*vad.Stream, [][]float32, []float32) error { return r.err }

// TestErrorStays: when a window has failed, all calls return its error, until
// Reset.
func TestErrorStays(t *testing.T) {
	m := newModel(t)
	nan := float32(math.NaN())
	broken := errors.New("broken")
	for _, c := range []struct {
		name     string
		r        Runner
		channels int
		err      error
		text     string
	}{
		{"a runner that fails", failing{m, broken}, 2, broken, "broken"},
		{"NaN", &scripted{Model: m, probs: [][]float32{{nan}}}, 1, segment.ErrProbability, "channel"},
		{"NaN of channel 1", &scripted{Model: m, probs: [][]float32{{1}, {nan}}}, 2, segment.ErrProbability, "channel 1: "},
	} {
		call := newCall(t, c.r, 16000, c.channels, DefaultConfig(16000))
		_, err := call.Write(nil, make([]float32, c.channels*512))
		if !errors.Is(err, c.err) {
			t.Fatalf("%s: got %v, want %v", c.name, err, c.err)
		}
		if strings.Contains(err.Error(), c.text) != (c.channels > 1) {
			t.Errorf("%s: got %v, want %q only with several channels", c.name, err, c.text)
		}
		for name, again := range map[string]func() ([]CallEvent, error){
			"Write":         func() ([]CallEvent, error) { return call.Write(nil, nil) },
			"WriteChannels": func() ([]CallEvent, error) { return call.WriteChannels(nil, make([][]float32, c.channels)) },
			"Flush":         func() ([]CallEvent, error) { return call.Flush(nil) },
			"Idle":          func() ([]CallEvent, error) { return call.Idle(nil, 0) },
			"Skip":          func() ([]CallEvent, error) { return call.Skip(nil, 0) },
			"WriteChannel":  func() ([]CallEvent, error) { return call.WriteChannel(nil, 0, nil) },
			"Lost":          func() ([]CallEvent, error) { return call.Lost(nil, 0) },
			"LostChannel":   func() ([]CallEvent, error) { return call.LostChannel(nil, 0, 0) },
		} {
			if events, got := again(); got != err || len(events) > 0 {
				t.Errorf("%s: then %s got %v, %v, want the same error", c.name, name, events, got)
			}
		}
		for e, got := range call.Events(reader(func([]float32) (int, error) { t.Error("it reads"); return 0, nil })) {
			if got != err {
				t.Errorf("%s: then Events got %v, %v, want the same error", c.name, e, got)
			}
		}
		call.Reset()
		if _, err := call.Flush(nil); err != nil || call.Samples() != 0 {
			t.Errorf("%s: after Reset got %v, %d samples", c.name, err, call.Samples())
		}
	}
}
