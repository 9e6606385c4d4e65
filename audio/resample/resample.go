// Package resample changes the sample rate of a stream of samples.
//
//	r, err := resample.New(44100, 16000)
//	for pcm := range live {
//		out = r.Feed(out[:0], pcm)
//	}
//	out = r.Flush(out[:0])
//
// It depends on the standard library and on package ops, which has the vector
// kernels; a program that brings its own samples links no decoder with it.
package resample

import (
	"errors"
	"fmt"
)

// ErrSampleRate reports a sample rate that a Resampler does not take.
var ErrSampleRate = errors.New("resample: sample rate not supported")

// Rates that a Resampler takes, in Hz. Products of a rate and a feed of
// maxFeed samples fit into 32 bits.
const (
	minRate = 1000
	maxRate = 1 << 20
)

const (
	// passBand is what is kept of the lower rate's band. At the band's end
	// the filter is down by attenuation, in dB, and what would alias is gone.
	passBand    = 0.9
	attenuation = 82

	// passEdge is where, between the middle of its transition (0) and the
	// beginning (1), a filter is down by 0.05 dB. The pass band ends there.
	passEdge = 0.8

	// maxFeed bounds the samples that the stages pass on at once. More would take
	// memory, and gain nothing.
	maxFeed = 256
)

// Resampler changes the sample rate of one channel, a stream of any length:
//
//	y(n) = sum over i of x[i] * h(n*in/out - i)
//
// where h is a symmetric low-pass filter of unit gain, so that a sample stays
// at its time, and x is 0 before the beginning and after the end. While the
// input has more than 9/4 of the output's rate, its rate is first halved, for a
// steep filter costs less the lower the rate is; below, the filter for halving
// would be as steep.
//
// Cutting the input into other pieces does not change a bit of the output. A
// Resampler is not safe for concurrent use.
type Resampler struct {
	design   *design
	stages   []*phaser // none if the rates are equal
	consumed int64
	produced int64
	buffers  [2][]float32 // between the stages, alternately
}

// New returns a Resampler from rate in to rate out, in Hz. Rates outside 1 kHz
// to 1 MHz are ErrSampleRate. Resamplers of the same rates share their filters,
// up to 330 KB; besides, one takes about 2 KB for each time that it halves the
// rate, and for the last step.
func New(in, out int) (*Resampler, error) {
	for _, rate := range []int{in, out} {
		if rate < minRate || rate > maxRate {
			return nil, fmt.Errorf("%w: got %d Hz, want %d to %d", ErrSampleRate, rate, minRate, maxRate)
		}
	}
	return designFor(ratePair{in, out}).resampler(), nil
}

// Feed appends to dst the samples that src completes and returns it. It keeps
// no reference to either, and they must not overlap.
func (r *Resampler) Feed(dst, src []float32) []float32 {
	before := len(dst)
	r.consumed += int64(len(src))
	if len(r.stages) == 0 {
		dst, src = append(dst, src...), nil
	}
	for len(src) > 0 {
		n := min(len(src), maxFeed)
		dst = r.feed(dst, src[:n])
		src = src[n:]
	}
	r.produced += int64(len(dst) - before)
	return dst
}

// feed passes src, at most maxFeed samples, through the stages.
func (r *Resampler) feed(dst, src []float32) []float32 {
	last := len(r.stages) - 1
	for i, s := range r.stages[:last] {
		buf := &r.buffers[i&1]
		*buf = s.feed((*buf)[:0], src)
		src = *buf
	}
	return r.stages[last].feed(dst, src)
}

// Flush appends the samples that are left, as if silence followed, and resets r.
// All calls together have appended Length(n) samples for n that were fed.
func (r *Resampler) Flush(dst []float32) []float32 {
	var silence [64]float32
	missing := int(r.Length(r.consumed) - r.produced)
	want := len(dst) + missing
	for len(dst) < want {
		dst = r.feed(dst, silence[:])
	}
	r.Reset()
	return dst[:want]
}

// Reset makes r ready for another stream.
func (r *Resampler) Reset() {
	r.consumed, r.produced = 0, 0
	for _, s := range r.stages {
		s.reset()
	}
}

// Length returns how many samples n become: n*out/in, rounded.
func (r *Resampler) Length(n int64) int64 {
	in, out := int64(r.design.in), int64(r.design.out)
	whole, part := n/in, n%in
	return whole*out + (2*part*out+in)/(2*in)
}

// Rates returns the rates in Hz that r converts from and to.
func (r *Resampler) Rates() (in, out int) { return r.design.in, r.design.out }

// Fed returns how many samples were fed since the start, or the last Flush.
func (r *Resampler) Fed() int64 { return r.consumed }

// Needed returns how many samples must be fed, since the start, for Feed to have
// appended n: Feed holds back what depends on samples to come. That is 3.0 ms of
// audio to 16 kHz from 24 or 32 kHz, 3.3 ms from 48 kHz, and 6.5 ms from 8 kHz.
func (r *Resampler) Needed(n int64) int64 {
	for i := len(r.stages) - 1; i >= 0; i-- {
		n = r.stages[i].needed(n)
	}
	return n
}

// Clone returns a Resampler of the same rates for another stream, as New does.
func (r *Resampler) Clone() *Resampler { return r.design.resampler() }
