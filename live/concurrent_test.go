package live

import (
	"strings"
	"testing"

	"github.com/gosilero/vad"
)

// calling is a model that calls back while it computes.
type calling struct {
	*vad.Model
	back func()
}

func (r *calling) ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error {
	r.back()
	return nil
}

// TestConcurrentUse: a method that is called while another one runs panics and
// says why; afterwards all goes on.
func TestConcurrentUse(t *testing.T) {
	r := &calling{Model: newModel(t)}
	d := newDetector(t, r, 16000, DefaultConfig(16000))
	c := newCall(t, r, 16000, 2, DefaultConfig(16000))
	window := make([]float32, 512)
	for name, call := range map[string]func(){
		"Detector.Write":     func() { d.Write(nil, window[:1]) },
		"Detector.Flush":     func() { d.Flush(nil) },
		"Detector.Reset":     func() { d.Reset() },
		"Detector.SetConfig": func() { d.SetConfig(DefaultConfig(16000)) },
		"Detector.Speech":    func() { d.Speech() },
		"Detector.Samples":   func() { d.Samples() },
		"Call.WriteChannel":  func() { c.WriteChannel(nil, 1, window) },
		"Call.Probs":         func() { c.Probs(0) },
		"Call.Events":        func() { c.Events(nil) },
	} {
		r.back = func() { panics(t, "used by several goroutines at once", map[string]func(){name: call}) }
		var err error
		if strings.HasPrefix(name, "Detector") {
			_, err = d.Write(nil, window)
		} else {
			_, err = c.WriteChannel(nil, 0, window)
		}
		if err != nil {
			t.Errorf("%s: then %v", name, err)
		}
	}
	// A runner that panics leaves the detector usable.
	r.back = func() { panic("broken") }
	panics(t, "broken", map[string]func(){"Write": func() { d.Write(nil, window) }})
	r.back = func() {}
	if _, err := d.Write(nil, window); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}
