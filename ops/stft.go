package ops

import (
	"fmt"
	"math"
)

// STFT computes the magnitudes of the short-time Fourier transform, the first
// layer of Silero's network: four frames under a periodic Hann window, half
// overlapping. The released weights store it as a dense convolution, whose
// basis equals this formula to 1e-7; a real FFT takes a tenth of the
// operations. NewSTFT returns one; it is immutable.
//
// The transform is in float64. An FFT has rounding errors of the same size in all
// bins, in proportion to the loudest one: in float32, a few loud bins beside silent
// ones would cost the network more digits than all its other layers.
//
// The four frames are transformed side by side. Each frame of n real
// samples becomes n/2 complex points (even samples real, odd ones imaginary);
// one radix-2 step splits them into two independent transforms of n/4 points,
// which fill eight lanes: lane 4*half+frame.
type STFT struct {
	n, hop int
	points int // complex points in a lane: n/4

	window []float64 // [n], halved: the untangling step adds two values
	split  []float64 // [points][re, im], exp(-2*pi*i*j/(n/2)); the second half's, the first takes none
	post   []float64 // [points/2][2 halves][re, im], exp(-2*pi*i*m/n) of bin m = 2*k+half
	passes []fftPass
	order  []int32 // [points+1]: where the passes leave point k; order[points] = order[0]
}

// fftPass is one step of the in-place transform: blocks of 4*quarter points.
type fftPass struct {
	quarter, blocks int
	twiddle         []float64 // [quarter][3][re, im]; none in the last pass
}

// NewSTFT returns the transform of frames of n samples, 256 or 128, with a hop
// of n/2.
func NewSTFT(n int) *STFT {
	if n != 256 && n != 128 {
		panic(fmt.Sprintf("ops: an STFT of %d samples, want 256 or 128", n))
	}
	t := &STFT{n: n, hop: n / 2, points: n / 4}
	for s := range n {
		t.window = append(t.window, 0.5*float64(hann(s, n)))
	}
	for j := range t.points {
		t.split = appendUnit(t.split, j, n/2)
	}
	for m := range t.points {
		t.post = appendUnit(t.post, m, n)
	}
	quarter, blocks := t.points/4, 1
	for ; quarter > 0; quarter, blocks = quarter/4, blocks*4 {
		p := fftPass{quarter: quarter, blocks: blocks}
		for j := range quarter {
			for q := 1; q <= 3 && quarter > 1; q++ {
				p.twiddle = appendUnit(p.twiddle, j*q, 4*quarter)
			}
		}
		t.passes = append(t.passes, p)
	}
	for k := range t.points + 1 {
		t.order = append(t.order, int32(t.position(k%t.points)))
	}
	return t
}

// position returns where the passes leave point k: the digits of k reversed, in
// base 4 with a last binary digit if the size is not a power of four.
func (t *STFT) position(k int) int {
	at, size := 0, t.points
	for size > 1 {
		radix := min(4, size)
		size /= radix
		at += k % radix * size
		k /= radix
	}
	return at
}

// hann returns sample s of a periodic Hann window of n samples. It is rounded to
// float32, as it was for the basis that Silero's files store.
func hann(s, n int) float32 {
	return float32(0.5 - 0.5*math.Cos(2*math.Pi*float64(s)/float64(n)))
}

// appendUnit appends the real and the imaginary part of exp(-2*pi*i*num/den).
func appendUnit(dst []float64, num, den int) []float64 {
	sin, cos := math.Sincos(2 * math.Pi * float64(num) / float64(den))
	return append(dst, cos, -sin)
}

// Bins returns the number of frequency bins, n/2+1.
func (t *STFT) Bins() int { return t.n/2 + 1 }

// Samples returns the number of input samples of the four frames.
func (t *STFT) Samples() int { return t.n + (Frames-1)*t.hop }

// Work returns the length of the scratch memory of Magnitudes.
func (t *STFT) Work() int { return t.points * 16 }

// Magnitudes computes
//
//	mag[k*4+f] = |sum over s of x[f*hop+s] * hann[s] * exp(-2*pi*i*k*s/n)|
//
// for the four frames f and all bins k: mag is [Bins][Frames], x holds Samples
// values, work is scratch memory of Work values. They must not overlap.
func (t *STFT) Magnitudes(mag, x []float32, work []float64) {
	if t.n == 0 {
		panic("ops: Magnitudes of an empty STFT, use NewSTFT")
	}
	if len(mag) < t.Bins()*Frames || len(x) < t.Samples() || len(work) < t.Work() {
		panic(fmt.Sprintf("ops: STFT of %d samples into %d values through %d, want %d, %d and %d",
			len(x), len(mag), len(work), t.Samples(), t.Bins()*Frames, t.Work()))
	}
	fftSplit(work, x, t.window, t.split, t.points)
	for i := range t.passes {
		p := &t.passes[i]
		fftRadix4(work, p.twiddle, p.quarter, p.blocks)
	}
	if t.n == 128 {
		fftRadix2(work, t.points/2)
	}
	fftMagnitude(mag, work, t.post, t.order, t.points)
}
