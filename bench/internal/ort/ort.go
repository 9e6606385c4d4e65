// Package ort runs Silero's v6 and v4 files on ONNX Runtime as a careful caller of its
// C API does: one thread, every graph optimisation, tensors allocated once.
package ort

import (
	"errors"
	"fmt"
	"slices"

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

// layout is how a file names and shapes the state.
type layout struct {
	inputs, outputs []string
	shape           [2]int64 // of each, without the streams between
}

// The layouts of v6, which has h and c in one tensor, and of v4, whose LSTM has two
// layers of 64 units.
var (
	layoutV6 = layout{inputs: []string{"state"}, outputs: []string{"stateN"}, shape: [2]int64{2, 128}}
	layoutV4 = layout{inputs: []string{"h", "c"}, outputs: []string{"hn", "cn"}, shape: [2]int64{2, 64}}
)

// Session is the network at one sample rate for a fixed number of streams, with
// their states. One goroutine may use it at a time.
type Session struct {
	window, context int
	session         *onnxruntime.AdvancedSession
	input           *onnxruntime.Tensor[float32]   // [streams][context + window]
	state, next     []*onnxruntime.Tensor[float32] // as in the layout
	output          *onnxruntime.Tensor[float32]   // [streams][1]
	rate            *onnxruntime.Scalar[int64]
}

// NewSession loads the file model for the given number of streams at a sample rate
// of 8000 or 16000 Hz.
func NewSession(model string, sampleRate, streams int) (*Session, error) {
	s := &Session{window: sampleRate * 32 / 1000, context: sampleRate * 4 / 1000}
	return s.open(model, layoutV6, sampleRate, streams)
}

// NewSessionV4 is NewSession for a file of v4, which has no context and a choice of
// windows of 32, 64 and 96 ms. window is their number of samples.
func NewSessionV4(model string, sampleRate, window, streams int) (*Session, error) {
	s := &Session{window: window}
	return s.open(model, layoutV4, sampleRate, streams)
}

// open loads the file. It returns s, or closes it if there is an error.
func (s *Session) open(model string, l layout, sampleRate, streams int) (*Session, error) {
	if err := s.start(model, l, int64(sampleRate), int64(streams)); err != nil {
		s.Close()
		return nil, fmt.Errorf("ort: %w", err)
	}
	return s, nil
}

func (s *Session) start(model string, l layout, sampleRate, streams int64) error {
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
	s.state = make([]*onnxruntime.Tensor[float32], len(l.inputs))
	s.next = make([]*onnxruntime.Tensor[float32], len(l.outputs))
	tensor(&s.input, streams, int64(s.context+s.window))
	tensor(&s.output, streams, 1)
	for i := range s.state {
		tensor(&s.state[i], l.shape[0], streams, l.shape[1])
		tensor(&s.next[i], l.shape[0], streams, l.shape[1])
	}
	if err != nil {
		return err
	}
	if s.rate, err = onnxruntime.NewScalar(sampleRate); err != nil {
		return err
	}
	inputs, outputs := []onnxruntime.Value{s.input, s.rate}, []onnxruntime.Value{s.output}
	for i := range s.state {
		inputs, outputs = append(inputs, s.state[i]), append(outputs, s.next[i])
	}
	s.session, err = onnxruntime.NewAdvancedSession(model,
		append([]string{"input", "sr"}, l.inputs...), append([]string{"output"}, l.outputs...), inputs, outputs, options)
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
	for i, t := range s.state {
		copy(t.GetData(), s.next[i].GetData())
	}
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
	for _, t := range s.state {
		dst = dst[copy(dst, t.GetData()):]
	}
}

// SetState takes back what State has copied.
func (s *Session) SetState(src []float32) {
	copy(s.input.GetData()[s.window:], src[2*hidden:])
	for _, t := range s.state {
		src = src[copy(t.GetData(), src):]
	}
}

// Reset resets all streams.
func (s *Session) Reset() {
	s.input.ZeroContents()
	for _, t := range s.state {
		t.ZeroContents()
	}
}

// Close frees what the session holds.
func (s *Session) Close() {
	if s.session != nil {
		s.session.Destroy()
	}
	for _, t := range slices.Concat(s.state, s.next, []*onnxruntime.Tensor[float32]{s.input, s.output}) {
		if t != nil {
			t.Destroy()
		}
	}
	if s.rate != nil {
		s.rate.Destroy()
	}
}
