// Package vad is Silero's voice activity detector in pure Go: the probability
// of speech in every 32 ms of audio, and the segments that follow from it,
// without cgo and without ONNX Runtime.
//
// A [Model] holds the weights and is shared by any number of goroutines. A
// [Stream] is one audio stream on a model:
//
//	m, err := vad.New()
//	...
//	s, err := m.NewStream(16000)
//	...
//	p, err := s.Process(window) // 512 samples at 16 kHz, 256 at 8 kHz
//
// [Model.Probabilities] takes a whole recording. Package segment turns
// probabilities into segments exactly as the reference does, and package live
// turns audio into events and segments as it arrives.
//
// Samples are float32, full scale at -1 and 1, one channel, at 8 or 16 kHz.
package vad

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gosilero/vad/model"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

// Errors of this package wrap one of these and add what was got and what is
// wanted.
var (
	// ErrWindowLength says that a window has the wrong number of samples.
	ErrWindowLength = errors.New("vad: wrong window length")
	// ErrSampleRate says that the model has no network at a sample rate. It wraps
	// [segment.ErrSampleRate], so that one test finds both.
	ErrSampleRate error = sampleRateError{}
	// ErrSample says that a sample is NaN, infinite, or 2^32 or more in size. With
	// smaller ones, no sum of an embedded network can overflow. Samples beyond full
	// scale, -1 and 1, are no error.
	ErrSample = errors.New("vad: sample out of range")
	// ErrState says that a State does not belong to a stream's model and rate,
	// or that its encoding is foreign, damaged or of another version.
	ErrState = errors.New("vad: wrong state")
	// ErrModel says that a stream is of another model than the call, or that a
	// Model, Stream or Scheduler is nil or a zero value, which has no weights.
	ErrModel = errors.New("vad: wrong model")
	// ErrPending says that a stream holds part of a window from Feed, which a
	// whole window cannot follow.
	ErrPending = errors.New("vad: part of a window is pending")
)

// sampleRateError is ErrSampleRate.
type sampleRateError struct{}

func (sampleRateError) Error() string { return "vad: unsupported sample rate" }
func (sampleRateError) Unwrap() error { return segment.ErrSampleRate }

// Model is a network with its weights, ready to run at every sample rate of
// its release. It is immutable and safe for use by any number of goroutines at
// once; there is no lock around the computation. Create it with [New] or
// [Load]. Methods of the zero Model return an error that wraps [ErrModel], or
// panic if they return none.
type Model struct {
	release      string
	checksum     func() [32]byte // of the weights' container, computed once, when it is first needed
	engines      []*engine
	resetSilence time.Duration
}

// identity says which weights a model has.
type identity struct {
	release  string
	checksum [32]byte // SHA-256 of the weights' container
}

func (id identity) String() string {
	return fmt.Sprintf("%q (SHA-256 %x...)", id.release, id.checksum[:8])
}

func (m *Model) identity() identity { return identity{m.release, m.checksum()} }

var errModel = fmt.Errorf("%w: nil or zero Model, use New or Load", ErrModel)

// New returns a model with the newest embedded weights, [weights.V6], at 8 kHz
// and 16 kHz.
func New() (*Model, error) { return Load(weights.V6()) }

// Load returns a model with the given weights, whose windows have 32 ms: 512
// samples at 16 kHz, 256 at 8 kHz. It packs its own copy, and keeps w only until
// the checksum is first needed, for [Model.Checksum] or a [State].
func Load(w *weights.Weights) (*Model, error) { return LoadWindow(w, defaultWindow) }

const defaultWindow = 32 * time.Millisecond

// LoadWindow is Load with windows of another length: [weights.V4] has a choice of
// 32, 64 and 96 ms, which are 512, 1024 and 1536 samples at 16 kHz, and 256, 512
// and 768 at 8 kHz. The other releases have 32 ms alone; any other length is an
// error that wraps [ErrWindowLength].
func LoadWindow(w *weights.Weights, window time.Duration) (*Model, error) {
	if w == nil || len(w.Rates()) == 0 {
		return nil, fmt.Errorf("%w: nil or zero Weights, use weights.V6 or weights.Parse", ErrModel)
	}
	m := &Model{release: w.Release(), checksum: sync.OnceValue(w.Checksum)}
	for _, rate := range w.Rates() {
		size, err := windowSize(w, rate, window)
		if err != nil {
			return nil, err
		}
		n, err := model.NewWindow(w, rate, size)
		if err != nil {
			return nil, fmt.Errorf("vad: %w", err)
		}
		m.engines = append(m.engines, newEngine(n))
	}
	return m, nil
}

// windowSize returns the number of samples of a window of a length. It is an error
// if the weights have no such windows.
func windowSize(w *weights.Weights, rate int, window time.Duration) (int, error) {
	var lengths []time.Duration
	for _, c := range model.Configs(w.Architecture(), rate) {
		length := time.Duration(c.Window) * time.Second / time.Duration(rate)
		if length == window {
			return c.Window, nil
		}
		lengths = append(lengths, length)
	}
	return 0, fmt.Errorf("%w: got %v, want one of %v for %s", ErrWindowLength, window, lengths, w.Release())
}

// made reports whether Load has made m.
func (m *Model) made() bool { return m != nil && len(m.engines) > 0 }

// sameAs reports whether two models, which were made, are one: the same or one
// that WithResetSilence returned for the other.
func (m *Model) sameAs(other *Model) bool { return m.engines[0] == other.engines[0] }

// mustBeMade panics with the names of the constructors unless Load has made m.
func (m *Model) mustBeMade() {
	if !m.made() {
		panic(errModel)
	}
}

// Release names the weights' release, such as "v6".
func (m *Model) Release() string {
	m.mustBeMade()
	return m.release
}

// SampleRates returns the rates, in Hz, at which the model runs.
func (m *Model) SampleRates() []int {
	m.mustBeMade()
	rates := make([]int, len(m.engines))
	for i, e := range m.engines {
		rates[i] = e.SampleRate
	}
	return rates
}

// Checksum returns the SHA-256 of the weights; see [weights.Weights.Checksum]. The
// first call computes it, if the weights are not embedded.
func (m *Model) Checksum() [32]byte {
	m.mustBeMade()
	return m.checksum()
}

// WindowSize returns the number of samples per window at a sample rate: 512 at
// 16 kHz, 256 at 8 kHz, and more with a longer window.
func (m *Model) WindowSize(sampleRate int) (int, error) {
	e, err := m.engine(sampleRate)
	if err != nil {
		return 0, err
	}
	return e.Window, nil
}

// engine returns the network at a sample rate.
func (m *Model) engine(sampleRate int) (*engine, error) {
	if !m.made() {
		return nil, errModel
	}
	for _, e := range m.engines {
		if e.SampleRate == sampleRate {
			return e, nil
		}
	}
	return nil, fmt.Errorf("%w: got %d Hz, want one of %v", ErrSampleRate, sampleRate, m.SampleRates())
}
