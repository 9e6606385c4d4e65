package onnx

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/weights"
)

// newPartV4 returns v4's network for a rate.
func newPartV4(t testing.TB, rate int) *part {
	p := &part{
		tensors: make(map[string]weights.Tensor), padMode: "reflect",
		ints:    map[string][]int64{"pads": {0, 0, 96, 0, 0, 96}},
		numbers: map[string]float32{"scale": 1 << 20, "one": 1},
	}
	p.tensors["basis"] = weights.Tensor{Shape: []int{258, 1, 256}, Data: onnxtest.Basis(256, 256)}
	for _, name := range weights.ArchitectureV4.Names() {
		tensor, err := weights.V4().Tensor(rate, name)
		if err != nil {
			t.Fatal(err)
		}
		p.tensors[name] = tensor
	}
	p.lstmTensors()
	p.spectrum()
	x := p.block("features", "first_layer", 258, true)
	x = p.strided(x, "encoder.0", 2)
	x = p.block(x, "encoder.3", 16, true)
	x = p.strided(x, "encoder.4", 2)
	x = p.block(x, "encoder.7", 32, false)
	x = p.strided(x, "encoder.8", int64(rate/8000))
	x = p.block(x, "encoder.11", 32, true)
	x = p.strided(x, "encoder.12", 1)
	p.add("Transpose", "steps", map[string][]int64{"perm": {2, 0, 1}}, x)
	p.lstm("")
	p.add("Relu", "rectified", nil, "outputs")
	p.conv("rectified", "decoder", "logits", 1, 0, 1)
	p.add("Sigmoid", "output", nil, "logits")
	return p
}

// spectrum adds the nodes up to the features.
func (p *part) spectrum() {
	p.add("Pad", "padded", nil, "samples", "pads")
	p.add("Conv", "spectrum", map[string][]int64{"strides": {64}}, "padded", "basis")
	p.add("Sqrt", "magnitudes", nil, "spectrum")
	p.add("Mul", "scaled", nil, "magnitudes", "scale")
	p.add("Add", "shifted", nil, "one", "scaled")
	p.add("Log", "logarithms", nil, "shifted")
	p.add("Conv", "smooth", nil, "mean", "adaptive_normalization.filter")
	p.add("Sub", "normalized", nil, "logarithms", "smooth")
	p.add("Concat", "features", map[string][]int64{"axis": {1}}, "magnitudes", "normalized")
}

// block adds a separable block, the projection before the rest, and returns its
// output.
func (p *part) block(x, name string, channels int64, projection bool) string {
	residual := x
	if projection {
		residual = name + "_residual"
		p.conv(x, name+".proj", residual, 1, 0, 1)
	}
	p.conv(x, name+".dw_conv", name+"_deep", 1, 2, channels)
	p.add("Relu", name+"_rectified", nil, name+"_deep")
	p.conv(name+"_rectified", name+".pw_conv", name+"_wide", 1, 0, 1)
	p.add("Add", name+"_sum", nil, residual, name+"_wide")
	p.add("Relu", name, nil, name+"_sum")
	return name
}

func (p *part) strided(x, name string, stride int64) string {
	p.conv(x, name, name+"_conv", stride, 0, 1)
	p.add("Relu", name, nil, name+"_conv")
	return name
}

// lstm adds both layers; suffix tells a second copy from the first.
func (p *part) lstm(suffix string) {
	x := "steps"
	for _, layer := range []string{"_l0", "_l1"} {
		y := "outputs" + layer + suffix
		p.nodes = append(p.nodes, buildingNode{op: "LSTM", output: y, ints: map[string][]int64{"hidden_size": {64}}, text: [2]string{"direction", "forward"},
			inputs: []string{x, "W" + layer + suffix, "R" + layer + suffix, "B" + layer + suffix}})
		x = "squeezed" + layer + suffix
		p.add("Squeeze", x, nil, y)
	}
	p.add("Transpose", "outputs"+suffix, nil, x)
}

// lstmTensors replaces the LSTM's tensors by ONNX's: W, R and B, whose gates are
// in the order i, o, f, g.
func (p *part) lstmTensors() {
	ordered := func(name string) []float32 {
		data := p.tensors[name].Data
		gate := len(data) / 4
		return slices.Concat(data[:gate], data[3*gate:], data[gate:2*gate], data[2*gate:3*gate])
	}
	for _, layer := range []string{"_l0", "_l1"} {
		p.tensors["W"+layer] = weights.Tensor{Shape: []int{1, 256, 64}, Data: ordered("lstm.weight_ih" + layer)}
		p.tensors["R"+layer] = weights.Tensor{Shape: []int{1, 256, 64}, Data: ordered("lstm.weight_hh" + layer)}
		p.tensors["B"+layer] = weights.Tensor{Shape: []int{1, 512}, Data: append(ordered("lstm.bias_ih"+layer), ordered("lstm.bias_hh"+layer)...)}
		for _, name := range []string{"weight_ih", "weight_hh", "bias_ih", "bias_hh"} {
			delete(p.tensors, "lstm."+name+layer)
		}
	}
}

// secondLSTM adds the LSTM again, with tensors of its own, as in the official
// file.
func (p *part) secondLSTM() {
	for _, name := range []string{"W_l0", "R_l0", "B_l0", "W_l1", "R_l1", "B_l1"} {
		t := p.tensors[name]
		p.tensors[name+"_again"] = weights.Tensor{Shape: t.Shape, Data: slices.Clone(t.Data)}
	}
	p.lstm("_again")
}

func TestReadV4Layouts(t *testing.T) {
	twice := newPartV4(t, 8000)
	twice.secondLSTM()
	for _, c := range []struct {
		name  string
		model []byte
		rates []int
	}{
		{"branches of an If", nested(newPartV4(t, 16000), newPartV4(t, 8000)), []int{8000, 16000}},
		{"the other way round", nested(newPartV4(t, 8000), newPartV4(t, 16000)), []int{8000, 16000}},
		{"16 kHz alone", flat(newPartV4(t, 16000)), []int{16000}},
		{"8 kHz alone, the LSTM twice", flat(twice), []int{8000}},
	} {
		w, err := Read(bytes.NewReader(c.model))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(w.Rates(), c.rates) || w.Release() != "custom" {
			t.Errorf("%s: got rates %d of release %q, want %d of custom", c.name, w.Rates(), w.Release(), c.rates)
		}
		sameTensors(t, w, weights.V4())
	}
}

// Each change makes another network of the same tensors, or one that is not
// known.
func TestReadV4Rejects(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *part)
		want   error
		says   string
	}{
		{"constant padding", func(p *part) { p.padMode = "constant" }, ErrUnsupported, `mode "constant", want reflect`},
		{"other padding", func(p *part) { p.ints["pads"][5] = 64 }, ErrUnsupported, "pads [0 0 96 0 0 64]"},
		{"scale", func(p *part) { p.numbers["scale"] = 1 << 16 }, ErrUnsupported, "Mul with [65536], want 1.048576e+06"},
		{"no scale", func(p *part) { p.node("shifted").inputs[1] = "magnitudes" }, ErrUnsupported, "a Sqrt of"},
		{"symmetric Hann window", func(p *part) {
			p.tensors["basis"] = weights.Tensor{Shape: []int{258, 1, 256}, Data: onnxtest.Basis(256, 255)}
		}, ErrUnsupported, "periodic Hann"},
		{"features the other way round", func(p *part) { slices.Reverse(p.node("features").inputs) }, ErrUnsupported, "the first channels are of a Sub"},
		{"taps not by channel", func(p *part) { p.node("encoder.3_deep").ints["group"] = []int64{1} }, ErrUnsupported, "has group [1], want [16]"},
		{"padding of taps", func(p *part) { p.node("encoder.3_deep").ints["pads"] = []int64{0, 4} }, ErrUnsupported, "has pads [0 4], want [2 2]"},
		{"stride", func(p *part) { p.node("encoder.4_conv").ints["strides"] = []int64{1} }, ErrUnsupported, "has strides [1], want [2]"},
		{"stride that decides the rate", func(p *part) { p.node("encoder.8_conv").ints["strides"] = []int64{4} }, ErrUnsupported, "has strides [4], want [1]"},
		{"no residual", func(p *part) { p.node("encoder.7_sum").inputs[0] = "encoder.0" }, ErrUnsupported, `encoder.7 adds`},
		{"residual of something else", func(p *part) { p.node("encoder.11_residual").inputs[0] = "encoder.4" }, ErrUnsupported, "for encoder.11.proj, want 1"},
		{"no activation", func(p *part) { p.node("encoder.3").op = "Tanh" }, ErrUnsupported, "0 nodes Relu"},
		{"an output used elsewhere", func(p *part) { p.add("Tanh", "other", nil, "encoder.12_conv") }, ErrUnsupported, "2 nodes read"},
		{"backward LSTM", func(p *part) { p.node("outputs_l0").text[1] = "reverse" }, ErrUnsupported, `direction "reverse"`},
		{"no second layer", func(p *part) { p.node("squeezed_l0").output = "elsewhere" }, ErrUnsupported, "no LSTM of layer 1"},
		{"two LSTMs that differ", func(p *part) { p.secondLSTM(); p.tensors["R_l1_again"].Data[7]++ }, ErrUnsupported, "two tensors for lstm.weight_hh_l1 that differ"},
		{"shape of the LSTM", func(p *part) { p.tensors["B_l0"] = weights.Tensor{Shape: []int{512}, Data: p.tensors["B_l0"].Data} }, ErrUnsupported, "has shape [512], want [1 512]"},
		{"two decoders", func(p *part) { p.conv("rectified", "decoder", "more", 1, 0, 1) }, ErrUnsupported, "2 nodes Conv [1 64 1], want 1"},
		{"decoder without activation", func(p *part) { p.node("logits").inputs[0] = "outputs" }, ErrUnsupported, "decoder reads a Transpose"},
		{"unknown tensor", func(p *part) {
			p.tensors["gain"] = weights.Tensor{Shape: []int{2}, Data: []float32{1, 2}}
			p.add("Mul", "louder", nil, "samples", "gain")
		}, ErrUnsupported, "[2], read by Mul"},
		{"shape of a bias", func(p *part) { p.tensors["encoder.4.bias"] = weights.Tensor{Shape: []int{2}, Data: []float32{1, 2}} },
			weights.ErrTensor, `"16k.encoder.4.bias" has shape [2], want [32]`},
	} {
		p := newPartV4(t, 16000)
		c.change(p)
		_, err := Read(bytes.NewReader(flat(p)))
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, c.want, c.says)
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "onnx: ") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %q is not a line that starts with the package's name", c.name, err)
		}
	}
	_, err := Read(bytes.NewReader(nested(newPartV4(t, 16000), newPartV4(t, 16000))))
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "a second network of v4 for 16000 Hz") {
		t.Errorf("two networks for one rate: got %v", err)
	}
}
