package reference

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// ErrGraph reports an ONNX file whose graph is not like those of the official files.
var ErrGraph = errors.New("reference: unexpected ONNX graph")

// Field numbers of the ONNX messages, from onnx.proto3.
const (
	modelGraph       = 7
	graphNode        = 1
	graphInitializer = 5
	graphOutput      = 12
	nodeInput        = 1
	nodeOutput       = 2
	nodeOpType       = 4
	nodeAttribute    = 5
	attributeName    = 1
	attributeI       = 3
	attributeGraph   = 6
	valueName        = 1
	valueType        = 2
	typeTensor       = 1
	tensorElem       = 1
	elemFloat        = 1
)

// exposeLayers rewrites an official file so that the layers of the network for
// one sample rate are outputs. The main graph of a file is an If on the sample
// rate with a network in each branch, and a value in a branch cannot be an output.
// So exposeLayers replaces the If by the nodes of one branch:
//
//	output, stateN = If(sr == 16000) {a; b; return y, s} else {...}
//
// becomes
//
//	a; b; output = y; stateN = s; stft = ...; encoder.0 = ...
//
// Names are unique across all graphs of a file, so none has to change. names are
// those of the layers as outputs, LayerNames or LayerNamesV4 without the state,
// which is an output anyway.
func exposeLayers(model []byte, rate int, names []string) ([]byte, error) {
	var out []byte
	err := eachField(model, func(num protowire.Number, value, raw []byte) error {
		if num == modelGraph {
			graph, err := inlineBranch(value, rate, names)
			if err != nil {
				return err
			}
			raw = appendField(nil, modelGraph, graph)
		}
		out = append(out, raw...)
		return nil
	})
	return out, err
}

// inlineBranch replaces the If in the main graph.
func inlineBranch(graph []byte, rate int, names []string) ([]byte, error) {
	name := "else_branch" // 8 kHz
	if rate == 16000 {
		name = "then_branch"
	}
	var out []byte
	found := 0
	err := eachField(graph, func(num protowire.Number, value, raw []byte) error {
		if num == graphNode {
			n, err := decodeNode(value)
			if err != nil {
				return err
			}
			if n.op == "If" {
				found++
				if raw, err = flatten(n, name, names); err != nil {
					return err
				}
			}
		}
		out = append(out, raw...)
		return nil
	})
	if err == nil && found != 1 {
		err = fmt.Errorf("%w: got %d If nodes in the main graph, want 1", ErrGraph, found)
	}
	return out, err
}

// flatten returns the fields of a GraphProto that replace an If: the nodes and
// initializers of a branch, and the layers as outputs.
func flatten(n node, branch string, names []string) ([]byte, error) {
	var fields []byte
	var results []string
	var nodes []node
	err := eachField(n.graphs[branch], func(num protowire.Number, value, raw []byte) error {
		switch num {
		case graphNode:
			inner, err := decodeNode(value)
			if err != nil {
				return err
			}
			nodes = append(nodes, inner)
			fields = append(fields, raw...)
		case graphInitializer:
			fields = append(fields, raw...)
		case graphOutput:
			inner, err := valueInfoName(value)
			results = append(results, inner)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(results) != len(n.outputs) {
		return nil, fmt.Errorf("%w: %s gives %d values, want %d", ErrGraph, branch, len(results), len(n.outputs))
	}
	for i, outer := range n.outputs {
		fields = appendField(fields, graphNode, identity(results[i], outer))
	}
	layers := layerValues(nodes)
	if len(layers) != len(names) {
		return nil, fmt.Errorf("%w: got %d square roots, features and ReLUs of layers, want %d: %q", ErrGraph, len(layers), len(names), names)
	}
	for i, inner := range layers {
		fields = appendField(fields, graphNode, identity(inner, names[i]))
		fields = appendField(fields, graphOutput, floatValue(names[i]))
	}
	return fields, nil
}

// layerValues returns the names of the layers' values: the square root at the end
// of the STFT, in v4 its concatenation with something else in place of it; and the
// ReLUs after a convolution of all channels or, in v4, after the sum of a block.
func layerValues(nodes []node) []string {
	made := make(map[string]node)
	var layers []string
	for _, n := range nodes {
		for _, out := range n.outputs {
			made[out] = n
		}
		switch n.op {
		case "Sqrt":
			layers = append(layers, n.outputs...)
		case "Concat":
			if made[n.inputs[0]].op == "Sqrt" {
				layers = n.outputs
			}
		case "Relu":
			if from := made[n.inputs[0]]; from.op == "Conv" && from.group <= 1 || from.op == "Add" {
				layers = append(layers, n.outputs...)
			}
		}
	}
	return layers
}

// node holds the parts of a NodeProto that are used here.
type node struct {
	op      string
	inputs  []string
	outputs []string
	group   uint64            // attribute of a Conv
	graphs  map[string][]byte // attributes that are graphs
}

func decodeNode(b []byte) (node, error) {
	n := node{graphs: make(map[string][]byte)}
	err := eachField(b, func(num protowire.Number, value, _ []byte) error {
		switch num {
		case nodeInput:
			n.inputs = append(n.inputs, string(value))
		case nodeOutput:
			n.outputs = append(n.outputs, string(value))
		case nodeOpType:
			n.op = string(value)
		case nodeAttribute:
			return n.addAttribute(value)
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	switch n.op {
	case "Conv", "Relu", "Sqrt", "Concat":
		if len(n.inputs) == 0 || len(n.outputs) != 1 {
			return n, fmt.Errorf("%w: %s has %d inputs and %d outputs, want some and 1", ErrGraph, n.op, len(n.inputs), len(n.outputs))
		}
	}
	return n, nil
}

// addAttribute keeps an attribute that is a graph, and the groups of a Conv.
func (n *node) addAttribute(b []byte) error {
	var name string
	var graph []byte
	var number uint64
	err := eachField(b, func(num protowire.Number, value, raw []byte) error {
		switch num {
		case attributeName:
			name = string(value)
		case attributeI:
			_, _, tag := protowire.ConsumeTag(raw)
			number, _ = protowire.ConsumeVarint(raw[tag:])
		case attributeGraph:
			graph = value
		}
		return nil
	})
	if graph != nil {
		n.graphs[name] = graph
	}
	if name == "group" {
		n.group = number
	}
	return err
}

func valueInfoName(b []byte) (name string, err error) {
	err = eachField(b, func(num protowire.Number, value, _ []byte) error {
		if num == valueName {
			name = string(value)
		}
		return nil
	})
	return name, err
}

// identity returns a NodeProto that gives a value a second name.
func identity(from, to string) []byte {
	b := appendField(nil, nodeInput, []byte(from))
	b = appendField(b, nodeOutput, []byte(to))
	return appendField(b, nodeOpType, []byte("Identity"))
}

// floatValue returns a ValueInfoProto: float32 of any shape.
func floatValue(name string) []byte {
	elem := protowire.AppendTag(nil, tensorElem, protowire.VarintType)
	elem = protowire.AppendVarint(elem, elemFloat)
	b := appendField(nil, valueName, []byte(name))
	return appendField(b, valueType, appendField(nil, typeTensor, elem))
}

func appendField(dst []byte, num protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(dst, num, protowire.BytesType), value)
}

// eachField calls use for every field of a message: value is the content of a
// length-delimited field, and nil for others; raw is the encoded field, tag
// included.
func eachField(b []byte, use func(num protowire.Number, value, raw []byte) error) error {
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeField(b)
		if n < 0 {
			return fmt.Errorf("%w: %w", ErrGraph, protowire.ParseError(n))
		}
		var value []byte
		if typ == protowire.BytesType {
			_, _, tag := protowire.ConsumeTag(b)
			value, _ = protowire.ConsumeBytes(b[tag:n])
		}
		if err := use(num, value, b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}
