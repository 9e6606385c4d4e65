package onnx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/weights"
)

// sameTensors fails the test unless all networks of got are those of want.
func sameTensors(t *testing.T, got, want *weights.Weights) {
	t.Helper()
	for _, rate := range got.Rates() {
		if d := differing(t, got, want, rate); d != nil {
			t.Errorf("%d Hz: tensors %q differ", rate, d)
		}
	}
}

// differing returns the names of the tensors that differ in any bit or in shape.
func differing(t *testing.T, a, b *weights.Weights, rate int) []string {
	t.Helper()
	if a.Architecture() != b.Architecture() {
		t.Fatalf("got architecture %v, want %v", a.Architecture(), b.Architecture())
	}
	var names []string
	for _, name := range b.Architecture().Names() {
		x, err := a.Tensor(rate, name)
		if err != nil {
			t.Fatal(err)
		}
		y, err := b.Tensor(rate, name)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(x.Shape, y.Shape) || !slices.EqualFunc(x.Data, y.Data, sameBits) {
			names = append(names, name)
		}
	}
	return names
}

func TestReadLayouts(t *testing.T) {
	matrix := newPart(t, 16000, formSequence)
	matrix.matMulDecoder()
	for _, c := range []struct {
		name  string
		model []byte
		rates []int
	}{
		{"branches of an If", nested(newPart(t, 16000, formSlices), newPart(t, 8000, formSlices)), []int{8000, 16000}},
		{"the other way round", nested(newPart(t, 8000, formSums), newPart(t, 16000, formSums)), []int{8000, 16000}},
		{"initializers", flat(newPart(t, 16000, formSums), newPart(t, 8000, formSums)), []int{8000, 16000}},
		{"16 kHz alone", flat(newPart(t, 16000, formSums)), []int{16000}},
		{"8 kHz alone", flat(newPart(t, 8000, formSlices)), []int{8000}},
		{"16 kHz alone, without If", flat(newPart(t, 16000, formSlices)), []int{16000}},
		{"matrices for gates", flat(newPart(t, 16000, formMatMul)), []int{16000}},
		{"a sequence of windows", flat(newPart(t, 16000, formSequence)), []int{16000}},
		{"a sequence, a matrix for a decoder", flat(matrix), []int{16000}},
	} {
		w, err := Read(bytes.NewReader(c.model))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(w.Rates(), c.rates) {
			t.Errorf("%s: got rates %d, want %d", c.name, w.Rates(), c.rates)
		}
		sum := sha256.Sum256(c.model)
		if w.Release() != "custom" || w.Source() != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: got release %q, source %s, want custom, %x", c.name, w.Release(), w.Source(), sum)
		}
		sameTensors(t, w, weights.V6())
	}
}

func TestReadRejectsNetworks(t *testing.T) {
	for _, c := range []struct {
		name   string
		form   form
		change func(p *part)
		want   error
		says   string
	}{
		{"no bias", formSums, func(p *part) { p.node("x_sum").inputs = []string{"x", "lstm.weight_ih"} }, ErrUnsupported, "lstm.weight_ih is input of a Gemm with 2 inputs"},
		{"no network", formSums, func(p *part) { *p = part{} }, ErrUnsupported, "looked for a convolution with an STFT basis, [258 1 256] or [130 1 128], that begins v4, v5 and v6; got 0 nodes and 0 tensors, the largest none"},
		{"no basis", formSums, func(p *part) { p.nodes[1] = buildingNode{op: "Tanh", inputs: []string{"padded"}, output: "spectrum"} }, ErrUnsupported, "the largest \"0\" [258 1 256]"},
		{"unknown tensor", formSums, func(p *part) {
			p.tensors["gain"] = weights.Tensor{Shape: []int{2}, Data: []float32{1, 2}}
			p.add("Mul", "louder", nil, "input", "gain")
		}, ErrUnsupported, `[2], read by Mul`},
		{"shape", formSums, func(p *part) {
			p.tensors["decoder.bias"] = weights.Tensor{Shape: []int{1, 1}, Data: []float32{1}}
		}, weights.ErrTensor, `"16k.decoder.bias" has shape [1 1], want [1]`},
		{"too many elements", formSums, func(p *part) {
			p.tensors["decoder.bias"] = weights.Tensor{Shape: []int{1}, Data: []float32{1, 2}}
		}, ErrFormat, "has 2 elements"},
		{"negative dimension", formSums, func(p *part) {
			p.tensors["decoder.bias"] = weights.Tensor{Shape: []int{-1}, Data: []float32{1}}
		}, ErrFormat, "[-1]"},
		{"overflowing dimensions", formSums, func(p *part) {
			p.tensors["decoder.bias"] = weights.Tensor{Shape: []int{1 << 30, 1 << 30, 1 << 4}, Data: []float32{1}}
		}, ErrFormat, "[1073741824 1073741824 16]"},
		{"not finite", formSums, func(p *part) {
			p.tensors["decoder.bias"] = weights.Tensor{Shape: []int{1}, Data: []float32{float32(math.Inf(1))}}
		}, weights.ErrTensor, `"16k.decoder.bias"`},
		{"size of the basis", formSums, func(p *part) {
			p.tensors["basis"] = weights.Tensor{Shape: []int{514, 1, 512}, Data: onnxtest.Basis(512, 512)}
		}, ErrUnsupported, "[514 1 512]"},
		{"symmetric Hann window", formSums, func(p *part) {
			p.tensors["basis"] = weights.Tensor{Shape: []int{258, 1, 256}, Data: onnxtest.Basis(256, 255)}
		}, ErrUnsupported, "periodic Hann"},
		{"NaN in the basis", formSums, func(p *part) { p.tensors["basis"].Data[700] = float32(math.NaN()) }, ErrUnsupported, "differs from a periodic Hann window times the DFT by NaN"},
		{"hop", formSums, func(p *part) { p.node("spectrum").ints["strides"] = []int64{32} }, ErrUnsupported, "strides [32], want [128]"},
		{"the hop of v4", formSums, func(p *part) { p.node("spectrum").ints["strides"] = []int64{64} }, ErrUnsupported, "v4: pads"},
		{"no magnitude", formSums, func(p *part) { p.node("magnitudes").op = "Tanh" }, ErrUnsupported, "0 nodes Sqrt"},
		{"stride", formSums, func(p *part) { p.node("encoder.1_conv").ints["strides"] = []int64{1} }, ErrUnsupported, "has strides [1], want [2]"},
		{"padding", formSums, func(p *part) { p.node("encoder.1_conv").ints["pads"] = []int64{2, 0} }, ErrUnsupported, "has pads [2 0], want [1 1]"},
		{"no activation", formSums, func(p *part) { p.node("encoder.2").op = "Tanh" }, ErrUnsupported, `0 nodes Relu read "encoder.2_conv.0"`},
		{"layers in another order", formSums, func(p *part) { p.node("encoder.3_conv").inputs[0] = "encoder.1" }, ErrUnsupported, "v5: "},
		{"another gate first", formSums, func(p *part) { p.node("i f g o").output = "f i g o" }, ErrUnsupported, "the first gate"},
		{"gates in ONNX's order", formSums, func(p *part) { p.node("i f g o").output = "i o f g" }, ErrUnsupported, "want 1"},
		{"three gates", formSums, func(p *part) { p.node("i f g o").output = "i f g" }, ErrUnsupported, "into 3, want 4"},
		{"a basis of 16 kHz with the tensors of 8 kHz", formSums, func(p *part) { p.tensors["encoder.0.weight"] = newPart(t, 8000, formSums).tensors["encoder.0.weight"] },
			ErrUnsupported, "weights [128 129 3]"},
		{"backward LSTM", formSequence, func(p *part) { p.node("Y hn cn").text = [2]string{"direction", "reverse"} }, ErrUnsupported, `direction "reverse"`},
		{"units of the LSTM", formSequence, func(p *part) { p.node("Y hn cn").ints["hidden_size"] = []int64{64} }, ErrUnsupported, "[64] units"},
		{"no LSTM", formSequence, func(p *part) { p.node("Y hn cn").op = "GRU" }, ErrUnsupported, "no LSTM follows"},
		{"two LSTMs that differ", formSequence, func(p *part) {
			p.tensors["other"] = weights.Tensor{Shape: []int{1, 512, 128}, Data: slices.Clone(p.tensors["W"].Data)}
			p.tensors["other"].Data[9]++
			p.add("LSTM", "Y2 hn2 cn2", map[string][]int64{"hidden_size": {128}}, "steps", "other", "R", "B")
		}, ErrUnsupported, "two tensors for lstm.weight_ih that differ"},
		{"weights that are an input", formSequence, func(p *part) { p.node("Y hn cn").inputs[1] = "elsewhere" }, ErrUnsupported, "is not made of tensors of the file"},
		{"weights that are computed", formSlices, func(p *part) { p.node("biases").op = "Add" }, ErrUnsupported, "is made by a Add"},
		{"rows out of range", formSlices, func(p *part) { p.ints["lstm.bias_ih.i.start"] = []int64{512} }, ErrUnsupported, "slice of 512 rows from 512 to 128"},
		{"an axis that is not there", formSlices, func(p *part) { p.ints["first axis"] = []int64{7} }, ErrUnsupported, "axis"},
		{"no activation before the decoder", formSlices, func(p *part) { p.node("rectified").op = "Tanh" }, ErrUnsupported, "does not read a Relu"},
		{"no decoder", formSlices, func(p *part) { p.node("logits").op = "Tanh" }, ErrUnsupported, "0 decoders"},
		{"no sigmoid", formSlices, func(p *part) { p.node("probabilities").op = "Tanh" }, ErrUnsupported, "want 1"},
	} {
		p := newPart(t, 16000, c.form)
		c.change(p)
		_, err := Read(bytes.NewReader(flat(p)))
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, c.want, c.says)
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "onnx: ") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %q is not a line that starts with the package's name", c.name, err)
		}
	}
}

func TestReadRejectsTwoNetworksForOneRate(t *testing.T) {
	_, err := Read(bytes.NewReader(flat(newPart(t, 16000, formSums), newPart(t, 16000, formSlices))))
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "a second network of v5 for 16000 Hz") {
		t.Errorf("got %v, want %v", err, ErrUnsupported)
	}
	g := newPart(t, 16000, formSums).graph(nil, "", 0, false)
	_, err = Read(bytes.NewReader(buildModel(newPart(t, 8000, formSums).graph(g, "", 0, false))))
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "two tensors with name") {
		t.Errorf("got %v, want %v", err, ErrFormat)
	}
}

// TestReadIgnoresOtherTensors adds a tensor that no node reads, as exporters do,
// and indices and exponents.
func TestReadIgnoresOtherTensors(t *testing.T) {
	g := newPart(t, 16000, formSums).graph(nil, "", 0, false)
	g = protoBytes(g, graphInitializer, floatTensor("val_7", []int{3}, []float32{0, 0, 0}))
	g = protoBytes(g, graphInitializer, floatTensor("exponent", nil, []float32{2}))
	g = protoBytes(g, graphNode, buildNode("Pow", "x exponent", "y"))
	g = protoBytes(g, graphInitializer, buildTensor("axes", []int{2}, typeInt64, make([]byte, 16)))
	g = protoBytes(g, graphNode, buildNode("Unsqueeze", "x axes", "y"))
	w, err := Read(bytes.NewReader(buildModel(g)))
	if err != nil {
		t.Fatal(err)
	}
	sameTensors(t, w, weights.V6())
}

// TestReadTruncated cuts a file at each of its first and last bytes, and at many
// places between: each cut is an error.
func TestReadTruncated(t *testing.T) {
	model := flat(newPart(t, 16000, formSums))
	for n := 0; n < len(model); {
		if _, err := Read(bytes.NewReader(model[:n])); !errors.Is(err, ErrFormat) {
			t.Errorf("first %d of %d bytes: got %v, want %v", n, len(model), err, ErrFormat)
		}
		if n < 64 || n > len(model)-64 {
			n++
		} else {
			n += min(4999, len(model)-63-n)
		}
	}
}

func TestReadRejectsOtherFiles(t *testing.T) {
	deep := floatTensor("x", []int{1}, []float32{1})
	deep = protoBytes(nil, graphInitializer, deep)
	for range 100_000 {
		deep = protoBytes(nil, graphNode, buildNode("If", "", "", messageAttribute("then_branch", attributeGraph, deep)))
		if len(deep) > 1<<16 {
			break
		}
	}
	for _, c := range []struct{ name, file string }{
		{"empty", ""},
		{"text", "MIT License\n\nCopyright"},
		{"safetensors", string(weights.V6().Encode())},
		{"zeros", string(make([]byte, 4096))},
		{"ones", strings.Repeat("\xff", 4096)},
		{"graphs in graphs", string(buildModel(deep))},
	} {
		_, err := Read(strings.NewReader(c.file))
		if !errors.Is(err, ErrFormat) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %v in one line", c.name, err, ErrFormat)
		}
	}
	broken := errors.New("disk on fire")
	if _, err := Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
	if _, err := Read(zeros{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "16777216") {
		t.Errorf("endless file: got %v, want %v", err, ErrFormat)
	}
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
