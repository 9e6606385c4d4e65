package onnx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/gosilero/vad/internal/fuzztest"
	"github.com/gosilero/vad/weights"
)

func TestDecodeTensor(t *testing.T) {
	want := []float32{1, -2.5, 3e-40, math.MaxFloat32, 0, float32(math.Copysign(0, -1))}
	raw := floatTensor("x", []int{2, 3}, want)

	packed := protoBytes(nil, tensorDims, []byte{2, 3})
	packed = protoInt(packed, tensorDataType, typeFloat)
	var data []byte
	for _, v := range want {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	packed = protoBytes(packed, tensorFloatData, data)

	single := protoInt(protoInt(protoInt(nil, tensorDims, 2), tensorDims, 3), tensorDataType, typeFloat)
	for _, v := range want {
		single = protowire.AppendTag(single, tensorFloatData, protowire.Fixed32Type)
		single = protowire.AppendFixed32(single, math.Float32bits(v))
	}

	for name, b := range map[string][]byte{"raw": raw, "packed": packed, "one by one": single} {
		p, err := decodeTensorProto(b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.decode("x")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !slices.Equal(got.Shape, []int{2, 3}) || !slices.EqualFunc(got.Data, want, sameBits) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestDecodeTensorErrors(t *testing.T) {
	four := make([]byte, 4)
	for _, c := range []struct {
		name string
		b    []byte
		want error
		says string
	}{
		{"float16", buildTensor("x", []int{2}, 10, four), ErrUnsupported, "data type 10, want 1"},
		{"no type", buildTensor("x", []int{1}, 0, four), ErrUnsupported, "data type 0, want 1"},
		{"data elsewhere", protoInt(buildTensor("x", []int{1}, typeFloat, nil), tensorDataLocation, 1), ErrUnsupported, "another file"},
		{"no data", buildTensor("x", []int{1}, typeFloat, nil), ErrFormat, "0 elements"},
		{"half an element", buildTensor("x", []int{1}, typeFloat, make([]byte, 6)), ErrFormat, `"x"`},
		{"zero dimension", buildTensor("x", []int{0}, typeFloat, nil), ErrFormat, "[0]"},
		{"segment", protoBytes(buildTensor("x", []int{1}, typeFloat, four), 3, nil), ErrFormat, "segmented"},
		{"wire type", protoBytes(buildTensor("x", []int{1}, typeFloat, four), tensorDataType, nil), ErrUnsupported, `"x"`},
	} {
		p, err := decodeTensorProto(c.b)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		_, err = p.decode("x")
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, c.want, c.says)
		}
	}
}

// TestDecodeFloatsRecovers decodes a shape that the checks in decode would reject,
// on which gorgonia panics: that is an error.
func TestDecodeFloatsRecovers(t *testing.T) {
	b := floatTensor("x", []int{2, 3}, make([]float32, 5))
	if data, err := decodeFloats(b); err == nil {
		t.Errorf("got %v, want an error", data)
	}
}

// FuzzTensor checks that decoding gives elements that fit the shape, or one of the
// package's errors, whatever the message.
func FuzzTensor(f *testing.F) {
	f.Add(floatTensor("x", []int{2, 3}, make([]float32, 6)))
	f.Add(floatTensor("x", []int{2, 3}, make([]float32, 5)))
	f.Add(floatTensor("", nil, []float32{1}))
	f.Add(buildTensor("x", []int{1}, 0, make([]byte, 4)))
	f.Add(protoBytes(floatTensor("x", []int{1}, []float32{1}), 3, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := decodeTensorProto(b)
		if err == nil {
			got, e := p.decode("x")
			err = e
			if n := p.elements(); err == nil && (n != len(got.Data) || n == 0) {
				t.Fatalf("got %d elements for shape %d", len(got.Data), p.dims)
			}
		}
		if err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) {
			t.Fatalf("%v wraps no sentinel", err)
		}
	})
}

// FuzzRead checks that Read returns an error that wraps a sentinel for files that
// hold no network.
func FuzzRead(f *testing.F) {
	tiny := func(name string) []byte {
		g := protoBytes(nil, graphInitializer, floatTensor(name, []int{1}, []float32{1}))
		g = protoBytes(g, graphNode, buildNode("Conv", "x "+name, "y", intsAttribute("strides", 1)))
		return buildModel(protoBytes(g, graphNode, buildNode("If", "c", "y", messageAttribute("then_branch", attributeGraph, g))))
	}
	f.Add([]byte(nil))
	f.Add(tiny("stft.forward_basis_buffer"))
	f.Add(tiny("model.encoder.0.reparam_conv.weight"))
	f.Add(tiny("model.feature_extractor.forward_basis_buffer"))
	f.Add(tiny("x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var w *weights.Weights
		var err error
		fuzztest.Allocates(t, 1<<20+256*len(b), func() { w, err = Read(bytes.NewReader(b)) })
		if err == nil {
			t.Fatalf("got weights for %d Hz out of %d bytes", w.Rates(), len(b))
		}
		if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) {
			t.Fatalf("%v wraps no sentinel", err)
		}
	})
}
