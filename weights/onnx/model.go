package onnx

import "fmt"

// maxDepth bounds the nesting of graphs, and so the recursion. The official files
// nest four deep.
const maxDepth = 16

// model holds the tensors of an ONNX graph and the graphs nested in it, and the
// nodes that read them. Value names are unique across nested graphs, so one map
// serves all.
type model struct {
	tensors map[string]tensorProto // initializers and Constant nodes, by value name
	order   []string               // the keys of tensors in file order
	readers map[string][]reader    // by value name
	makers  map[string]*node       // the nodes that compute values, by value name
	nodes   []*node                // in file order
	graphs  int                    // graphs seen
}

// reader is one input of a node.
type reader struct {
	node  *node
	input int
}

type node struct {
	op      string
	inputs  []string
	outputs []string
	graph   int                // the number of the graph that it is in
	ints    map[string][]int64 // integer attributes; a single one has length 1
	texts   map[string]string  // string attributes
}

// decodeModel decodes a ModelProto.
func decodeModel(b []byte) (*model, error) {
	m := &model{
		tensors: make(map[string]tensorProto),
		readers: make(map[string][]reader),
		makers:  make(map[string]*node),
	}
	var version, graph, operators bool
	for f, err := range fields(b) {
		if err != nil {
			return nil, err
		}
		switch f.num {
		case modelIRVersion:
			version = true
		case modelOpsetImport:
			operators = true
		case modelGraph:
			graph = true
			if _, err := m.addGraph(f.bytes, 1); err != nil {
				return nil, err
			}
		}
	}
	// The operator sets are the end of the official files: a file without them
	// is cut off.
	if !version || !graph || !operators {
		return nil, fmt.Errorf("%w: got version: %t, graph: %t, operator sets: %t, want all three", ErrFormat, version, graph, operators)
	}
	return m, nil
}

// addGraph adds a GraphProto and returns the names of its outputs.
func (m *model) addGraph(b []byte, depth int) (outputs []string, err error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: graphs nest deeper than %d", ErrFormat, maxDepth)
	}
	graph := m.graphs
	m.graphs++
	for f, err := range fields(b) {
		if err != nil {
			return nil, err
		}
		switch f.num {
		case graphNode:
			err = m.addNode(f.bytes, graph, depth)
		case graphInitializer:
			var t tensorProto
			if t, err = decodeTensorProto(f.bytes); err == nil {
				err = m.addTensor(t.name, t)
			}
		case graphOutput:
			var name string
			name, err = decodeValueName(f.bytes)
			outputs = append(outputs, name)
		}
		if err != nil {
			return nil, err
		}
	}
	return outputs, nil
}

// decodeValueName returns the name of a ValueInfoProto.
func decodeValueName(b []byte) (name string, err error) {
	for f, err := range fields(b) {
		if err != nil {
			return "", err
		}
		if f.num == valueName {
			name = string(f.bytes)
		}
	}
	return name, nil
}

// addNode adds a NodeProto, and the graphs in its attributes.
func (m *model) addNode(b []byte, graph, depth int) error {
	n := &node{graph: graph, ints: make(map[string][]int64), texts: make(map[string]string)}
	var constants []tensorProto
	var branches [][]string // outputs of graphs in attributes
	for f, err := range fields(b) {
		if err != nil {
			return err
		}
		switch f.num {
		case nodeInput:
			n.inputs = append(n.inputs, string(f.bytes))
		case nodeOutput:
			n.outputs = append(n.outputs, string(f.bytes))
		case nodeOpType:
			n.op = string(f.bytes)
		case nodeAttribute:
			a, err := decodeAttribute(f.bytes)
			if err != nil {
				return err
			}
			n.ints[a.name], n.texts[a.name] = a.ints, a.text
			constants = append(constants, a.tensors...)
			for _, g := range a.graphs {
				outputs, err := m.addGraph(g, depth+1)
				if err != nil {
					return err
				}
				branches = append(branches, outputs)
			}
		}
	}
	m.link(n)
	if n.op == "If" {
		m.linkBranches(n, branches)
	}
	if n.op != "Constant" {
		return nil
	}
	for _, t := range constants {
		if len(n.outputs) != 1 {
			return fmt.Errorf("%w: Constant %q has %d outputs, want 1", ErrFormat, t.name, len(n.outputs))
		}
		if err := m.addTensor(n.outputs[0], t); err != nil {
			return err
		}
	}
	return nil
}

// link makes a node known by what it reads and computes.
func (m *model) link(n *node) {
	m.nodes = append(m.nodes, n)
	for i, name := range n.inputs {
		m.readers[name] = append(m.readers[name], reader{n, i})
	}
	for _, name := range n.outputs {
		if m.makers[name] == nil {
			m.makers[name] = n
		}
	}
}

// linkBranches adds an Identity from each output of an If's branches to the output
// of the If, so that what follows the If follows the branches.
func (m *model) linkBranches(n *node, branches [][]string) {
	for _, outputs := range branches {
		for i, name := range outputs[:min(len(outputs), len(n.outputs))] {
			m.link(&node{op: "Identity", inputs: []string{name}, outputs: n.outputs[i : i+1], graph: n.graph})
		}
	}
}

func (m *model) addTensor(name string, t tensorProto) error {
	if _, ok := m.tensors[name]; ok {
		return fmt.Errorf("%w: two tensors with name %q, want one", ErrFormat, name)
	}
	m.tensors[name] = t
	m.order = append(m.order, name)
	return nil
}

// attribute holds the kinds of an AttributeProto's value that are used here.
type attribute struct {
	name    string
	ints    []int64
	text    string
	tensors []tensorProto
	graphs  [][]byte // GraphProto
}

func decodeAttribute(b []byte) (attribute, error) {
	var a attribute
	for f, err := range fields(b) {
		if err != nil {
			return a, err
		}
		switch f.num {
		case attributeName:
			a.name = string(f.bytes)
		case attributeI, attributeInts:
			a.ints, err = appendInts(a.ints, f)
		case attributeS:
			a.text = string(f.bytes)
		case attributeTensor:
			var t tensorProto
			t, err = decodeTensorProto(f.bytes)
			a.tensors = append(a.tensors, t)
		case attributeGraph, attributeGraphs:
			a.graphs = append(a.graphs, f.bytes)
		}
		if err != nil {
			return a, err
		}
	}
	return a, nil
}
