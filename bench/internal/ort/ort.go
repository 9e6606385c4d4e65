// Package ort runs Silero's v6 file on ONNX Runtime as a careful caller of its C API
// does: one thread, every graph optimisation, tensors allocated once.
package ort

import (
	"errors"
	"fmt"

	onnxruntime "github.com/yalue/onnxruntime_go"
)

// Start loads the shared library and creates ONNX Runtime's environment. It may be
// called once in a process.
func Start(library string) error {
	onnxruntime.SetSharedLibraryPath(library)
	if err := onnxruntime.InitializeEnvironment(onnxruntime.WithLogLevelError()); err != nil {
		return fmt.Errorf("ort: %w", err)
	}
	return nil
}

// Version returns the version of the library that Start loaded.
func Version() string { return onnxruntime.GetVersion() }

// hidden is the number of values of h and of c.
const hidden = 128

// Session is the network at one sample rate for a fixed number of streams, with
// their states. One goroutine may use it at a time.
type Session struct {
	window, context int
	session         *onnxruntime.AdvancedSession
	input           *onnxruntime.Tensor[float32] // [streams][context + window]
	state, next     *onnxruntime.Tensor[float32] // [2][streams][128]
	output          *onnxruntime.Tensor[float32] // [streams][1]
	rate            *onnxruntime.Scalar[int64]
}

// NewSession loads the file model for the given number of streams at a sample rate
// of 8000 or 16000 Hz.
func NewSession(model string, sampleRate, streams int) (*Session, error) {
	s := &Session{window: sampleRate * 32 / 1000, context: sampleRate * 4 / 1000}
	if err := s.open(model, int64(sampleRate), int64(streams)); err != nil {
		s.Close()
		return nil, fmt.Errorf("ort: %w", err)
	}
	return s, nil
}

func (s *Session) open(model string, sampleRate, streams int64) error {
	options, err := options()
	if err != nil {
		return err
	}
	defer options.Destroy()
	tensor := func(dst **onnxruntime.Tensor[float32], shape ...int64) {
		if err == nil {
			*dst, err = onnxruntime.NewEmptyTensor[float32](shape)
		}
	}
	tensor(&s.input, streams, int64(s.context+s.window))
	tensor(&s.state, 2, streams, hidden)
	tensor(&s.next, 2, streams, hidden)
	tensor(&s.output, streams, 1)
	if err != nil {
		return err
	}
	if s.rate, err = onnxruntime.NewScalar(sampleRate); err != nil {
		return err
	}
	s.session, err = onnxruntime.NewAdvancedSession(model,
		[]string{"input", "state", "sr"}, []string{"output", "stateN"},
		[]onnxruntime.Value{s.input, s.state, s.rate}, []onnxruntime.Value{s.output, s.next}, options)
	return err
}

func options() (*onnxruntime.SessionOptions, error) {
	o, err := onnxruntime.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		o.SetIntraOpNumThreads(1),
		o.SetInterOpNumThreads(1),
		o.SetExecutionMode(onnxruntime.ExecutionModeSequential),
		o.SetGraphOptimizationLevel(onnxruntime.GraphOptimizationLevelEnableAll))
	if err != nil {
		o.Destroy()
		return nil, err
	}
	return o, nil
}

// Step computes the next window of every stream. It allocates nothing and copies no
// more than a caller must: the windows and the state.
func (s *Session) Step(windows [][]float32, probs []float32) error {
	input, size := s.input.GetData(), s.context+s.window
	for i, window := range windows {
		row := input[i*size:][:size]
		copy(row[:s.context], row[s.window:]) // the end of the window before
		copy(row[s.context:], window)
	}
	if err := s.session.Run(); err != nil {
		return fmt.Errorf("ort: %w", err)
	}
	copy(s.state.GetData(), s.next.GetData())
	copy(probs, s.output.GetData())
	return nil
}

// StateSize is the number of values that State copies.
const StateSize = 2*hidden + maxContext

// maxContext is the number of samples of context at 16 kHz.
const maxContext = 64

// State copies what the network remembers of the only stream: h, c and the context.
func (s *Session) State(dst []float32) {
	copy(dst[2*hidden:], s.input.GetData()[s.window:])
	copy(dst, s.state.GetData())
}

// SetState takes back what State has copied.
func (s *Session) SetState(src []float32) {
	copy(s.input.GetData()[s.window:], src[2*hidden:])
	copy(s.state.GetData(), src)
}

// Reset resets all streams.
func (s *Session) Reset() {
	s.input.ZeroContents()
	s.state.ZeroContents()
}

// Close frees what the session holds.
func (s *Session) Close() {
	if s.session != nil {
		s.session.Destroy()
	}
	for _, t := range []*onnxruntime.Tensor[float32]{s.input, s.state, s.next, s.output} {
		if t != nil {
			t.Destroy()
		}
	}
	if s.rate != nil {
		s.rate.Destroy()
	}
}
