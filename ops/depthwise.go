package ops

import "fmt"

// depthTaps is the number of taps of a Depthwise convolution.
const depthTaps = 5

// Depthwise is a one-dimensional convolution of each channel by itself over the
// frames of a window: kernel 5, zero padding 2, followed by ReLU. NewDepthwise
// returns one; it is immutable.
type Depthwise struct {
	channels int
	w        []float32 // [taps][channels], channels rounded up to a multiple of 8
	bias     []float32 // [channels], rounded up
}

// NewDepthwise packs the weights w [channels][5] and the bias [channels].
func NewDepthwise(channels int, w, bias []float32) Depthwise {
	if channels <= 0 || len(w) != channels*depthTaps || len(bias) != channels {
		panic(fmt.Sprintf("ops: a convolution of %d weights and %d biases by channel, want %d x 5 and as many", len(w), len(bias), channels))
	}
	d := Depthwise{channels: (channels + 7) / 8 * 8}
	d.bias = make([]float32, d.channels)
	d.w = make([]float32, depthTaps*d.channels)
	copy(d.bias, bias)
	for c := range channels {
		for t := range depthTaps {
			d.w[t*d.channels+c] = w[c*depthTaps+t]
		}
	}
	return d
}

// Channels returns the number of channels, rounded up to a multiple of 8: what
// a row of frames has room for at least.
func (d *Depthwise) Channels() int { return d.channels }

// Apply convolves a number of windows, each on its own, and leaves out frames:
//
//	y[f][c] = max(0, bias[c] + sum over t of w[c][t]*x[f*stride+t-2][c])
//
// for f < ceil(frames/stride). The rows of x are the frames of all windows, those
// of y the computed frames, each [Channels]. Beyond the number of channels, y
// receives zeros, and x must be finite. y must not overlap x.
func (d *Depthwise) Apply(y, x Rows, frames, stride, windows int) {
	if d.channels == 0 {
		panic("ops: Apply of an empty Depthwise, use NewDepthwise")
	}
	outputs := (frames + stride - 1) / stride
	y.check("y", windows*outputs, d.channels)
	x.check("x", windows*frames, d.channels)
	for i := range windows {
		for f := range outputs {
			// The taps that meet frames of the window.
			first := f*stride - depthTaps/2
			lo, hi := max(0, -first), min(depthTaps, frames-first)
			depthwise(y.Row(i*outputs + f)[:d.channels], x.Row(i*frames+first+lo), x.Stride,
				d.w[lo*d.channels:], d.bias, hi-lo)
		}
	}
}
