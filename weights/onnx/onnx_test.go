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
	for _, c := range []struct {
		name  string
		model []byte
		rates []int
	}{
		{"branches of an If", nested(newPart(t, "If_0_then_branch__Inline_0__", 16000), newPart(t, "If_0_else_branch__Inline_0__", 8000)), []int{8000, 16000}},
		{"the other way round", nested(newPart(t, "If_0_then_branch__Inline_0__", 8000), newPart(t, "If_0_else_branch__Inline_0__", 16000)), []int{8000, 16000}},
		{"initializers", flat(newPart(t, "model.", 16000), newPart(t, "model_8k.", 8000)), []int{8000, 16000}},
		{"16 kHz alone", flat(newPart(t, "model.", 16000)), []int{16000}},
		{"no prefix", flat(newPart(t, "", 16000)), []int{16000}},
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
	one := []float32{1}
	for _, c := range []struct {
		name   string
		change func(p *part)
		want   error
		says   string
	}{
		{"missing tensor", func(p *part) {
			p.order = slices.DeleteFunc(p.order, func(s string) bool { return s == "decoder.rnn.bias_hh" })
		},
			weights.ErrTensor, "16k.lstm.bias_hh"},
		{"missing basis", func(p *part) { p.order = p.order[1:] }, ErrUnsupported, "model." + basisSuffix},
		{"no tensors", func(p *part) { p.order = nil }, ErrUnsupported, "0 tensors"},
		{"unknown tensor", func(p *part) { p.add("decoder.rnn.weight_hr", weights.Tensor{Shape: []int{2}, Data: []float32{1, 2}}) },
			ErrUnsupported, `"model.decoder.rnn.weight_hr" [2], read by Slice`},
		{"other word", func(p *part) { p.prefix = "model" }, ErrUnsupported, "modelstft"},
		{"shape", func(p *part) { p.add("decoder.decoder.2.bias", weights.Tensor{Shape: []int{1, 1}, Data: one}) },
			weights.ErrTensor, `"16k.decoder.bias" has shape [1 1], want [1]`},
		{"too many elements", func(p *part) { p.add("decoder.decoder.2.bias", weights.Tensor{Shape: []int{1}, Data: []float32{1, 2}}) },
			ErrFormat, `"model.decoder.decoder.2.bias" has 2 elements`},
		{"negative dimension", func(p *part) { p.add("decoder.decoder.2.bias", weights.Tensor{Shape: []int{-1}, Data: one}) },
			ErrFormat, `"model.decoder.decoder.2.bias"`},
		{"overflowing dimensions", func(p *part) {
			p.add("decoder.decoder.2.bias", weights.Tensor{Shape: []int{1 << 30, 1 << 30, 1 << 4}, Data: one})
		}, ErrFormat, `"model.decoder.decoder.2.bias"`},
		{"not finite", func(p *part) {
			p.add("decoder.decoder.2.bias", weights.Tensor{Shape: []int{1}, Data: []float32{float32(math.Inf(1))}})
		}, weights.ErrTensor, `"16k.decoder.bias"`},
		{"size of the basis", func(p *part) {
			p.add(basisSuffix, weights.Tensor{Shape: []int{514, 1, 512}, Data: hannBasis(512, 512)})
		}, ErrUnsupported, "[514 1 512]"},
		{"symmetric Hann window", func(p *part) {
			p.add(basisSuffix, weights.Tensor{Shape: []int{258, 1, 256}, Data: hannBasis(256, 255)})
		}, ErrUnsupported, "periodic Hann"},
		{"NaN in the basis", func(p *part) { p.tensors[basisSuffix].Data[700] = float32(math.NaN()) }, ErrUnsupported, "differs from a periodic Hann window times the DFT by NaN"},
		{"hop", func(p *part) { p.strides[basisSuffix] = 32 }, ErrUnsupported, "strides [32], want [128]"},
		{"the hop of v4", func(p *part) { p.strides[basisSuffix] = 64 }, ErrUnsupported, "v4: 0 nodes Pad [], want 1"},
		{"stride", func(p *part) { p.strides["encoder.1.reparam_conv.weight"] = 1 }, ErrUnsupported, `"model.encoder.1.reparam_conv.weight" has strides [1], want [2]`},
		{"8 kHz tensors with the basis of 16 kHz", func(p *part) {
			other := newPart(t, "", 8000)
			p.add("encoder.0.reparam_conv.weight", other.tensors["encoder.0.reparam_conv.weight"])
		}, weights.ErrTensor, `"16k.encoder.0.weight" has shape [128 65 3], want [128 129 3]`},
	} {
		p := newPart(t, "model.", 16000)
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
	_, err := Read(bytes.NewReader(flat(newPart(t, "a.", 16000), newPart(t, "b.", 16000))))
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), `"b." is a second network for 16000 Hz`) {
		t.Errorf("got %v, want %v", err, ErrUnsupported)
	}
	_, err = Read(bytes.NewReader(flat(newPart(t, "a.", 16000), newPart(t, "a.", 16000))))
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `"a.`+basisSuffix+`"`) {
		t.Errorf("got %v, want %v", err, ErrFormat)
	}
}

// TestReadIgnoresOtherTensors adds a tensor that no node reads, as exporters do,
// and indices and exponents.
func TestReadIgnoresOtherTensors(t *testing.T) {
	p := newPart(t, "", 16000)
	g := p.graph(nil, false)
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
	model := flat(newPart(t, "model.", 16000))
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
