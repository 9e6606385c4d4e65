// Package host is what a WebAssembly module of this library shows its host: models,
// streams and detectors by number, options and results as arrays of numbers, errors
// as text. Command web/reactor exports its methods.
package host

import (
	"errors"
	"fmt"
	"time"
	"unsafe"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

// failed is what a method returns in place of a number or a count: Text says why.
const failed = -1

// ErrHandle says that a number is not that of a model, stream or detector that is
// open.
var ErrHandle = errors.New("host: wrong handle")

// Host holds what its methods make, until Close. A method that returns an error to
// the host returns -1. It is for one thread, and does not let a panic through.
type Host struct {
	// By handle. One map of any, or generic functions, would keep methods in the
	// module that are not called: 0.3 MB.
	models    map[int32]*vad.Model
	streams   map[int32]*stream
	detectors map[int32]*detector
	last      int32 // the greatest handle given

	text    string
	floats  []float32 // the last result of a stream
	numbers []float64 // that of a detector, or segments
	audio   [][]float32
}

// call runs f and returns its number. An error, or a panic, becomes Text.
func (h *Host) call(f func() (int32, error)) (n int32) {
	defer func() {
		if v := recover(); v != nil {
			h.text, n = fmt.Sprint("panic: ", v), failed
		}
	}()
	got, err := f()
	if err != nil {
		h.text = err.Error()
		return failed
	}
	return got
}

// Text returns the text of the last error.
func (h *Host) Text() string { return h.text }

// next returns the next handle.
func (h *Host) next() int32 {
	if h.last++; h.last == 1 {
		h.models = make(map[int32]*vad.Model)
		h.streams = make(map[int32]*stream)
		h.detectors = make(map[int32]*detector)
	}
	return h.last
}

func (h *Host) model(handle int32) (*vad.Model, error) {
	if m := h.models[handle]; m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("%w: got %d, want a model's", ErrHandle, handle)
}

// Close forgets what a handle is of. A handle that is closed, or 0, does nothing.
func (h *Host) Close(handle int32) {
	delete(h.models, handle)
	delete(h.streams, handle)
	delete(h.detectors, handle)
}

// Model reads a container of weights, those of [Embedded] if it is empty, and
// returns the handle of a model whose windows have a number of milliseconds, 32 if
// that is 0.
func (h *Host) Model(container []byte, window float64) int32 {
	return h.call(func() (int32, error) {
		w, err := embedded()
		if len(container) > 0 {
			w, err = weights.Parse(container)
		}
		if err != nil {
			return 0, err
		}
		length := 32 * time.Millisecond
		if window != 0 {
			if length, err = milliseconds("window", window); err != nil {
				return 0, err
			}
		}
		m, err := vad.LoadWindow(w, length)
		if err != nil {
			return 0, err
		}
		handle := h.next()
		h.models[handle] = m
		return handle, nil
	})
}

// Window returns the number of samples of a model's windows at a sample rate.
func (h *Host) Window(model, rate int32) int32 {
	return h.call(func() (int32, error) {
		m, err := h.model(model)
		if err != nil {
			return 0, err
		}
		size, err := m.WindowSize(int(rate))
		return int32(size), err
	})
}

// Segments returns the number of segments that [segment.Find] makes of
// probabilities, for the options given; Result has the start and the end of each.
func (h *Host) Segments(probs []float32, samples float64, window int32, options []float64, given uint32) int32 {
	return h.call(func() (int32, error) {
		o, err := read(options, given)
		if err != nil {
			return 0, err
		}
		c := o.Segments
		c.Window = int64(window)
		if given&(1<<maxSpeech) == 0 {
			c.MaxSpeech = 0 // the limit of a detector bounds the audio that it keeps
		}
		found, err := segment.Find(probs, int64(samples), o.SampleRate, c)
		h.numbers = h.numbers[:0]
		for _, s := range found {
			h.numbers = append(h.numbers, float64(s.Start), float64(s.End))
		}
		return int32(len(found)), err
	})
}

// Probabilities returns where the probabilities lie that the last call of a stream
// has counted.
func (h *Host) Probabilities() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(h.floats)) }

// Result returns where the numbers lie of the events or segments that the last call
// has counted.
func (h *Host) Result() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(h.numbers)) }
