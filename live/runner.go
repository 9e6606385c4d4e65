package live

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/gosilero/vad"
)

// Runner computes the windows of streams: a [*vad.Model], which does so in the
// caller's goroutine, or a [*vad.Scheduler], which does it for thousands of
// detectors in batches.
type Runner interface {
	// NewStream returns a stream at a sample rate in Hz. An error that wraps
	// [vad.ErrSampleRate] says that there is no network at that rate.
	NewStream(sampleRate int) (*vad.Stream, error)
	// ProcessBatch computes the next window of each stream, as
	// [vad.Model.ProcessBatch] does. On error, no stream has consumed its window.
	ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error
}

// contextRunner is a Runner that makes callers wait, at most until a context ends.
type contextRunner interface {
	// ProcessBatchContext is ProcessBatch. If ctx ends before the windows are
	// computed, it returns the context's error and no stream has consumed its
	// window.
	ProcessBatchContext(ctx context.Context, streams []*vad.Stream, windows [][]float32, probs []float32) error
}

// process has r compute the next window of each stream, within ctx.
func process(ctx context.Context, r Runner, streams []*vad.Stream, windows [][]float32, probs []float32) error {
	if s, ok := r.(*vad.Scheduler); ok && len(streams) == 1 { // a batch of one takes more checks and copies
		prob, err := s.Process(ctx, streams[0], windows[0])
		if err == nil {
			probs[0] = prob
		}
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if c, ok := r.(contextRunner); ok {
		return c.ProcessBatchContext(ctx, streams, windows, probs)
	}
	return r.ProcessBatch(streams, windows, probs)
}

// checkRunner returns an error if there is no runner.
func checkRunner(r Runner) error {
	if v := reflect.ValueOf(r); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return fmt.Errorf("%w: Runner: got nil, want a model, such as vad.New returns, or a scheduler", ErrOption)
	}
	return nil
}

// newStream returns a stream for input at a sample rate: of the network at 8 kHz
// for input at 8 kHz, and of that at 16 kHz for all other input; of the other one
// if r lacks it.
func newStream(r Runner, inputRate int) (*vad.Stream, error) {
	first, second := 16000, 8000
	if inputRate == second {
		first, second = second, first
	}
	stream, err := r.NewStream(first)
	if errors.Is(err, vad.ErrSampleRate) {
		return r.NewStream(second)
	}
	return stream, err
}
