package ops

import (
	"fmt"
	"math"
)

// Frames is the number of STFT frames of one window.
const Frames = 4

// Conv is a one-dimensional convolution over the frames of one window: kernel
// 3, stride 1, zero padding 1, followed by ReLU. The two products with the
// padding are left out. NewConv returns one.
type Conv struct {
	in, out int
	w       []taps    // [out/Lanes][in]
	bias    []float32 // [out]
}

// taps are the weights of one input of Lanes outputs.
type taps = [3]lanes

// NewConv packs the weights w [out][in][3] and the bias [out]; out is a
// multiple of Lanes.
func NewConv(out, in int, w, bias []float32) Conv {
	if out <= 0 || out%Lanes != 0 || in <= 0 || len(w) != out*in*3 || len(bias) != out {
		panic(fmt.Sprintf("ops: a convolution of %d weights and %d biases, want %d x %d x 3 and %d", len(w), len(bias), out, in, out))
	}
	c := Conv{in: in, out: out, bias: append([]float32(nil), bias...)}
	c.w = make([]taps, out/Lanes*in)
	for p := range out / Lanes {
		rows := w[p*Lanes*in*3:]
		for i := range in {
			for o := range Lanes {
				t := rows[(o*in+i)*3:][:3]
				c.w[p*in+i][0][o], c.w[p*in+i][1][o], c.w[p*in+i][2][o] = t[0], t[1], t[2]
			}
		}
	}
	return c
}

// convRun is the number of inputs whose products are added up before their sum
// is added to the output. The inputs are magnitudes, of which the low
// frequencies are large and cancel: in one sum they cost all other products
// their last bits.
const convRun = 33

// Apply convolves the given number of windows, each by itself:
//
//	y[f][o] = max(0, bias[o] + sum over i, t of w[o][i][t]*x[i][f+t-1])
//
// in runs of convRun inputs.
//
// A row of x is one window, [in][Frames]; a row of y is [Frames][out], so that
// the next layer, which has stride 2, finds neighbouring frames side by side.
// y must not overlap x.
func (c *Conv) Apply(y, x Rows, windows int) {
	if c.out == 0 {
		panic("ops: Apply of an empty Conv, use NewConv")
	}
	y.check("y", windows, Frames*c.out)
	x.check("x", windows, c.in*Frames)
	width := c.width(windows)
	for o := 0; o < c.out; o += width {
		// All windows use a panel while it is in the first-level cache.
		for i := range windows {
			c.row(y.Row(i), x.Row(i), o, width)
		}
	}
}

// width returns the number of outputs that the kernel computes at once for a number
// of windows.
func (c *Conv) width(windows int) int {
	switch {
	case anyWidth && windows == 1:
		return c.out
	case useAVX512 && c.out%(2*Lanes) == 0:
		return 2 * Lanes
	}
	return Lanes
}

// row convolves one window into width outputs from o on, run by run: the first
// run begins with the bias, the others with the outputs so far, and the last one
// ends with ReLU.
func (c *Conv) row(y, x []float32, o, width int) {
	y, w := y[o:], c.w[o/Lanes*c.in:]
	init, stride := c.bias[o:], 0
	floor := float32(math.Inf(-1))
	for lo := 0; lo < c.in; lo += convRun {
		k := min(convRun, c.in-lo)
		if lo+k == c.in {
			floor = 0
		}
		conv3x4(width, y, c.out, x[lo*Frames:], w[lo:], init, stride, c.in, k, floor)
		init, stride = y, c.out
	}
}
