package onnx

import (
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/weights"
)

// form is how an exporter writes the LSTM of v5 and v6.
type form int

const (
	formSums     form = iota // the sums of the gates, as silero_vad_op18_ifless.onnx
	formMatMul               // the same by MatMul and Add, with transposed weights
	formSlices               // ONNX's LSTM, its gates brought in order by nodes, as silero_vad.onnx and its OpenVINO export
	formSequence             // ONNX's LSTM over many windows, as silero_vad_16k_sequence.onnx
)

// newPart returns v6's network for a rate.
func newPart(t testing.TB, rate int, f form) *part {
	nfft := rate * 256 / 16000
	p := &part{tensors: make(map[string]weights.Tensor), padMode: "reflect", ints: make(map[string][]int64), numbers: map[string]float32{"two": 2}}
	p.tensors["basis"] = weights.Tensor{Shape: []int{nfft + 2, 1, nfft}, Data: onnxtest.Basis(nfft, nfft)}
	for _, name := range weights.ArchitectureV5.Names() {
		tensor, err := weights.V6().Tensor(rate, name)
		if err != nil {
			t.Fatal(err)
		}
		p.tensors[name] = tensor
	}
	p.ints["pads"] = []int64{0, 0, 0, int64(nfft / 4)}
	p.add("Pad", "padded", nil, "input", "pads")
	p.add("Conv", "spectrum", map[string][]int64{"strides": {int64(nfft / 2)}, "pads": {0, 0}}, "padded", "basis")
	p.bounds("real", "spectrum", 0, nfft/2+1)
	p.bounds("imaginary", "spectrum", nfft/2+1, nfft+2)
	p.add("Pow", "real2", nil, "real", "two")
	p.add("Pow", "imaginary2", nil, "imaginary", "two")
	p.add("Add", "power", nil, "real2", "imaginary2")
	p.add("Sqrt", "magnitudes", nil, "power")
	x := "magnitudes"
	for i, stride := range []int64{1, 2, 2, 1} {
		name := []string{"encoder.0", "encoder.1", "encoder.2", "encoder.3"}[i]
		p.conv(x, name, name+"_conv", stride, 1, 1)
		p.add("Relu", name, nil, name+"_conv")
		x = name
	}
	switch f {
	case formSums, formMatMul:
		p.sums(f == formMatMul)
	case formSlices:
		p.slicedLSTM()
	case formSequence:
		p.sequence()
	}
	return p
}

// bounds adds a Slice of rows of a value.
func (p *part) bounds(y, x string, start, end int) {
	p.ints[y+".start"], p.ints[y+".end"], p.ints["first axis"] = []int64{int64(start)}, []int64{int64(end)}, []int64{0}
	p.add("Slice", y, nil, x, y+".start", y+".end", "first axis")
}

// sums writes the LSTM as the sums of its gates.
func (p *part) sums(matMul bool) {
	p.ints["last"] = []int64{2}
	p.add("Squeeze", "x", nil, "encoder.3", "last")
	p.add("Gather", "h", map[string][]int64{"axis": {0}}, "state", "first")
	p.add("Gather", "c", map[string][]int64{"axis": {0}}, "state", "second")
	for _, part := range [][2]string{{"h", "hh"}, {"x", "ih"}} {
		x, suffix := part[0], part[1]
		w, b := "lstm.weight_"+suffix, "lstm.bias_"+suffix
		if matMul {
			p.tensors[w], _ = transposed(p.tensors[w], nil)
			p.add("MatMul", x+"_product", nil, x, w)
			p.add("Add", x+"_sum", nil, b, x+"_product")
		} else {
			p.add("Gemm", x+"_sum", map[string][]int64{"transB": {1}}, x, w, b)
		}
	}
	p.add("Add", "gates", nil, "h_sum", "x_sum")
	p.add("Split", "i f g o", map[string][]int64{"axis": {1}}, "gates")
	p.add("Sigmoid", "i_open", nil, "i")
	p.add("Sigmoid", "f_open", nil, "f")
	p.add("Tanh", "candidate", nil, "g")
	p.add("Sigmoid", "o_open", nil, "o")
	p.add("Mul", "kept", nil, "f_open", "c")
	p.add("Mul", "added", nil, "i_open", "candidate")
	p.add("Add", "c_next", nil, "kept", "added")
	p.add("Tanh", "c_bound", nil, "c_next")
	p.add("Mul", "h_next", nil, "o_open", "c_bound")
	p.add("Concat", "stateN", map[string][]int64{"axis": {0}}, "h_next", "c_next")
	p.add("Unsqueeze", "outputs", nil, "h_next", "last")
	p.decoder("outputs")
}

// slicedLSTM writes the LSTM as ONNX's, with nodes that bring the gates into its
// order.
func (p *part) slicedLSTM() {
	p.add("Shape", "shape", nil, "encoder.3")
	p.add("Transpose", "steps", map[string][]int64{"perm": {2, 0, 1}}, "encoder.3")
	ordered := func(name string) string {
		p.bounds(name+".i", name, 0, 128)
		p.bounds(name+".o", name, 384, 512)
		p.bounds(name+".fg", name, 128, 384)
		p.add("Concat", name+".iofg", map[string][]int64{"axis": {0}}, name+".i", name+".o", name+".fg")
		return name + ".iofg"
	}
	p.add("Unsqueeze", "W", nil, ordered("lstm.weight_ih"), "first axis")
	p.add("Unsqueeze", "R", nil, ordered("lstm.weight_hh"), "first axis")
	p.add("Concat", "biases", map[string][]int64{"axis": {0}}, ordered("lstm.bias_ih"), ordered("lstm.bias_hh"))
	p.add("Unsqueeze", "B", nil, "biases", "first axis")
	p.add("LSTM", "Y hn cn", map[string][]int64{"hidden_size": {128}}, "steps", "W", "R", "B", "", "h", "c")
	p.add("Concat", "stateN", map[string][]int64{"axis": {0}}, "hn", "cn")
	p.add("Unsqueeze", "outputs", nil, "hn", "last")
	p.decoder("outputs")
}

// sequence writes the LSTM as ONNX's, over the windows of the input [T][576].
func (p *part) sequence() {
	ordered := func(name string) []float32 {
		data := p.tensors[name].Data
		gate := len(data) / 4
		delete(p.tensors, name)
		return slices.Concat(data[:gate], data[3*gate:], data[gate:3*gate])
	}
	p.tensors["W"] = weights.Tensor{Shape: []int{1, 512, 128}, Data: ordered("lstm.weight_ih")}
	p.tensors["R"] = weights.Tensor{Shape: []int{1, 512, 128}, Data: ordered("lstm.weight_hh")}
	p.tensors["B"] = weights.Tensor{Shape: []int{1, 1024}, Data: append(ordered("lstm.bias_ih"), ordered("lstm.bias_hh")...)}
	p.add("Transpose", "steps", map[string][]int64{"perm": {0, 2, 1}}, "encoder.3")
	p.add("LSTM", "Y hn cn", map[string][]int64{"hidden_size": {128}}, "steps", "W", "R", "B", "", "h", "c")
	p.ints["direction axis"] = []int64{1}
	p.add("Squeeze", "hidden", nil, "Y", "direction axis")
	p.add("Transpose", "outputs", map[string][]int64{"perm": {0, 2, 1}}, "hidden")
	p.decoder("outputs")
	p.add("Squeeze", "speech_probs", nil, "probabilities", "rest")
}

func (p *part) decoder(x string) {
	p.add("Relu", "rectified", nil, x)
	p.conv("rectified", "decoder", "logits", 1, 0, 1)
	p.add("Sigmoid", "probabilities", nil, "logits")
}

// matMulDecoder writes the decoder as a matrix.
func (p *part) matMulDecoder() {
	n := p.node("logits")
	*n = buildingNode{op: "MatMul", output: "product", inputs: []string{"rectified", "decoder.weight"}}
	p.add("Add", "logits", nil, "product", "decoder.bias")
	p.tensors["decoder.weight"] = weights.Tensor{Shape: []int{128, 1}, Data: p.tensors["decoder.weight"].Data}
}
