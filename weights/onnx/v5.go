package onnx

import (
	"fmt"
	"slices"

	"github.com/gosilero/vad/weights"
)

// The networks of v5 and v6 are found by following the graph from the STFT on, as
// those of v4 are: through the convolutions, whose shapes and attributes are
// checked, to the LSTM, which exporters write as ONNX's LSTM or as the sums of its
// gates, and to the decoder. Values may pass through any nodes without parameters
// in between, such as those that test or change the rank. Tensors may have any
// names.

// unitsV5 is the number of units of the LSTM.
const unitsV5 = 128

// startsV5 returns the convolutions with which networks of v5 and v6 begin: those
// with a basis [fft+2][1][fft], except those of v4.
func (m *model) startsV5() []*node {
	var starts []*node
	for _, n := range m.nodes {
		if n.op != "Conv" || len(n.inputs) < 2 {
			continue
		}
		if d := m.tensors[n.inputs[1]].dims; len(d) == 3 && d[1] == 1 && d[2] > 1 && d[0] == d[2]+2 {
			starts = append(starts, n)
		}
	}
	return starts
}

// networkV5 follows the whole network and returns its rate and the basis's
// difference from the formula.
func (w *walk) networkV5(start *node) (rate int, basis float64) {
	rate, bins, basis := w.spectrumV5(start)
	x := w.output(w.ahead(w.output(start), "Sqrt"))
	x = w.layer(x, "encoder.0", []int64{128, bins, 3}, 1)
	x = w.layer(x, "encoder.1", []int64{64, 128, 3}, 2)
	x = w.layer(x, "encoder.2", []int64{64, 64, 3}, 2)
	x = w.layer(x, "encoder.3", []int64{128, 64, 3}, 1)
	w.recurrence(x)
	return rate, basis
}

// spectrumV5 checks the STFT and returns the sample rate and the number of bins
// that its size decides.
func (w *walk) spectrumV5(start *node) (rate int, bins int64, difference float64) {
	value := start.inputs[1]
	basis := w.decode(value)
	if w.err != nil {
		return 0, 0, 0
	}
	nfft := basis.Shape[2]
	switch nfft {
	case 256:
		rate = 16000
	case 128:
		rate = 8000
	default:
		w.fail("the STFT's basis has shape %d, want [258 1 256] or [130 1 128]", basis.Shape)
		return 0, 0, 0
	}
	if w.err = w.m.checkConv(value, convSpec{stride: int64(nfft / 2)}, 1); w.err == nil {
		difference, w.err = w.checkBasis(value, basis, nfft)
	}
	return rate, int64(nfft/2 + 1), difference
}

// layer follows relu(conv(x)), of three taps.
func (w *walk) layer(x, name string, dims []int64, stride int64) string {
	y := w.conv(x, name, dims, convSpec{stride: stride, pad: 1}, 1)
	return w.output(w.only(y, "Relu"))
}

// recurrence takes the LSTM that depends on x, and the decoder after it. Official
// files have the LSTM twice, for a batch of inputs and for one alone.
func (w *walk) recurrence(x string) {
	var ends []string
	for _, n := range w.after(x, "LSTM", "Gemm", "MatMul") {
		if n.op == "LSTM" {
			w.lstmV5(n)
			ends = append(ends, n.outputs...)
		} else {
			ends = append(ends, w.gatesV5(n))
		}
	}
	if w.err == nil && len(ends) == 0 {
		w.fail("no LSTM follows the last convolution")
	}
	decoders := make(map[*node]bool)
	for _, y := range ends {
		for _, n := range w.after(y, "Conv", "Gemm", "MatMul") {
			decoders[n] = true
		}
	}
	if w.err == nil && len(decoders) != 1 {
		w.fail("%d decoders follow the LSTM, want 1", len(decoders))
	}
	for n := range decoders {
		w.decoderV5(n)
	}
}

// lstmV5 takes the weights of a node LSTM.
func (w *walk) lstmV5(n *node) {
	if w.err == nil && (len(n.inputs) < 4 || !slices.Equal(n.ints["hidden_size"], []int64{unitsV5}) || n.texts["direction"] != "" && n.texts["direction"] != "forward") {
		w.fail("an LSTM with %d inputs, %d units and direction %q, want 4 and more, %d and forward", len(n.inputs), n.ints["hidden_size"], n.texts["direction"], unitsV5)
	}
	if w.err != nil {
		return
	}
	w.gates("lstm.weight_ih", n.inputs[1], []int{1, 4 * unitsV5, unitsV5}, 0)
	w.gates("lstm.weight_hh", n.inputs[2], []int{1, 4 * unitsV5, unitsV5}, 0)
	w.gates("lstm.bias_ih", n.inputs[3], []int{1, 8 * unitsV5}, 0)
	w.gates("lstm.bias_hh", n.inputs[3], []int{1, 8 * unitsV5}, 1)
}

// gatesV5 takes the weights of an LSTM that is written as the sums of its gates,
//
//	i, f, g, o = split(linear(x) + linear(h))
//
// of which n is the part of x, and returns o*tanh(c).
func (w *walk) gatesV5(n *node) string {
	x := w.linear(n, "lstm.weight_ih", "lstm.bias_ih")
	add := w.only(x, "Add")
	if w.err != nil {
		return ""
	}
	h := w.addend(add, x)
	if of := w.m.makers[h]; of != nil && of.op == "Add" { // the bias of a MatMul
		for _, in := range of.inputs {
			if of := w.m.makers[in]; of != nil && of.op == "MatMul" {
				h = in
			}
		}
	}
	from := w.m.makers[h]
	if from == nil {
		w.fail("nothing computes %q, want the part of the gates that is of h", h)
		return ""
	}
	w.linear(from, "lstm.weight_hh", "lstm.bias_hh")
	split := w.only(w.output(add), "Split")
	if w.err == nil && len(split.outputs) != 4 {
		w.fail("a Split of the gates into %d, want 4", len(split.outputs))
	}
	if w.err != nil {
		return ""
	}
	i := w.output(w.only(split.outputs[0], "Sigmoid"))
	w.only(split.outputs[1], "Sigmoid")
	g := w.output(w.only(split.outputs[2], "Tanh"))
	o := w.output(w.only(split.outputs[3], "Sigmoid"))
	product := w.only(g, "Mul")
	if w.err == nil && !slices.Contains(product.inputs, i) {
		w.fail("the candidate is multiplied by %q, want %q, the first gate", product.inputs, i)
	}
	return w.output(w.only(o, "Mul"))
}

// linear takes the weights [out][in] and the bias of a Gemm, or of a MatMul and the
// Add after it, and returns the sum.
func (w *walk) linear(n *node, weight, bias string) string {
	if w.err == nil && (n.op != "Gemm" || len(n.inputs) != 3) && (n.op != "MatMul" || len(n.inputs) != 2) {
		w.fail("%s is input of a %s with %d inputs, want a Gemm of 3 or a MatMul of 2", weight, n.op, len(n.inputs))
	}
	if w.err != nil {
		return ""
	}
	t := w.parameter(n.inputs[1])
	if w.err == nil && (n.op == "MatMul" || !slices.Equal(n.ints["transB"], []int64{1})) {
		t, w.err = transposed(t, nil)
	}
	w.keep(weight, t)
	y := w.output(n)
	if n.op == "Gemm" {
		w.keep(bias, w.parameter(n.inputs[2]))
		return y
	}
	add := w.only(y, "Add")
	w.keep(bias, w.parameter(w.addend(add, y)))
	return w.output(add)
}

// addend returns what an Add adds to a value that it reads.
func (w *walk) addend(add *node, value string) string {
	if w.err == nil && len(add.inputs) != 2 {
		w.fail("an Add of %q, want two values", add.inputs)
	}
	if w.err != nil {
		return ""
	}
	if add.inputs[0] == value {
		return add.inputs[1]
	}
	return add.inputs[0]
}

// decoderV5 takes the layer that ends the network.
func (w *walk) decoderV5(n *node) {
	if w.err != nil {
		return
	}
	relu := w.m.makers[n.inputs[0]]
	for range maxBetween {
		if relu == nil || len(relu.inputs) == 0 || !slices.Contains([]string{"Squeeze", "Unsqueeze", "Transpose", "Reshape", "Identity"}, relu.op) {
			break
		}
		relu = w.m.makers[relu.inputs[0]]
	}
	if relu == nil || relu.op != "Relu" {
		w.fail("the decoder does not read a Relu")
		return
	}
	if n.op == "Conv" {
		y := w.conv(n.inputs[0], "decoder", []int64{1, unitsV5, 1}, convSpec{stride: 1}, 1)
		w.only(y, "Sigmoid")
		return
	}
	y := w.linear(n, "decoder.weight", "decoder.bias")
	w.ahead(y, "Sigmoid")
	if t := w.tensors["decoder.weight"]; w.err == nil {
		w.tensors["decoder.weight"] = weights.Tensor{Shape: append(t.Shape, 1), Data: t.Data}
	}
}

// keep takes a tensor under its name in package weights. Another one that was
// taken under that name has to be the same.
func (w *walk) keep(name string, t weights.Tensor) {
	if w.err != nil {
		return
	}
	if old, ok := w.tensors[name]; ok && !(slices.Equal(old.Shape, t.Shape) && slices.EqualFunc(old.Data, t.Data, sameBits)) {
		w.fail("two tensors for %s that differ", name)
		return
	}
	w.tensors[name] = t
}

// after returns the first nodes of these kinds on each way from a value onward.
func (w *walk) after(value string, ops ...string) []*node {
	if w.err != nil {
		return nil
	}
	var found []*node
	seen := map[*node]bool{}
	queue := []string{value}
	for len(queue) > 0 {
		var next []string
		for _, value := range queue {
			for _, r := range w.m.readers[value] {
				switch n := r.node; {
				case seen[n]:
				case slices.Contains(ops, n.op):
					seen[n] = true
					found = append(found, n)
				case n.op != "Shape": // what follows a shape depends on no values
					seen[n] = true
					next = append(next, n.outputs...)
				}
			}
		}
		queue = next
	}
	return found
}

// ahead returns the one node of this kind that comes first after a value.
func (w *walk) ahead(value, op string) *node {
	found := w.after(value, op)
	if w.err == nil && len(found) != 1 {
		w.fail("%d nodes %s follow %q, want 1", len(found), op, value)
	}
	if w.err != nil {
		return nil
	}
	return found[0]
}

// errNone reports a graph without a known network.
func (m *model) errNone() error {
	largest, size := "none", 0
	for _, value := range m.order {
		if t := m.tensors[value]; t.isParameter() && t.elements() > size {
			largest, size = fmt.Sprintf("%q %d", value, t.dims), t.elements()
		}
	}
	return fmt.Errorf("%w: looked for a convolution with an STFT basis, [258 1 256] or [130 1 128], that begins v4, v5 and v6; got %d nodes and %d tensors, the largest %s",
		ErrUnsupported, len(m.nodes), len(m.order), largest)
}
