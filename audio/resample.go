package audio

import "fmt"

// Rates that a Resampler takes, in Hz. Products of a rate and a block fit into
// 32 bits.
const (
	minResampleRate = 1000
	maxResampleRate = 1 << 20
)

const (
	// passBand is what is kept of the lower rate's band. At the band's end
	// the filter is down by attenuation, in dB, and what would alias is gone.
	passBand    = 0.9
	attenuation = 82

	// passEdge is where, between the middle of its transition (0) and the
	// beginning (1), a filter is down by 0.05 dB. The pass band ends there.
	passEdge = 0.8

	// feedBlock bounds the samples that the stages pass on at once.
	feedBlock = 1024
)

// Resampler changes the sample rate of one channel, a stream of any length:
//
//	y(n) = sum over i of x[i] * h(n*in/out - i)
//
// where h is a symmetric low-pass filter of unit gain, so that a sample stays
// at its time, and x is 0 before the beginning and behind the end. While the
// input has more than 9/4 of the output's rate, its rate is first halved, for a
// steep filter costs less the lower the rate is; below, the filter for halving
// would be as steep.
//
// Cutting the input into other pieces changes nothing, not a bit.
type Resampler struct {
	in, out  int
	stages   []*phaser // none if the rates are equal
	consumed int64
	produced int64
	buffers  [2][]float32 // between the stages, in turns
}

// NewResampler returns a Resampler from rate in to rate out, in Hz. Rates
// outside 1 kHz to 1 MHz are ErrSampleRate.
func NewResampler(in, out int) (*Resampler, error) {
	for _, rate := range []int{in, out} {
		if rate < minResampleRate || rate > maxResampleRate {
			return nil, fmt.Errorf("%w: got %d Hz, want %d to %d", ErrSampleRate, rate, minResampleRate, maxResampleRate)
		}
	}
	r := &Resampler{in: in, out: out}
	if in == out {
		return r, nil
	}
	scale := 1 // rate of the last stage: in/scale
	for 4*in > 9*scale*out {
		r.stages = append(r.stages, newHalver(float64(in)/float64(scale), float64(out)))
		scale *= 2
	}
	r.stages = append(r.stages, newPhaser(in, out*scale))
	for i := range r.buffers {
		r.buffers[i] = make([]float32, 0, feedBlock)
	}
	return r, nil
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
		n := min(len(src), feedBlock)
		dst = r.feedBlock(dst, src[:n])
		src = src[n:]
	}
	r.produced += int64(len(dst) - before)
	return dst
}

// feedBlock passes at most feedBlock samples through the stages.
func (r *Resampler) feedBlock(dst, block []float32) []float32 {
	last := len(r.stages) - 1
	for i, s := range r.stages[:last] {
		buf := &r.buffers[i&1]
		*buf = s.feed((*buf)[:0], block)
		block = *buf
	}
	return r.stages[last].feed(dst, block)
}

// Flush appends the samples that are left, as if silence followed, and resets r.
// All calls together have appended n*out/in samples, rounded, for n that were
// fed.
func (r *Resampler) Flush(dst []float32) []float32 {
	var silence [64]float32
	missing := int(resampledLength(r.consumed, r.in, r.out) - r.produced)
	want := len(dst) + missing
	for len(dst) < want {
		dst = r.feedBlock(dst, silence[:])
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

// resampledLength returns n*out/in, rounded.
func resampledLength(n int64, in, out int) int64 {
	whole, part := n/int64(in), n%int64(in)
	return whole*int64(out) + (2*part*int64(out)+int64(in))/(2*int64(in))
}

// clone returns a Resampler that has its own state but shares the filters with
// r, which must not have been fed. Only one of them may be used at a time.
func (r *Resampler) clone() *Resampler {
	c := *r
	c.stages = nil
	for _, s := range r.stages {
		c.stages = append(c.stages, s.clone())
	}
	return &c
}
