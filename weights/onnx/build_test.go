package onnx

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

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
func buildNode(op, inputs, output string, attributes ...[]byte) []byte {
	var b []byte
	for _, in := range strings.Fields(inputs) {
		b = protoBytes(b, nodeInput, []byte(in))
	}
	b = protoBytes(b, nodeOutput, []byte(output))
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

// part is a network to be written to a model: tensors by their names without the
// prefix, and the strides of the nodes that read them.
type part struct {
	prefix  string
	hop     int64
	tensors map[string]weights.Tensor
	order   []string
	strides map[string]int64
}

// newPart returns v6's network for a rate, under the names of the ONNX files.
func newPart(t testing.TB, prefix string, rate int) *part {
	nfft := 256
	if rate == 8000 {
		nfft = 128
	}
	p := &part{prefix: prefix, hop: int64(nfft / 2), tensors: make(map[string]weights.Tensor)}
	p.add(basisSuffix, weights.Tensor{Shape: []int{nfft + 2, 1, nfft}, Data: hannBasis(nfft, nfft)})
	for _, s := range suffixes {
		tensor, err := weights.V6().Tensor(rate, s.name)
		if err != nil {
			t.Fatal(err)
		}
		p.add(s.suffix, tensor)
	}
	p.strides = map[string]int64{basisSuffix: p.hop, "encoder.1.reparam_conv.weight": 2, "encoder.2.reparam_conv.weight": 2}
	return p
}

func (p *part) add(name string, t weights.Tensor) {
	if _, ok := p.tensors[name]; !ok {
		p.order = append(p.order, name)
	}
	p.tensors[name] = t
}

// hannBasis returns the STFT basis [nfft+2][nfft] with a Hann window of the
// given period: nfft for the periodic one, nfft-1 for the symmetric one.
func hannBasis(nfft, period int) []float32 {
	bins := nfft/2 + 1
	data := make([]float32, 2*bins*nfft)
	for k := range bins {
		for n := range nfft {
			w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(n)/float64(period))
			angle := 2 * math.Pi * float64(k) * float64(n) / float64(nfft)
			data[k*nfft+n] = float32(w * math.Cos(angle))
			data[(bins+k)*nfft+n] = float32(-w * math.Sin(angle))
		}
	}
	return data
}

// graph appends the network to a GraphProto, tensors as initializers or as
// Constant nodes.
func (p *part) graph(b []byte, constants bool) []byte {
	for _, name := range p.order {
		t, value := p.tensors[name], p.prefix+name
		if constants {
			// The tensor's own name lacks the prefix, as in the official files.
			attribute := messageAttribute("value", attributeTensor, floatTensor(name, t.Shape, t.Data))
			b = protoBytes(b, graphNode, buildNode("Constant", "", value, attribute))
		} else {
			b = protoBytes(b, graphInitializer, floatTensor(value, t.Shape, t.Data))
		}
		b = protoBytes(b, graphNode, p.reader(name, value))
	}
	return b
}

// reader returns the node that reads a tensor.
func (p *part) reader(name, value string) []byte {
	bias, isWeight := strings.CutSuffix(value, "weight")
	switch {
	case name == basisSuffix:
		return buildNode("Conv", "padded "+value, "y", intsAttribute("strides", p.strides[name]), intsAttribute("pads", 0, 0))
	case strings.HasPrefix(name, "encoder.") && isWeight:
		stride := max(1, p.strides[name])
		return buildNode("Conv", "x "+value+" "+bias+"bias", "y", intsAttribute("strides", stride), intsAttribute("pads", 1, 1))
	case name == "decoder.decoder.2.weight":
		return buildNode("Conv", "x "+value+" "+bias+"bias", "y")
	}
	return buildNode("Slice", value, "y")
}

// flat writes the parts as initializers of one graph.
func flat(parts ...*part) []byte {
	var g []byte
	for _, p := range parts {
		g = p.graph(g, false)
	}
	return buildModel(g)
}

// nested writes the parts as Constant nodes in the branches of an If.
func nested(a, b *part) []byte {
	return buildModel(protoBytes(nil, graphNode, buildNode("If", "is16k", "output",
		messageAttribute("then_branch", attributeGraph, a.graph(nil, true)),
		messageAttribute("else_branch", attributeGraph, b.graph(nil, true)))))
}
