package ops

import (
	"fmt"
	"math"
)

// DFT is the discrete Fourier transform of frames under a Hann window by its
// definition, the convolution with a basis that Silero's files store. NewDFT
// returns one; it is immutable.
//
// It takes over ten times the operations of [STFT]. Silero's v4 needs it, since that
// network reads the logarithms of magnitudes, also of silent bins beside loud
// ones. What such a bin holds is the rounding of the stored basis, which no FFT
// has, and rounding errors of its sum. The sum over the samples in their order
// remains small where neighbouring samples cancel, and so do those errors.
type DFT struct {
	n int
	w Panels // outputs as in Apply
}

// NewDFT returns the transform of frames of n samples, a multiple of 16, under a
// periodic Hann window. Its basis is that of the released files to the last bit:
// the window and the sines are rounded to float32, and so is their product.
func NewDFT(n int) *DFT {
	if n <= 0 || n%Lanes != 0 {
		panic(fmt.Sprintf("ops: a DFT of %d samples, want a multiple of %d", n, Lanes))
	}
	return &DFT{n: n, w: Pack(n, n, func(dst []float32, o int) {
		for s := range dst {
			bin := o
			if o > n/2 {
				bin -= n / 2
			}
			sin, cos := math.Sincos(2 * math.Pi * float64(bin*s%n) / float64(n))
			if o > n/2 {
				cos = -sin
			}
			dst[s] = hann(s, n) * float32(cos)
		}
	})}
}

// Apply transforms a number of frames of each window. With
//
//	X[k] = sum over s of x[f*hop+s] * hann[s] * exp(-2*pi*i*k*s/n)
//
// for frame f, y[f][k] is the real part of X[k] for k up to n/2, and y[f][n/2+k]
// the imaginary part for k from 1 to n/2-1; the others are zero. A row of x is
// one window, n + (frames-1)*hop samples; the rows of y are the frames of all
// windows, [n], three or more of each.
func (t *DFT) Apply(y, x Rows, hop, frames, windows int) {
	if t.n == 0 {
		panic("ops: Apply of an empty DFT, use NewDFT")
	}
	if frames < 3 {
		panic(fmt.Sprintf("ops: a DFT of %d frames, want 3 or more", frames))
	}
	y.check("y", windows*frames, t.n)
	x.check("x", windows, t.n+(frames-1)*hop)
	width := panelWidth(frames, t.n)
	for o := 0; o < t.n; o += width {
		// One panel serves all windows while it is in the first-level cache.
		w := t.w.data[o/Lanes*t.n:]
		for i := range windows {
			for f := 0; f < frames; {
				n := firstGroup(frames - f)
				chainRows(n, width, y.Row(i*frames + f)[o:], y.Stride, x.Row(i)[f*hop:], hop, w, t.n)
				f += n
			}
		}
	}
}
