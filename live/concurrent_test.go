package live

import (
	"context"
	"errors"
	"fmt"
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

// waiting is a model that computes nothing once a context has ended, and ends it.
type waiting struct {
	*vad.Model
	left int // windows until the context ends
	end  func()
}

func (r *waiting) ProcessBatchContext(ctx context.Context, streams []*vad.Stream, windows [][]float32, probs []float32) error {
	if r.left--; r.left == 0 {
		r.end()
		return fmt.Errorf("queue: %w", ctx.Err())
	}
	return r.ProcessBatch(streams, windows, probs)
}

// TestContext: a context ends a write, or a flush, and what follows goes on as if
// it had not.
func TestContext(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:4*16000+100]
	want := detect(t, newDetector(t, m, 16000, DefaultConfig(16000)), pcm, func() int { return len(pcm) })
	for _, left := range []int{1, 40, 125, 126} { // of 126; the last is Flush's
		ctx, cancel := context.WithCancel(context.Background())
		d := newDetector(t, &waiting{m, left, cancel}, 16000, DefaultConfig(16000))
		got, err := d.WriteContext(ctx, nil, pcm)
		if left < 126 {
			if n := int64(left) * 512; !errors.Is(err, context.Canceled) || d.Samples() != n {
				t.Fatalf("got %v after %d samples, want %v after %d", err, d.Samples(), context.Canceled, n)
			}
			if got, err = d.WriteContext(context.Background(), got, pcm[d.Samples():]); err != nil {
				t.Fatal(err)
			}
		}
		if got, err = d.FlushContext(ctx, got); left == 126 {
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v, want %v", err, context.Canceled)
			}
		}
		if got, err = d.Flush(got); err != nil || !equalEvents(got, want) {
			t.Errorf("ended in window %d: got %v, %v, want %v", left, got, err, want)
		}
		if rest := detect(t, d, pcm, func() int { return 900 }); len(rest) != len(want) {
			t.Errorf("the next take: got %v", rest)
		}
		cancel()
	}
	// A context that has ended consumes no window.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := newCall(t, m, 16000, 2, DefaultConfig(16000))
	if _, err := c.WriteChannelContext(ctx, nil, 1, pcm); !errors.Is(err, context.Canceled) || c.channel(1).intake.windows != 0 {
		t.Errorf("got %v, %d windows", err, c.channel(1).intake.windows)
	}
}
