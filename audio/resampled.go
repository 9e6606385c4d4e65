package audio

import (
	"fmt"
	"io"

	"github.com/gosilero/vad/audio/resample"
)

// ErrSampleRate reports a sample rate from or to which Resample cannot convert.
var ErrSampleRate = resample.ErrSampleRate

// Resample returns source at another sample rate, in Hz, each channel through a
// resample.Resampler. A source that has this rate is returned as it is; rates
// outside 1 kHz to 1 MHz are ErrSampleRate.
func Resample(source Source, rate int) (Source, error) {
	f := source.Format()
	if f.SampleRate == rate {
		return source, nil
	}
	r, err := resample.New(f.SampleRate, rate)
	if err != nil {
		return nil, err
	}
	s := &resampled{source: source, format: f}
	s.format.SampleRate = rate
	if f.Samples >= 0 {
		s.format.Samples = r.Length(f.Samples)
	}
	for range f.Channels {
		s.channels = append(s.channels, resampledChannel{resampler: r.Clone()})
	}
	samples := bufferSamples(f.Channels)
	s.buf = make([]float32, samples*f.Channels)
	s.split = make([]float32, samples)
	return s, nil
}

// resampled is a Source at another rate.
type resampled struct {
	source   Source
	format   Format
	channels []resampledChannel
	buf      []float32 // from source, interleaved
	split    []float32 // one channel of buf
	taken    int       // samples of the channels already delivered
	err      error     // of source
}

// resampledChannel holds what waits to be delivered of one channel.
type resampledChannel struct {
	resampler *resample.Resampler
	samples   []float32
}

func (s *resampled) Format() Format { return s.format }

func (s *resampled) Read(dst []float32) (int, error) {
	channels := len(s.channels)
	if len(dst) < channels {
		return 0, fmt.Errorf("%w: got %d values, want at least %d", ErrShortBuffer, len(dst), channels)
	}
	for s.taken == len(s.channels[0].samples) {
		if s.err != nil {
			return 0, s.err
		}
		s.fill()
	}
	n := min(len(dst)/channels, len(s.channels[0].samples)-s.taken)
	for c := range s.channels {
		samples := s.channels[c].samples[s.taken : s.taken+n]
		if channels == 1 {
			copy(dst, samples)
			break
		}
		for i, v := range samples {
			dst[i*channels+c] = v
		}
	}
	s.taken += n
	return n * channels, nil
}

// fill replaces what the channels hold by what one read of the source brings.
func (s *resampled) fill() {
	n, err := s.source.Read(s.buf)
	s.err = err
	s.taken = 0
	for c := range s.channels {
		ch := &s.channels[c]
		ch.samples = ch.samples[:0]
		switch {
		case err == io.EOF:
			ch.samples = ch.resampler.Flush(ch.samples)
		case err == nil:
			ch.samples = ch.resampler.Feed(ch.samples, s.channel(c, n))
		}
	}
}

// channel returns one channel of the first n values of buf, valid until the next
// call.
func (s *resampled) channel(c, n int) []float32 {
	channels := len(s.channels)
	if channels == 1 {
		return s.buf[:n]
	}
	split := s.split[:n/channels]
	for i := range split {
		split[i] = s.buf[i*channels+c]
	}
	return split
}
