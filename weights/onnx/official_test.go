package onnx

import (
	"bytes"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
	"github.com/gosilero/vad/weights"
)

func readOfficial(t *testing.T, name string) (*weights.Weights, error) {
	t.Helper()
	f, err := os.Open(onnxtest.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return Read(f)
}

// TestOfficialFiles checks that the official files of a release have the embedded
// tensors, except for the 8 kHz network of the op18 file, and that the three files
// that the embedded releases were extracted from give the same containers.
func TestOfficialFiles(t *testing.T) {
	for _, c := range []struct {
		file    string
		source  string
		release string
		want    *weights.Weights
		same    []int // rates with the tensors of want
		other   []int // rates with tensors of their own
		origin  bool  // want was extracted from this file
	}{
		{"silero_vad_v6.onnx", weights.V6Source, "v6", weights.V6(), []int{8000, 16000}, nil, true},
		{"silero_vad_op18_ifless.onnx", "7671cd04b004e9076da0d4a7b1a5aec36adf161c39230c1cb94a4fd5db6bbd28", "v6-op18", weights.V6(), []int{16000}, []int{8000}, false},
		{"silero_vad_16k_op15.onnx", "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49", "v6", weights.V6(), []int{16000}, nil, false},
		{"silero_vad_v5.onnx", weights.V5Source, "v5", weights.V5(), []int{8000, 16000}, nil, true},
		{"silero_vad_half.onnx", "1e0b195ad4806595ef4466f419d16fca7e4afcfc6669b8c0b5f76ea87547c769", "v5", weights.V5(), []int{16000}, nil, false},
		{"silero_vad_legacy.onnx", weights.V4Source, "v4", weights.V4(), []int{8000, 16000}, nil, true},
	} {
		t.Run(c.file, func(t *testing.T) {
			w, err := readOfficial(t, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if w.Source() != c.source {
				t.Errorf("got source %s, want %s", w.Source(), c.source)
			}
			if w.Release() != c.release {
				t.Errorf("got release %q, want %q", w.Release(), c.release)
			}
			if want := slices.Sorted(slices.Values(append(c.other, c.same...))); !slices.Equal(w.Rates(), want) {
				t.Errorf("got rates %d, want %d", w.Rates(), want)
			}
			for _, rate := range c.same {
				if d := differing(t, w, c.want, rate); d != nil {
					t.Errorf("%d Hz: %q differ from those of %s", rate, d, c.want.Release())
				}
			}
			for _, rate := range c.other {
				if d := differing(t, w, c.want, rate); len(d) != len(w.Architecture().Names()) {
					t.Errorf("%d Hz: only %q differ from those of %s, want all", rate, d, c.want.Release())
				}
			}
			if c.origin && !bytes.Equal(w.Encode(), c.want.Encode()) {
				t.Errorf("got a container with SHA-256 %x, want %x", w.Checksum(), c.want.Checksum())
			}
		})
	}
}

// TestOfficialFileDamaged changes bytes near names, where lengths, types and
// dimensions are: that gives an error or the same weights, never others and never
// a panic.
func TestOfficialFileDamaged(t *testing.T) {
	for _, c := range []struct {
		file, name string
		want       *weights.Weights
		least      int // places
	}{
		{"silero_vad_v6.onnx", "decoder.decoder.2.bias", weights.V6(), 20},
		{"silero_vad_legacy.onnx", "first_layer.0.pw_conv.0.weight", weights.V4(), 20},
	} {
		model, err := os.ReadFile(onnxtest.Path(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		damaged := 0
		for at := 0; ; {
			i := bytes.Index(model[at:], []byte(c.name))
			if i < 0 {
				break
			}
			at += i + len(c.name)
			for _, j := range []int{at - len(c.name) - 9, at - len(c.name) - 1, at - 3, at, at + 1} {
				old := model[j]
				model[j] ^= 0x15
				damaged++
				if w, err := Read(bytes.NewReader(model)); err == nil {
					sameTensors(t, w, c.want)
				}
				model[j] = old
			}
		}
		if damaged < c.least {
			t.Errorf("%s: changed %d bytes, want at least %d: the name is not where it was", c.file, damaged, c.least)
		}
	}
}

// The basis of v4 is the formula's to the last bit: hann and exp rounded to
// float32, and their product again. The network in package model relies on it.
func TestOfficialBasisOfV4(t *testing.T) {
	file, err := os.ReadFile(onnxtest.Path(t, "silero_vad_legacy.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := decodeModel(file)
	if err != nil {
		t.Fatal(err)
	}
	starts := m.startsV4()
	if len(starts) != 2 {
		t.Fatalf("got %d networks, want 2", len(starts))
	}
	for _, start := range starts {
		basis, err := m.tensors[start.inputs[1]].decode(start.inputs[1])
		if err != nil {
			t.Fatal(err)
		}
		const size, bins = 256, 129
		for k := range bins {
			for s := range size {
				hann := float32(0.5 - 0.5*math.Cos(2*math.Pi*float64(s)/size))
				sin, cos := math.Sincos(2 * math.Pi * float64(k*s%size) / size)
				re, im := hann*float32(cos), -hann*float32(sin)
				// Where sin or cos is zero, either side may have 1e-16.
				if dre, dim := basis.Data[k*size+s]-re, basis.Data[(bins+k)*size+s]-im; max(dre, -dre, dim, -dim) > 1e-15 {
					t.Fatalf("bin %d, sample %d: got %v, %v, want %v, %v", k, s, basis.Data[k*size+s], basis.Data[(bins+k)*size+s], re, im)
				}
			}
		}
	}
}
