package onnx

import (
	"fmt"
	"slices"

	"github.com/gosilero/vad/weights"
)

// maxBetween bounds how many nodes that give a value another form lie between it and
// its reader.
const maxBetween = 16

// maxFolded bounds the elements of all that is folded in a network, each step counted.
// The official files need less than two million.
const maxFolded = 1 << 24

// parameter returns the value that a node reads as a weight or a bias: a tensor of
// the file, or what nodes make of such tensors without any input, as exporters do
// to bring the gates of an LSTM into ONNX's order.
func (w *walk) parameter(value string) weights.Tensor { return w.fold(value, maxBetween) }

// fold is parameter for a value at a depth, which falls to 0.
func (w *walk) fold(value string, depth int) (t weights.Tensor) {
	if w.err != nil {
		return t
	}
	defer func() {
		if w.folded += 1 + len(t.Data); w.folded > maxFolded {
			w.fail("parameters are made of more than %d elements", maxFolded)
		}
	}()
	if _, ok := w.m.tensors[value]; ok {
		return w.decode(value)
	}
	n := w.m.makers[value]
	if n == nil || depth == 0 || len(n.inputs) == 0 {
		w.fail("%q is not made of tensors of the file", value)
		return t
	}
	var parts []weights.Tensor
	switch n.op {
	case "Concat":
		for _, in := range n.inputs {
			parts = append(parts, w.fold(in, depth-1))
		}
	case "Identity", "Unsqueeze", "Squeeze", "Slice", "Transpose":
		parts = append(parts, w.fold(n.inputs[0], depth-1))
	default:
		w.fail("%q is made by a %s, want a tensor of the file", value, n.op)
	}
	if w.err != nil {
		return t
	}
	switch n.op {
	case "Unsqueeze", "Squeeze":
		t, w.err = reshaped(n.op, parts[0], w.option(n, "axes", 1))
	case "Slice":
		t, w.err = sliced(parts[0], w.option(n, "starts", 1), w.option(n, "ends", 2), w.option(n, "axes", 3), w.option(n, "steps", 4))
	case "Concat":
		t, w.err = joined(parts, n.ints["axis"])
	case "Transpose":
		t, w.err = transposed(parts[0], n.ints["perm"])
	default:
		t = parts[0]
	}
	if w.err != nil {
		w.err = fmt.Errorf("%w: %s: %q: %w", ErrUnsupported, w.kind, value, w.err)
	}
	return t
}

// option returns integers that are an attribute of a node or, in later versions of
// ONNX, one of its inputs; nil if there are none.
func (w *walk) option(n *node, name string, input int) []int64 {
	if v, ok := n.ints[name]; ok || input >= len(n.inputs) || n.inputs[input] == "" {
		return v
	}
	value := n.inputs[input]
	proto, ok := w.m.tensors[value]
	if !ok {
		w.fail("%s of a %s, %q, is not a tensor of the file", name, n.op, value)
		return nil
	}
	v, err := proto.decodeInts(value)
	if err != nil && w.err == nil {
		w.err = err
	}
	return v
}

// maxAxes bounds how many axes are removed or added at once. Weights have three at
// most.
const maxAxes = 8

// reshaped removes axes of size 1, or adds them.
func reshaped(op string, t weights.Tensor, axes []int64) (weights.Tensor, error) {
	if len(axes) > maxAxes {
		return t, fmt.Errorf("%s of %d axes, want at most %d", op, len(axes), maxAxes)
	}
	shape := slices.Clone(t.Shape)
	for _, axis := range axes {
		at := int(axis)
		switch {
		case op == "Unsqueeze" && axis >= 0 && at <= len(shape):
			shape = slices.Insert(shape, at, 1)
		case op == "Squeeze" && axis >= 0 && at < len(shape) && shape[at] == 1:
			shape = slices.Delete(shape, at, at+1)
		default:
			return t, fmt.Errorf("%s of axis %d of %d", op, axis, t.Shape)
		}
	}
	return weights.Tensor{Shape: shape, Data: t.Data}, nil
}

// sliced returns the rows start to end of a tensor.
func sliced(t weights.Tensor, starts, ends, axes, steps []int64) (weights.Tensor, error) {
	first := len(axes) == 0 || slices.Equal(axes, []int64{0})
	if !first || len(steps) > 0 && !slices.Equal(steps, []int64{1}) || len(starts) != 1 || len(ends) != 1 || len(t.Shape) == 0 {
		return t, fmt.Errorf("slice of %d from %d to %d along axes %d by %d, want one along axis 0", t.Shape, starts, ends, axes, steps)
	}
	rows := int64(t.Shape[0])
	start, end := starts[0], min(ends[0], rows)
	if start < 0 || start >= end {
		return t, fmt.Errorf("slice of %d rows from %d to %d", rows, starts[0], ends[0])
	}
	row := len(t.Data) / int(rows)
	shape := append([]int{int(end - start)}, t.Shape[1:]...)
	return weights.Tensor{Shape: shape, Data: t.Data[int(start)*row : int(end)*row]}, nil
}

// joined returns tensors one after the other.
func joined(parts []weights.Tensor, axis []int64) (weights.Tensor, error) {
	out := weights.Tensor{Shape: slices.Clone(parts[0].Shape)}
	if !slices.Equal(axis, []int64{0}) || len(out.Shape) == 0 {
		return out, fmt.Errorf("concatenation of %d along axis %d, want 0", out.Shape, axis)
	}
	out.Shape[0] = 0
	for _, t := range parts {
		if len(t.Shape) == 0 || !slices.Equal(t.Shape[1:], out.Shape[1:]) {
			return out, fmt.Errorf("concatenation of %d and %d", parts[0].Shape, t.Shape)
		}
		out.Shape[0] += t.Shape[0]
		out.Data = append(out.Data, t.Data...)
	}
	return out, nil
}

// transposed returns a matrix with rows for columns.
func transposed(t weights.Tensor, perm []int64) (weights.Tensor, error) {
	if len(t.Shape) != 2 || len(perm) > 0 && !slices.Equal(perm, []int64{1, 0}) {
		return t, fmt.Errorf("axes %d of %d, want [1 0] of a matrix", perm, t.Shape)
	}
	rows, columns := t.Shape[0], t.Shape[1]
	out := weights.Tensor{Shape: []int{columns, rows}, Data: make([]float32, len(t.Data))}
	for r := range rows {
		for c := range columns {
			out.Data[c*rows+r] = t.Data[r*columns+c]
		}
	}
	return out, nil
}
