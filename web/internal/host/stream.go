package host

import (
	"fmt"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
)

// stream computes probabilities of audio at any rate.
type stream struct {
	probs *vad.Stream
	input *input
}

// input brings samples to the rate of a network.
type input struct {
	resampler *resample.Resampler
	pcm       []float32
}

// newInput returns an input from one rate to another.
func newInput(from, to int) (*input, error) {
	r, err := resample.New(from, to)
	return &input{resampler: r}, err
}

// feed returns the samples that pcm completes, until the next call.
func (in *input) feed(pcm []float32) ([]float32, error) {
	if err := vad.CheckSamples(pcm); err != nil {
		return nil, err
	}
	in.pcm = in.resampler.Feed(in.pcm[:0], pcm)
	return in.pcm, nil
}

// flush returns the samples that are left, and is ready for others.
func (in *input) flush() []float32 {
	in.pcm = in.resampler.Flush(in.pcm[:0])
	return in.pcm
}

func (h *Host) stream(handle int32) (*stream, error) {
	if s := h.streams[handle]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("%w: got %d, want a stream's", ErrHandle, handle)
}

// Stream returns the handle of a stream of probabilities, for audio at any rate:
// the network's at 8 kHz if the model has one and the rate is that, and the one at
// 16 kHz otherwise.
func (h *Host) Stream(model int32, rate float64) int32 {
	return h.call(func() (int32, error) {
		m, err := h.model(model)
		if err != nil {
			return 0, err
		}
		whole, err := hertz(rate)
		if err != nil {
			return 0, err
		}
		network := m.SampleRates()[0]
		if network != whole {
			network = 16000
		}
		s, err := m.NewStream(network)
		if err != nil {
			return 0, err
		}
		in, err := newInput(whole, network)
		if err != nil {
			return 0, err
		}
		handle := h.next()
		h.streams[handle] = &stream{s, in}
		return handle, nil
	})
}

// Feed returns the number of windows that samples of a stream complete, whose
// probabilities are at Probabilities.
func (h *Host) Feed(handle int32, pcm []float32) int32 {
	return h.call(func() (int32, error) {
		s, err := h.stream(handle)
		if err != nil {
			return 0, err
		}
		if pcm, err = s.input.feed(pcm); err != nil {
			return 0, err
		}
		h.floats, err = s.probs.Feed(h.floats[:0], pcm)
		return int32(len(h.floats)), err
	})
}

// Flush is Feed of what is left of a stream, the last window completed with zeros.
// The stream then begins anew.
func (h *Host) Flush(handle int32) int32 {
	return h.call(func() (int32, error) {
		s, err := h.stream(handle)
		if err != nil {
			return 0, err
		}
		h.floats, err = s.probs.Feed(h.floats[:0], s.input.flush())
		if err == nil {
			h.floats, err = s.probs.Flush(h.floats)
		}
		s.probs.Reset()
		return int32(len(h.floats)), err
	})
}

// Reset takes a stream or a detector back to its start.
func (h *Host) Reset(handle int32) int32 {
	return h.call(func() (int32, error) {
		if d := h.detectors[handle]; d != nil {
			d.reset()
			return 0, nil
		}
		s, err := h.stream(handle)
		if err != nil {
			return 0, err
		}
		s.input.resampler.Reset()
		s.probs.Reset()
		return 0, nil
	})
}
