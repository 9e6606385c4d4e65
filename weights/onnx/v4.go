package onnx

import (
	"fmt"
	"math"
	"slices"

	"github.com/gosilero/vad/weights"
)

// The networks of v4 are found by following the graph from the STFT on. Names
// do not serve: the exporter has merged batch normalization into the
// convolutions and left numbers for names there and in the LSTM. What a layer
// reads, its shape and its attributes decide. The networks for both rates have
// tensors of the same shapes; the stride of the third strided layer differs: one
// window is one step of the LSTM at both.

// basisV4 is the shape of the STFT basis, at both rates.
var basisV4 = []int64{258, 1, 256}

// logScale is what magnitudes are multiplied by before 1 is added and the
// logarithm taken: log(1 + 2^20*magnitude).
const logScale = 1 << 20

// startsV4 returns the convolutions with which networks of v4 begin: the basis
// of v5 and v6 with another hop.
func (m *model) startsV4() []*node {
	var starts []*node
	for _, n := range m.nodes {
		if n.op == "Conv" && len(n.inputs) > 1 && slices.Equal(m.tensors[n.inputs[1]].dims, basisV4) && slices.Equal(n.ints["strides"], []int64{64}) {
			starts = append(starts, n)
		}
	}
	return starts
}

// network follows the whole network and returns its rate and the basis's
// difference from the formula.
func (w *walk) network(start *node) (rate int, basis float64) {
	basis = w.spectrum(start)
	x := w.features()
	x = w.block(x, "first_layer", 258, 16, true)
	x = w.strided(x, "encoder.0", 16, 2)
	x = w.block(x, "encoder.3", 16, 32, true)
	x = w.strided(x, "encoder.4", 32, 2)
	x = w.block(x, "encoder.7", 32, 32, false)
	rate, stride := w.rate(x)
	x = w.strided(x, "encoder.8", 32, stride)
	x = w.block(x, "encoder.11", 32, 64, true)
	x = w.strided(x, "encoder.12", 64, 1)
	w.lstm(x)
	w.decoder()
	return rate, basis
}

// rate returns the sample rate, which decides the stride of the convolution
// that reads x.
func (w *walk) rate(x string) (rate int, stride int64) {
	n := w.reader(x, "Conv", 0)
	if w.err != nil {
		return 0, 0
	}
	if slices.Equal(n.ints["strides"], []int64{2}) {
		return 16000, 2
	}
	return 8000, 1
}

// block follows a separable block,
//
//	relu(pw_conv(relu(dw_conv(x))) + proj(x))
//
// with x itself in place of proj(x) without projection, and returns its output.
func (w *walk) block(x, name string, in, out int64, projection bool) string {
	y := w.conv(x, name+".dw_conv", []int64{in, 1, 5}, convSpec{stride: 1, pad: 2}, in)
	y = w.output(w.reader(y, "Relu", 0))
	y = w.conv(y, name+".pw_conv", []int64{out, in, 1}, convSpec{stride: 1}, 1)
	if projection {
		x = w.conv(x, name+".proj", []int64{out, in, 1}, convSpec{stride: 1}, 1)
	}
	add := w.only(y, "Add")
	if w.err == nil && !slices.Contains(add.inputs, x) {
		w.fail("%s adds %q, want %q among them", name, add.inputs, x)
	}
	return w.output(w.only(w.output(add), "Relu"))
}

// strided follows relu(conv(x)), a convolution of one tap that leaves out
// frames, and returns its output.
func (w *walk) strided(x, name string, channels, stride int64) string {
	y := w.conv(x, name, []int64{channels, channels, 1}, convSpec{stride: stride}, 1)
	return w.output(w.only(y, "Relu"))
}

// spectrum checks the STFT: mirrored ends, the basis, the logarithm of its
// magnitudes. It returns the basis's difference from the formula.
func (w *walk) spectrum(start *node) (basisDifference float64) {
	w.padding()
	value := start.inputs[1]
	if w.err == nil {
		w.err = w.m.checkConv(value, convSpec{stride: 64}, 1)
	}
	basis := w.decode(value)
	if w.err == nil {
		basisDifference, w.err = w.checkBasis(value, basis, 256)
	}
	add := w.producer(w.input(w.find("Log", nil), 0))
	w.constant(add, "Add", 1)
	mul := w.producer(w.other(add))
	w.constant(mul, "Mul", logScale)
	if sqrt := w.producer(w.other(mul)); w.err == nil && sqrt.op != "Sqrt" {
		w.fail("the logarithm is of a %s, want a Sqrt", sqrt.op)
	}
	return basisDifference
}

// padding checks that 96 samples are mirrored at each end.
func (w *walk) padding() {
	n := w.find("Pad", nil)
	value := w.input(n, 1)
	if w.err != nil {
		return
	}
	if n.texts["mode"] != "reflect" {
		w.fail("pads by mode %q, want reflect", n.texts["mode"])
		return
	}
	pads, err := w.m.tensors[value].decodeInts(value)
	if err != nil {
		w.err = err
		return
	}
	rank := len(pads) / 2
	want := make([]int64, 2*rank)
	if rank > 0 {
		want[rank-1], want[2*rank-1] = 96, 96
	}
	if rank == 0 || !slices.Equal(pads, want) {
		w.fail("pads %d, want 96 at both ends of the samples", pads)
	}
}

// features takes the filter of the normalization and returns the input of the
// first block: the magnitudes, and below them their normalized logarithms.
func (w *walk) features() string {
	filter := w.find("Conv", []int64{1, 1, 7})
	if w.err == nil {
		w.err = w.m.checkConv(filter.inputs[1], convSpec{stride: 1}, 1)
	}
	w.take("adaptive_normalization.filter", w.input(filter, 1))
	first := w.find("Conv", []int64{258, 1, 5})
	x := w.input(first, 0)
	concat := w.producer(x)
	if w.err != nil {
		return ""
	}
	if concat.op != "Concat" || len(concat.inputs) != 2 || !slices.Equal(concat.ints["axis"], []int64{1}) {
		w.fail("the first layer reads a %s of %q, want a Concat of 2 along axis 1", concat.op, concat.inputs)
		return ""
	}
	if sqrt := w.producer(concat.inputs[0]); w.err == nil && sqrt.op != "Sqrt" {
		w.fail("the first channels are of a %s, want a Sqrt", sqrt.op)
	}
	return x
}

// lstm takes the weights of both layers. The official file has the LSTM twice,
// for a given state and for one of zeros, with equal weights.
func (w *walk) lstm(x string) {
	for _, r := range w.m.readers[x] {
		if n := r.node; n.op == "Transpose" && slices.Equal(n.ints["perm"], []int64{2, 0, 1}) {
			for _, first := range w.lstmLayer(w.output(n), 0) {
				w.lstmLayer(w.output(w.only(first.outputs[0], "Squeeze")), 1)
			}
		}
	}
	for layer := range 2 {
		if name := fmt.Sprintf("lstm.weight_ih_l%d", layer); w.err == nil && w.tensors[name].Data == nil {
			w.fail("no LSTM of layer %d", layer)
		}
	}
}

// lstmLayer takes the weights of the LSTMs that read x, and returns these.
func (w *walk) lstmLayer(x string, layer int) []*node {
	const hidden = 64
	var found []*node
	for _, r := range w.m.readers[x] {
		n := r.node
		if w.err != nil || n.op != "LSTM" || r.input != 0 {
			continue
		}
		if len(n.inputs) < 4 || len(n.outputs) == 0 || !slices.Equal(n.ints["hidden_size"], []int64{hidden}) || n.texts["direction"] != "forward" {
			w.fail("an LSTM with %d inputs, %d units and direction %q, want 4 and more, %d and forward",
				len(n.inputs), n.ints["hidden_size"], n.texts["direction"], hidden)
			return nil
		}
		found = append(found, n)
		suffix := fmt.Sprintf("_l%d", layer)
		w.gates("lstm.weight_ih"+suffix, n.inputs[1], []int{1, 4 * hidden, hidden}, 0)
		w.gates("lstm.weight_hh"+suffix, n.inputs[2], []int{1, 4 * hidden, hidden}, 0)
		w.gates("lstm.bias_ih"+suffix, n.inputs[3], []int{1, 8 * hidden}, 0)
		w.gates("lstm.bias_hh"+suffix, n.inputs[3], []int{1, 8 * hidden}, 1)
	}
	return found
}

// gates takes a tensor of an LSTM, of the shape dims, from ONNX's order of gates,
// i, o, f, g, to PyTorch's, i, f, g, o; of two biases that follow each other,
// the one of that number.
func (w *walk) gates(name, value string, dims []int, number int) {
	t := w.parameter(value)
	if w.err != nil {
		return
	}
	if !slices.Equal(t.Shape, dims) {
		w.fail("tensor %q has shape %d, want %d", value, t.Shape, dims)
		return
	}
	if len(dims) == 2 { // both biases
		size := dims[1] / 2
		t = weights.Tensor{Shape: []int{size}, Data: t.Data[number*size:][:size]}
	} else {
		t.Shape = dims[1:]
	}
	gate := len(t.Data) / 4
	t.Data = slices.Concat(t.Data[:gate], t.Data[2*gate:3*gate], t.Data[3*gate:], t.Data[gate:2*gate])
	w.keep(name, t)
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }

// decoder takes the convolution that ends the network.
func (w *walk) decoder() {
	n := w.find("Conv", []int64{1, 64, 1})
	if w.err != nil {
		return
	}
	y := w.conv(n.inputs[0], "decoder", []int64{1, 64, 1}, convSpec{stride: 1}, 1)
	if relu := w.producer(n.inputs[0]); w.err == nil && relu.op != "Relu" {
		w.fail("decoder reads a %s, want a Relu", relu.op)
	}
	w.only(y, "Sigmoid")
}
