package audio

import (
	"math"
	"slices"
)

// halver halves a sample rate with a half-band filter: every second of its
// coefficients but the middle one is 0, so that the samples at even times are
// only passed through:
//
//	y[m] = x[2m]/2 + sum over k of c[k] * (x[2m-1-2k] + x[2m+1+2k])
//
// With the samples at odd times in an array of their own, odd[m] = x[2m+1], the
// sum is a symmetric one over 2*len(c) neighbours.
type halver struct {
	c     []float32 // reversed: for the outermost neighbours first
	even  []float32 // from time 2m on
	odd   []float32 // from time 2(m-len(c))+1 on
	isOdd bool      // the next sample is at an odd time
}

// newHalver returns a halver from rate, in Hz, that keeps the band of a final
// rate out, out < rate*4/9, and keeps it free of aliases.
func newHalver(rate, out float64) *halver {
	edge := out / 2 / rate
	transition := .5 - 2*edge
	h := &halver{}
	// The estimate of the length is optimistic for the shortest filters.
	for n := (int(kaiserHalfWidth(attenuation, transition)/2) + 3) &^ 3; ; n += 4 {
		h.design(n, transition)
		if h.worst(.5-edge) < math.Pow(10, -attenuation/20.) {
			break
		}
	}
	h.even = make([]float32, 0, len(h.c)+feedBlock)
	h.odd = make([]float32, 0, 2*len(h.c)+feedBlock)
	h.reset()
	return h
}

// design sets n coefficients, whose sum is 1/4: with their mirror images they
// make up the half of the gain that the middle one leaves.
func (h *halver) design(n int, transition float64) {
	f := newLowPass(.25, float64(2*n), transition)
	var sum float64
	for k := range n {
		sum += f.at(float64(2*k + 1))
	}
	h.c = make([]float32, n)
	for k := range n {
		h.c[n-1-k] = float32(f.at(float64(2*k+1)) / sum / 4)
	}
}

// worst returns the largest gain from a frequency on, in cycles per sample.
func (h *halver) worst(from float64) (worst float64) {
	const steps = 100
	for i := range steps + 1 {
		frequency := from + (.5-from)*float64(i)/steps
		gain := .5
		for k, c := range h.c {
			gain += 2 * float64(c) * math.Cos(2*math.Pi*frequency*float64(2*(len(h.c)-1-k)+1))
		}
		worst = max(worst, math.Abs(gain))
	}
	return worst
}

// clone returns a halver with its own state, which begins where that of h is.
func (h *halver) clone() *halver {
	c := *h
	c.even = append(make([]float32, 0, cap(h.even)), h.even...)
	c.odd = append(make([]float32, 0, cap(h.odd)), h.odd...)
	return &c
}

func (h *halver) reset() {
	h.even, h.isOdd = h.even[:0], false
	h.odd = h.odd[:len(h.c)]
	clear(h.odd)
}

// feed appends to dst what src, at most feedBlock samples, completes.
func (h *halver) feed(dst, src []float32) []float32 {
	if h.isOdd && len(src) > 0 {
		h.odd = append(h.odd, src[0])
		src, h.isOdd = src[1:], false
	}
	for len(src) >= 2 {
		h.even = append(h.even, src[0])
		h.odd = append(h.odd, src[1])
		src = src[2:]
	}
	if len(src) > 0 {
		h.even = append(h.even, src[0])
		h.isOdd = true
	}
	n := len(h.c)
	ready := len(h.odd) - 2*n + 1
	if ready <= 0 {
		return dst
	}
	y := slices.Grow(dst, ready)[len(dst) : len(dst)+ready]
	for m := range y {
		y[m] = h.even[m] / 2
	}
	for k := 0; k < n; k += 4 {
		addSymmetric(y, (*[4]float32)(h.c[k:]), h.odd[k:], h.odd[2*n-4-k:], 1)
	}
	h.even = h.even[:copy(h.even, h.even[ready:])]
	h.odd = h.odd[:copy(h.odd, h.odd[ready:])]
	return append(dst, y...)
}
