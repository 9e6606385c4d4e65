package ops

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// panics calls f and returns what it panics with, "" if it returns.
func panics(f func()) (message string) {
	defer func() {
		if p := recover(); p != nil {
			message = fmt.Sprint(p)
		}
	}()
	f()
	return ""
}

// TestShapesArePanics calls the operators with shapes that disagree: kernels
// in assembly check nothing, so nothing wrong may reach them.
func TestShapesArePanics(t *testing.T) {
	const n, k = 128, 10
	w := Pack(n, k, func([]float32, int) {})
	rows := func(values, stride int) Rows { return Rows{make([]float32, values), stride} }
	product := func(y, x, init Rows, rows int) func() { return func() { Product(y, x, w, init, rows, false) } }
	conv := NewConv(32, 5, make([]float32, 32*5*3), make([]float32, 32))
	apply := func(y, x Rows, windows int) func() { return func() { conv.Apply(y, x, windows) } }
	stft := NewSTFT(128)
	magnitudes := func(mag, x, work int) func() {
		return func() { stft.Magnitudes(make([]float32, mag), make([]float32, x), make([]float64, work)) }
	}
	transform := func(y, x, hop int) func() {
		return func() { NewDFT(32).Apply(rows(y, 32), rows(x, 32+2*hop), hop, 3, 2) }
	}
	logarithms := func(mag, log, spectrum int) func() {
		return func() { LogMagnitudes(make([]float32, mag), make([]float32, log), make([]float32, spectrum)) }
	}
	deep := func(y, x int) func() {
		d := NewDepthwise(3, make([]float32, 15), make([]float32, 3))
		return func() { d.Apply(rows(y, 8), rows(x, 8), 4, 2, 2) }
	}
	filters := NewFIR([][]float32{make([]float32, 16), make([]float32, 16)})
	filters.Append(0, 0)
	filters.Append(1, 3)
	far := math.MaxInt32
	far++
	outputs := func(y, x, first int) func() {
		return func() { filters.Apply(make([]float32, y), make([]float32, x), first) }
	}
	for _, test := range []struct {
		name string
		call func()
		want string // how the panic begins; "" if there is none
	}{
		{"product", product(rows(3*n, n), rows(3*k, k), rows(n, 0), 3), ""},
		{"product of overlapping inputs", product(rows(3*n, n), rows(2+k, 1), rows(n, 0), 3), ""},
		{"product of no rows", product(rows(0, 0), rows(0, 0), rows(0, 0), 0), ""},
		{"product, y too short", product(rows(3*n-1, n), rows(3*k, k), rows(n, 0), 3), "ops: y has 383 values at stride 128, want 3 rows of 128"},
		{"product of one row, y too short", product(rows(n-1, n), rows(k, k), rows(n, 0), 1), "ops: y has 127 values at stride 128, want 1 rows of 128"},
		{"product of two rows, x too short", product(rows(2*n, n), rows(2*k-1, k), rows(n, 0), 2), "ops: x has 19 values at stride 10, want 2 rows of 10"},
		{"product, x too short", product(rows(3*n, n), rows(3*k, k+1), rows(n, 0), 3), "ops: x has 30 values at stride 11, want 3 rows of 10"},
		{"product, init too short", product(rows(3*n, n), rows(3*k, k), rows(n-1, 0), 3), "ops: init has 127 values at stride 0, want 3 rows of 128"},
		{"product, negative stride", product(rows(3*n, n), rows(3*k, -1), rows(n, 0), 3), "ops: x has 30 values at stride -1"},
		{"product, stride beyond all memory", product(rows(3*n, n), rows(3*k, math.MaxInt/2+1), rows(n, 0), 3), "ops: x has 30 values at stride"},

		{"product of the zero Panels", func() { Product(Rows{}, Rows{}, Panels{}, Rows{}, 0, false) }, "ops: a product with empty Panels, use Pack"},
		{"the zero Conv", func() { new(Conv).Apply(Rows{}, Rows{}, 0) }, "ops: Apply of an empty Conv, use NewConv"},
		{"the zero STFT", func() { new(STFT).Magnitudes(make([]float32, 4), nil, nil) }, "ops: Magnitudes of an empty STFT, use NewSTFT"},
		{"the zero DFT", func() { new(DFT).Apply(Rows{}, Rows{}, 1, 1, 1) }, "ops: Apply of an empty DFT, use NewDFT"},
		{"the zero Depthwise", func() { new(Depthwise).Apply(Rows{}, Rows{}, 1, 1, 1) }, "ops: Apply of an empty Depthwise, use NewDepthwise"},
		{"the zero FIR", func() { new(FIR).Append(0, 0) }, "ops: Append to a FIR without filters, use NewFIR"},

		{"pack 0 inputs", func() { Pack(64, 0, nil) }, "ops: a matrix of 64 outputs and 0 inputs"},
		{"pack 24 outputs", func() { Pack(24, 1, nil) }, "ops: a matrix of 24 outputs and 1 inputs"},
		{"inputs from -1", func() { w.Inputs(-1, 1) }, "ops: inputs -1 to 1 of 10"},
		{"no inputs", func() { w.Inputs(1, 1) }, "ops: inputs 1 to 1 of 10"},
		{"inputs beyond the last", func() { w.Inputs(1, k+1) }, "ops: inputs 1 to 11 of 10"},

		{"convolution", apply(rows(2*4*32, 4*32), rows(2*20, 20), 2), ""},
		{"convolution, y too short", apply(rows(2*4*32-1, 4*32), rows(2*20, 20), 2), "ops: y has 255 values at stride 128, want 2 rows of 128"},
		{"convolution, x too short", apply(rows(2*4*32, 4*32), rows(2*20-1, 20), 2), "ops: x has 39 values at stride 20, want 2 rows of 20"},
		{"convolution of 24 outputs", func() { NewConv(24, 1, make([]float32, 72), make([]float32, 24)) }, "ops: a convolution of 72 weights and 24 biases"},
		{"convolution, a weight missing", func() { NewConv(16, 1, make([]float32, 47), make([]float32, 16)) }, "ops: a convolution of 47 weights"},
		{"convolution, a bias missing", func() { NewConv(16, 1, make([]float32, 48), make([]float32, 15)) }, "ops: a convolution of 48 weights and 15 biases"},

		{"STFT", magnitudes(65*4, 320, 512), ""},
		{"STFT, mag too short", magnitudes(65*4-1, 320, 512), "ops: STFT of 320 samples into 259 values through 512, want 320, 260 and 512"},
		{"STFT, x too short", magnitudes(65*4, 319, 512), "ops: STFT of 319 samples"},
		{"STFT, work too short", magnitudes(65*4, 320, 511), "ops: STFT of 320 samples into 260 values through 511"},
		{"DFT", transform(2*3*32, 2*(32+2*8), 8), ""},
		{"DFT, y too short", transform(2*3*32-1, 2*(32+2*8), 8), "ops: y has 191 values at stride 32, want 6 rows of 32"},
		{"DFT, x too short", transform(2*3*32, 2*(32+2*8)-1, 8), "ops: x has 95 values at stride 48, want 2 rows of 48"},
		{"DFT of two frames", func() { NewDFT(16).Apply(rows(64, 16), rows(64, 64), 8, 2, 1) }, "ops: a DFT of 2 frames, want 3 or more"},
		{"DFT of 24 samples", func() { NewDFT(24) }, "ops: a DFT of 24 samples, want a multiple of 16"},
		{"logarithms", logarithms(17, 17, 32), ""},
		{"logarithms, a magnitude missing", logarithms(16, 17, 32), "ops: 16 magnitudes and 17 logarithms of a spectrum of 32 values"},
		{"logarithms, one missing", logarithms(17, 16, 32), "ops: 17 magnitudes and 16 logarithms of a spectrum of 32 values"},
		{"logarithms of 24 values", logarithms(13, 13, 24), "ops: 13 magnitudes and 13 logarithms of a spectrum of 24 values"},
		{"convolution by channel", deep(2*2*8, 2*4*8), ""},
		{"convolution by channel, y too short", deep(2*2*8-1, 2*4*8), "ops: y has 31 values at stride 8, want 4 rows of 8"},
		{"convolution by channel, x too short", deep(2*2*8, 2*4*8-1), "ops: x has 63 values at stride 8, want 8 rows of 8"},
		{"convolution by channel, a weight missing", func() { NewDepthwise(3, make([]float32, 14), make([]float32, 3)) }, "ops: a convolution of 14 weights and 3 biases by channel"},
		{"convolution by channel, a bias missing", func() { NewDepthwise(3, make([]float32, 15), make([]float32, 2)) }, "ops: a convolution of 15 weights and 2 biases by channel"},
		{"STFT of 512 samples", func() { NewSTFT(512) }, "ops: an STFT of 512 samples, want 256 or 128"},

		{"gates", func() { Gates(make([]float32, 32), make([]float32, 32), make([]float32, 128)) }, ""},
		{"gates, a sum missing", func() { Gates(make([]float32, 32), make([]float32, 32), make([]float32, 127)) }, "ops: gates of 127 sums, 32 cells and 32 outputs"},
		{"gates of 8 units", func() { Gates(make([]float32, 8), make([]float32, 8), make([]float32, 32)) }, "ops: gates of 32 sums, 8 cells and 8 outputs"},
		{"gates, an output missing", func() { Gates(make([]float32, 31), make([]float32, 32), make([]float32, 128)) }, "ops: gates of 128 sums, 32 cells and 31 outputs"},
		{"filters", outputs(2, 19, 0), ""},
		{"filters, the second output", outputs(1, 16, 1), ""},
		{"filters, no output", outputs(0, 0, 0), ""},
		{"filters, x too short", outputs(2, 18, 0), "ops: 18 inputs, want 19"},
		{"filters, an output too many", outputs(2, 100, 1), "ops: outputs 1 to 3 of 2"},
		{"filters, outputs from -1", outputs(1, 100, -1), "ops: outputs -1 to 0 of 2"},
		{"no filters", func() { NewFIR(nil) }, "ops: a filter of 0 coefficients, want a multiple of 8"},
		{"filters of 12", func() { NewFIR([][]float32{make([]float32, 12)}) }, "ops: a filter of 12 coefficients"},
		{"filters that differ", func() { NewFIR([][]float32{make([]float32, 8), make([]float32, 16)}) }, "ops: filters of 8 and of 16 coefficients"},
		{"no such filter", func() { filters.Append(2, 9) }, "ops: filter 2 of 2"},
		{"filter, input before the last", func() { filters.Append(0, 2) }, "ops: input 2 of an output, want 3 to 2147483647"},
		{"filter, input too far", func() { filters.Append(0, far) }, fmt.Sprintf("ops: input %d of an output", far)},

		{"samples, a byte too many", func() { Int16(make([]float32, 3), make([]byte, 7)) }, "ops: 3 samples of 16 bits from 7 bytes, want 6 bytes"},
		{"samples to 16 bits, a byte too many", func() { EncodeInt16(make([]byte, 7), make([]float32, 3)) }, "ops: 3 samples to 16 bits in 7 bytes, want 6 bytes"},
		{"means, a value missing", func() { Means(make([]float32, 3), make([]float32, 5)) }, "ops: 3 means of 5 values, want 6 values"},

		{"dot product, lengths differ", func() { DotReLU(0, make([]float32, 8), make([]float32, 16)) }, "ops: a product of 8 by 16 values, want equal lengths"},
		{"dot product of 12", func() { DotReLU(0, make([]float32, 12), make([]float32, 12)) }, "ops: a product of 12 by 12 values"},
	} {
		message := panics(test.call)
		if !strings.HasPrefix(message, test.want) || test.want == "" && message != "" {
			t.Errorf("%s: panic %q, want %q", test.name, message, test.want)
		}
	}
}
