package reference

import (
	"errors"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// Builders of ONNX messages.

func nodeProto(op string, inputs, outputs []string, attributes ...[]byte) []byte {
	var b []byte
	for _, s := range inputs {
		b = appendField(b, nodeInput, []byte(s))
	}
	for _, s := range outputs {
		b = appendField(b, nodeOutput, []byte(s))
	}
	b = appendField(b, nodeOpType, []byte(op))
	for _, a := range attributes {
		b = appendField(b, nodeAttribute, a)
	}
	return b
}

func graphProto(outputs []string, nodes ...[]byte) []byte {
	var b []byte
	for _, n := range nodes {
		b = appendField(b, graphNode, n)
	}
	for _, s := range outputs {
		b = appendField(b, graphOutput, floatValue(s))
	}
	return b
}

// branch returns a small network whose names end in suffix.
func branch(suffix string) []byte {
	chain := [][]byte{nodeProto("Sqrt", []string{"input"}, []string{"mag" + suffix})}
	last := "mag" + suffix
	for _, l := range []string{"1", "2", "3", "4"} {
		chain = append(chain,
			nodeProto("Conv", []string{last, "w" + l}, []string{"conv" + l + suffix}),
			nodeProto("Relu", []string{"conv" + l + suffix}, []string{"relu" + l + suffix}))
		last = "relu" + l + suffix
	}
	chain = append(chain, nodeProto("Relu", []string{"h" + suffix}, []string{"decoded" + suffix}))
	return graphProto([]string{"prob" + suffix, "next" + suffix}, chain...)
}

func graphAttribute(name string, graph []byte) []byte {
	return appendField(appendField(nil, attributeName, []byte(name)), attributeGraph, graph)
}

func ifNode() []byte {
	return nodeProto("If", []string{"is16k"}, []string{"output", "stateN"},
		graphAttribute("then_branch", branch(".16k")), graphAttribute("else_branch", branch(".8k")))
}

func modelProto(graph []byte) []byte {
	b := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 8)
	return appendField(b, modelGraph, graph)
}

// TestExposeLayers checks the rewritten graph node by node.
func TestExposeLayers(t *testing.T) {
	model := modelProto(graphProto([]string{"output", "stateN"}, nodeProto("Equal", []string{"sr"}, []string{"is16k"}), ifNode()))
	for rate, suffix := range map[int]string{16000: ".16k", 8000: ".8k"} {
		out, err := exposeLayers(model, rate, LayerNames[:5])
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]string{} // Identity nodes: output to input
		var ops, outputs []string
		if err := eachField(out, func(num protowire.Number, graph, _ []byte) error {
			if num != modelGraph {
				return nil
			}
			return eachField(graph, func(num protowire.Number, value, _ []byte) error {
				switch num {
				case graphNode:
					n, err := decodeNode(value)
					if n.op == "Identity" {
						names[n.outputs[0]] = n.inputs[0]
					} else {
						ops = append(ops, n.op)
					}
					return err
				case graphOutput:
					name, err := valueInfoName(value)
					outputs = append(outputs, name)
					return err
				}
				return nil
			})
		}); err != nil {
			t.Fatal(err)
		}
		wantOps := []string{"Equal", "Sqrt", "Conv", "Relu", "Conv", "Relu", "Conv", "Relu", "Conv", "Relu", "Relu"}
		if !slices.Equal(ops, wantOps) {
			t.Errorf("%d Hz: got nodes %q, want %q", rate, ops, wantOps)
		}
		slices.Sort(outputs)
		wantOutputs := []string{"encoder.0", "encoder.1", "encoder.2", "encoder.3", "output", "stateN", "stft"}
		if !slices.Equal(outputs, wantOutputs) {
			t.Errorf("%d Hz: got outputs %q, want %q", rate, outputs, wantOutputs)
		}
		for name, want := range map[string]string{"output": "prob", "stateN": "next", "stft": "mag",
			"encoder.0": "relu1", "encoder.1": "relu2", "encoder.2": "relu3", "encoder.3": "relu4"} {
			if names[name] != want+suffix {
				t.Errorf("%d Hz: %s is %q, want %q", rate, name, names[name], want+suffix)
			}
		}
	}
}

func TestExposeLayersRefuses(t *testing.T) {
	outputs := []string{"output", "stateN"}
	for name, model := range map[string][]byte{
		"not a message": []byte("\xff\xff"),
		"no If":         modelProto(graphProto(outputs)),
		"two Ifs":       modelProto(graphProto(outputs, ifNode(), ifNode())),
		"no branch":     modelProto(graphProto(outputs, nodeProto("If", nil, outputs))),
		"a branch without layers": modelProto(graphProto(outputs, nodeProto("If", nil, outputs,
			graphAttribute("then_branch", graphProto([]string{"a", "b"}))))),
		"a branch with one result": modelProto(graphProto(outputs, nodeProto("If", nil, outputs,
			graphAttribute("then_branch", graphProto([]string{"a"}))))),
		"a convolution of nothing": modelProto(graphProto(outputs, nodeProto("If", nil, outputs,
			graphAttribute("then_branch", graphProto(outputs, nodeProto("Conv", nil, nil)))))),
	} {
		if _, err := exposeLayers(model, 16000, LayerNames[:5]); !errors.Is(err, ErrGraph) {
			t.Errorf("%s: got %v, want %v", name, err, ErrGraph)
		}
	}
}
