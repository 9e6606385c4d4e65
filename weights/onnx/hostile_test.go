package onnx

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/weights"
)

// TestReadHostile: nodes that lack inputs or outputs, that read what they compute, or
// that multiply what they read are errors, at once.
func TestReadHostile(t *testing.T) {
	for _, c := range []struct {
		name   string
		part   *part
		change func(p *part)
		says   string
	}{
		{"a Transpose without output", newPartV4(t, 16000), func(p *part) { p.node("steps").output = "" }, "a Transpose has 0 outputs"},
		{"gates of one part", newPart(t, 16000, formSums), func(p *part) { p.node("gates").inputs = []string{"x_sum"} }, "want two values"},
		{"a bias that is missing", newPart(t, 16000, formMatMul), func(p *part) { p.node("x_sum").inputs = []string{"x_product"} }, "want two values"},
		{"a Reshape of itself", newPart(t, 16000, formSums), func(p *part) {
			*p.node("rectified") = buildingNode{op: "Reshape", output: "rectified", inputs: []string{"rectified", "outputs"}}
		}, "the decoder does not read a Relu"},
		{"a Squeeze without input", newPart(t, 16000, formSums), func(p *part) {
			p.nodes = slices.Insert(p.nodes, 0, buildingNode{op: "Squeeze", output: "rectified"})
		}, "the decoder does not read a Relu"},
		{"an Unsqueeze of a million axes", newPart(t, 16000, formSlices), func(p *part) {
			p.ints["axes"] = make([]int64, 1<<20)
			p.node("W").inputs[1] = "axes"
		}, "1048576 axes"},
		{"sixteen times what is sixteen times", newPart(t, 16000, formSlices), multiplied, "made of more than 16777216 elements"},
	} {
		c.change(c.part)
		_, err := Read(bytes.NewReader(flat(c.part)))
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, ErrUnsupported, c.says)
		}
	}
}

// multiplied makes a weight of 16^7 copies of a number.
func multiplied(p *part) {
	p.tensors["number"] = weights.Tensor{Shape: []int{1}, Data: []float32{1}}
	x := "number"
	for level := range 7 {
		y := fmt.Sprint("level", level)
		p.add("Concat", y+".all", map[string][]int64{"axis": {0}}, slices.Repeat([]string{x}, 16)...)
		p.bounds(y, y+".all", 0, 1)
		x = y
	}
	p.node("W").inputs[0] = x
}
