package onnx

import (
	"fmt"
	"slices"

	"github.com/gosilero/vad/weights"
)

// walk follows the graph of one network. After the first error, its methods do
// nothing.
type walk struct {
	m       *model
	kind    string // of the network, for errors
	graph   int    // the graph that the network is in; parts of the LSTM are in graphs below
	tensors map[string]weights.Tensor
	used    map[string]bool // the tensors that belong to a network, by value name
	folded  int             // elements that fold has made
	err     error
}

// conv takes the weights and the bias of the convolution that reads x with
// weights of this shape, and returns its output.
func (w *walk) conv(x, name string, dims []int64, spec convSpec, groups int64) string {
	if w.err != nil {
		return ""
	}
	var found []*node
	for _, r := range w.m.readers[x] {
		if n := r.node; n.op == "Conv" && r.input == 0 && len(n.inputs) == 3 && slices.Equal(w.m.tensors[n.inputs[1]].dims, dims) {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		w.fail("%d convolutions with weights %d read %q for %s, want 1", len(found), dims, x, name)
		return ""
	}
	n := found[0]
	if err := w.m.checkConv(n.inputs[1], spec, groups); err != nil {
		w.err = err
		return ""
	}
	w.take(name+".weight", n.inputs[1])
	w.take(name+".bias", n.inputs[2])
	return w.output(n)
}

// take decodes a tensor under its name in package weights.
func (w *walk) take(name, value string) {
	if w.err != nil {
		return
	}
	w.tensors[name] = w.decode(value)
}

// decode decodes a tensor and marks it as known.
func (w *walk) decode(value string) (t weights.Tensor) {
	if w.err != nil {
		return t
	}
	proto, ok := w.m.tensors[value]
	if !ok {
		w.fail("%q is not a tensor of the file", value)
		return t
	}
	w.used[value] = true
	t, w.err = proto.decode(value)
	return t
}

// only returns the node that reads a value, which has to be the only one and of
// this kind.
func (w *walk) only(value, op string) *node {
	if readers := w.m.readers[value]; w.err == nil && len(readers) != 1 {
		w.fail("%d nodes read %q, want a %s alone", len(readers), value, op)
	}
	return w.reader(value, op, -1)
}

// reader returns the one node of this kind that reads a value, as the given
// input or, if that is negative, as any.
func (w *walk) reader(value, op string, input int) *node {
	if w.err != nil {
		return nil
	}
	var found []*node
	for _, r := range w.m.readers[value] {
		if r.node.op == op && (input < 0 || r.input == input) {
			found = append(found, r.node)
		}
	}
	if len(found) != 1 {
		w.fail("%d nodes %s read %q, want 1", len(found), op, value)
		return nil
	}
	return found[0]
}

// output returns the only output of a node.
func (w *walk) output(n *node) string {
	if w.err != nil {
		return ""
	}
	if len(n.outputs) != 1 {
		w.fail("a %s has %d outputs, want 1", n.op, len(n.outputs))
		return ""
	}
	return n.outputs[0]
}

// producer returns the node of the network's graph that computes a value.
func (w *walk) producer(value string) *node {
	if w.err != nil {
		return nil
	}
	for _, n := range w.m.nodes {
		if n.graph == w.graph && slices.Contains(n.outputs, value) {
			return n
		}
	}
	w.fail("nothing computes %q", value)
	return nil
}

// find returns the one node of this kind in the network's graph; of
// convolutions, the one with weights of this shape.
func (w *walk) find(op string, dims []int64) *node {
	if w.err != nil {
		return nil
	}
	var found []*node
	for _, n := range w.m.nodes {
		if n.graph != w.graph || n.op != op {
			continue
		}
		if dims == nil || len(n.inputs) > 1 && slices.Equal(w.m.tensors[n.inputs[1]].dims, dims) {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		w.fail("%d nodes %s %d, want 1", len(found), op, dims)
		return nil
	}
	return found[0]
}

// input returns the name of an input of a node.
func (w *walk) input(n *node, i int) string {
	if w.err != nil {
		return ""
	}
	if len(n.inputs) <= i {
		w.fail("a %s has %d inputs, want %d and more", n.op, len(n.inputs), i+1)
		return ""
	}
	return n.inputs[i]
}

// constant checks that a node is of this kind and has the number want for one
// of its two inputs.
func (w *walk) constant(n *node, op string, want float32) {
	if w.err != nil {
		return
	}
	if n.op != op || len(n.inputs) != 2 {
		w.fail("a %s of %q, want a %s of two values", n.op, n.inputs, op)
		return
	}
	for _, value := range n.inputs {
		if proto, ok := w.m.tensors[value]; ok {
			t, err := proto.decode(value)
			if err != nil || len(t.Data) != 1 || t.Data[0] != want {
				w.fail("%s with %v, want %v", op, t.Data, want)
			}
			return
		}
	}
	w.fail("%s of %q, want one of them to be %v", op, n.inputs, want)
}

// other returns the input of a node that is not a tensor of the file.
func (w *walk) other(n *node) string {
	if w.err != nil {
		return ""
	}
	for _, value := range n.inputs {
		if _, ok := w.m.tensors[value]; !ok {
			return value
		}
	}
	w.fail("a %s computes with constants alone", n.op)
	return ""
}

// checkBasis returns the difference of a basis from the formula, and an error if
// the formula may not replace it.
func (w *walk) checkBasis(value string, basis weights.Tensor, nfft int) (float64, error) {
	d, err := weights.CheckBasis(basis.Data, nfft)
	if err != nil {
		err = fmt.Errorf("%w: %s: %q: %w", ErrUnsupported, w.kind, value, err)
	}
	return d, err
}

func (w *walk) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("%w: %s: %w", ErrUnsupported, w.kind, fmt.Errorf(format, args...))
	}
}
