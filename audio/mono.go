package audio

import (
	"fmt"

	"github.com/gosilero/vad/ops"
)

// Mono returns the mean of all channels of source. A source with one channel
// is returned as it is.
func Mono(source Source) Source {
	if source.Format().Channels == 1 {
		return source
	}
	return newMixer(source, meanOfChannels)
}

// Channel returns one channel of source, counted from 0, as a source with one
// channel. One that source does not have is ErrChannel.
func Channel(source Source, channel int) (Source, error) {
	channels := source.Format().Channels
	if channel < 0 || channel >= channels {
		return nil, fmt.Errorf("%w: got %d, want 0 to %d", ErrChannel, channel, channels-1)
	}
	if channels == 1 {
		return source, nil
	}
	return newMixer(source, func(dst, src []float32) {
		for i := range dst {
			dst[i] = src[i*channels+channel]
		}
	}), nil
}

// Deinterleave splits interleaved samples into channels:
//
//	dst[c][i] = src[i*len(dst)+c]
//
// src is [samples][channels]. Each dst[c] holds at least len(src)/len(dst)
// values and must not overlap src.
func Deinterleave(dst [][]float32, src []float32) {
	channels := len(dst)
	for c, d := range dst {
		d = d[:len(src)/channels]
		for i := range d {
			d[i] = src[i*channels+c]
		}
	}
}

// mixer makes one channel out of many.
type mixer struct {
	source Source
	format Format
	mix    func(dst, src []float32) // src is [len(dst)][channels]
	buf    []float32
}

func newMixer(source Source, mix func(dst, src []float32)) *mixer {
	f := source.Format()
	m := &mixer{source: source, format: f, mix: mix, buf: make([]float32, bufferSamples(f.Channels)*f.Channels)}
	m.format.Channels = 1
	return m
}

func (m *mixer) Format() Format { return m.format }

func (m *mixer) Read(dst []float32) (int, error) {
	if len(dst) == 0 {
		return 0, fmt.Errorf("%w: got 0 values, want at least 1", ErrShortBuffer)
	}
	channels := m.source.Format().Channels
	n, err := m.source.Read(m.buf[:min(len(m.buf), len(dst)*channels)])
	if err != nil {
		return 0, err
	}
	n /= channels
	m.mix(dst[:n], m.buf[:n*channels])
	return n, nil
}

// meanOfChannels computes dst[i] = mean(src[i][:]). No sum overflows: the
// result is finite where the channels are.
func meanOfChannels(dst, src []float32) {
	channels := len(src) / len(dst)
	if channels == 2 {
		ops.Means(dst, src)
		return
	}
	for i := range dst {
		var sum float64
		for _, v := range src[i*channels : (i+1)*channels] {
			sum += float64(v)
		}
		dst[i] = float32(sum / float64(channels))
	}
}
