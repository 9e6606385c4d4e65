package onnx

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/gosilero/vad/weights"
)

// The functions in this file write ONNX models in the layouts of the official
// files, to test the reader without these files, and with faults.

// protoBytes appends a length-delimited field.
func protoBytes(b []byte, num protowire.Number, v []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), v)
}

// protoInt appends a varint field.
func protoInt(b []byte, num protowire.Number, v int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, num, protowire.VarintType), uint64(v))
}

// buildTensor returns a TensorProto with raw data.
func buildTensor(name string, dims []int, dataType int64, raw []byte) []byte {
	var b []byte
	for _, d := range dims {
		b = protoInt(b, tensorDims, int64(d))
	}
	b = protoInt(b, tensorDataType, dataType)
	b = protoBytes(b, tensorName, []byte(name))
	return protoBytes(b, tensorRawData, raw)
}

func floatTensor(name string, dims []int, data []float32) []byte {
	var raw []byte
	for _, v := range data {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return buildTensor(name, dims, typeFloat, raw)
}

// buildNode returns a NodeProto; attributes are AttributeProtos.
func buildNode(op, inputs, outputs string, attributes ...[]byte) []byte {
	var b []byte
	for _, in := range strings.Fields(inputs) {
		b = protoBytes(b, nodeInput, []byte(in))
	}
	for _, out := range strings.Fields(outputs) {
		b = protoBytes(b, nodeOutput, []byte(out))
	}
	b = protoBytes(b, nodeOpType, []byte(op))
	for _, a := range attributes {
		b = protoBytes(b, nodeAttribute, a)
	}
	return b
}

func intsAttribute(name string, values ...int64) []byte {
	b := protoBytes(nil, attributeName, []byte(name))
	for _, v := range values {
		b = protoInt(b, attributeInts, v)
	}
	return b
}

func messageAttribute(name string, num protowire.Number, message []byte) []byte {
	return protoBytes(protoBytes(nil, attributeName, []byte(name)), num, message)
}

// buildModel returns a ModelProto.
func buildModel(graph []byte) []byte {
	b := protoInt(nil, modelIRVersion, 8)
	b = protoBytes(b, modelGraph, graph)
	return protoBytes(b, modelOpsetImport, protoInt(nil, 2, 16))
}

// part is a network as it is written into a model: its nodes, in their order, and
// its tensors, whose names become numbers.
type part struct {
	tensors map[string]weights.Tensor // by name in package weights; "basis" is the STFT's
	ints    map[string][]int64        // tensors of integers
	numbers map[string]float32        // tensors of one number
	nodes   []buildingNode
	padMode string
}

// buildingNode is a node. An input that is the name of a tensor stands for it.
type buildingNode struct {
	op     string
	inputs []string
	output string // several, with spaces between them
	ints   map[string][]int64
	text   [2]string // an attribute's name and value, if there is one
}

func (p *part) add(op, output string, ints map[string][]int64, inputs ...string) {
	p.nodes = append(p.nodes, buildingNode{op: op, inputs: inputs, output: output, ints: ints})
}

func (p *part) conv(x, name, y string, stride, pad, groups int64) {
	p.add("Conv", y, map[string][]int64{"strides": {stride}, "pads": {pad, pad}, "group": {groups}}, x, name+".weight", name+".bias")
}

// node returns the first node that computes a value.
func (p *part) node(output string) *buildingNode {
	return &p.nodes[slices.IndexFunc(p.nodes, func(n buildingNode) bool { return n.output == output })]
}

// graph appends the network to a GraphProto, each value name marked by suffix;
// tensors are numbered from first on, and are initializers or Constant nodes.
func (p *part) graph(g []byte, suffix string, first int, constants bool) []byte {
	names := make(map[string]string)
	tensor := func(name string, encode func(name string) []byte) {
		names[name] = fmt.Sprint(first + len(names))
		if !constants {
			g = protoBytes(g, graphInitializer, encode(names[name]))
			return
		}
		// The tensor's own name is another, as in the official files.
		value := messageAttribute("value", attributeTensor, encode("t"+names[name]))
		g = protoBytes(g, graphNode, buildNode("Constant", "", names[name], value))
	}
	for _, name := range slices.Sorted(maps.Keys(p.tensors)) {
		tensor(name, func(number string) []byte { return floatTensor(number, p.tensors[name].Shape, p.tensors[name].Data) })
	}
	for _, name := range slices.Sorted(maps.Keys(p.numbers)) {
		tensor(name, func(number string) []byte { return floatTensor(number, nil, []float32{p.numbers[name]}) })
	}
	for _, name := range slices.Sorted(maps.Keys(p.ints)) {
		var raw []byte
		for _, v := range p.ints[name] {
			raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
		}
		tensor(name, func(number string) []byte { return buildTensor(number, []int{len(p.ints[name])}, typeInt64, raw) })
	}
	mark := func(values []string) string {
		for i, v := range values {
			if number, ok := names[v]; ok {
				values[i] = number
			} else {
				values[i] = v + suffix
			}
		}
		return strings.Join(values, " ")
	}
	for _, n := range p.nodes {
		var attributes [][]byte
		for name, v := range n.ints {
			attributes = append(attributes, intsAttribute(name, v...))
		}
		if n.text[0] != "" {
			attributes = append(attributes, messageAttribute(n.text[0], attributeS, []byte(n.text[1])))
		}
		if n.op == "Pad" {
			attributes = append(attributes, messageAttribute("mode", attributeS, []byte(p.padMode)))
		}
		g = protoBytes(g, graphNode, buildNode(n.op, mark(slices.Clone(n.inputs)), mark(strings.Fields(n.output)), attributes...))
	}
	return g
}

// flat writes the parts as initializers of one graph.
func flat(parts ...*part) []byte {
	var g []byte
	for i, p := range parts {
		g = p.graph(g, fmt.Sprint(".", i), 100*i, false)
	}
	return buildModel(g)
}

// nested writes the parts as Constant nodes in the branches of an If.
func nested(a, b *part) []byte {
	return buildModel(protoBytes(nil, graphNode, buildNode("If", "is16k", "output",
		messageAttribute("then_branch", attributeGraph, a.graph(nil, ".16k", 100, true)),
		messageAttribute("else_branch", attributeGraph, b.graph(nil, ".8k", 200, true)))))
}
