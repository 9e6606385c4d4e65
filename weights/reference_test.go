package weights

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/onnxtest"
)

// referenceTensors returns v6's network for a rate under the reference's names.
func referenceTensors(t *testing.T, rate int) map[string]Tensor {
	t.Helper()
	nfft := rate * 256 / 16000
	tensors := map[string]Tensor{referenceBasis: {[]int{nfft + 2, 1, nfft}, onnxtest.Basis(nfft, nfft)}}
	for theirs, ours := range referenceNames {
		tensor, err := V6().Tensor(rate, ours)
		if err != nil {
			t.Fatal(err)
		}
		tensors[theirs] = tensor
	}
	return tensors
}

// referenceFile writes tensors as the reference does, without metadata of their
// own.
func referenceFile(t *testing.T, tensors map[string]Tensor) []byte {
	t.Helper()
	header := map[string]any{metadataKey: map[string]string{"format": "pt"}}
	var data []byte
	for name, tensor := range tensors {
		begin := len(data)
		for _, v := range tensor.Data {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		header[name] = map[string]any{"dtype": "F32", "shape": tensor.Shape, "data_offsets": []int{begin, len(data)}}
	}
	head, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	return container(string(head), string(data))
}

func TestParseReference(t *testing.T) {
	for _, rate := range []int{8000, 16000} {
		file := referenceFile(t, referenceTensors(t, rate))
		w, err := Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(file)
		if !slices.Equal(w.Rates(), []int{rate}) || w.Release() != Custom || w.Source() != hex.EncodeToString(sum[:]) {
			t.Errorf("got release %q, rates %d, source %s, want custom, %d Hz, %x", w.Release(), w.Rates(), w.Source(), rate, sum)
		}
		for _, name := range ArchitectureV5.Names() {
			got, err := w.Tensor(rate, name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := V6().Tensor(rate, name)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Shape, want.Shape) || !slices.Equal(got.Data, want.Data) {
				t.Errorf("%d Hz: %s differs", rate, name)
			}
		}
		if again := mustParse(t, w.Encode()); again.Source() != w.Source() {
			t.Errorf("encoded, it comes from %s, want %s", again.Source(), w.Source())
		}
	}
}

func TestParseReferenceRejects(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(tensors map[string]Tensor)
		says   string
	}{
		{"missing tensor", func(m map[string]Tensor) { delete(m, "lstm_cell.bias_hh") }, `"16k.lstm.bias_hh"`},
		{"missing basis", func(m map[string]Tensor) { delete(m, referenceBasis) }, `"stft_conv.weight" has shape []`},
		{"unknown tensor", func(m map[string]Tensor) { m["conv5.bias"] = Tensor{[]int{1}, []float32{1}} }, `unknown tensor "conv5.bias"`},
		{"shape", func(m map[string]Tensor) { m["conv2.bias"] = Tensor{[]int{2}, []float32{1, 2}} }, `"16k.encoder.1.bias" has shape [2], want [64]`},
		{"shape of the basis", func(m map[string]Tensor) { m[referenceBasis] = Tensor{[]int{258, 1, 256}, []float32{1, 2}} }, "2 numbers, want 66048"},
		{"symmetric window", func(m map[string]Tensor) { m[referenceBasis] = Tensor{[]int{258, 1, 256}, onnxtest.Basis(256, 255)} }, "periodic Hann"},
	} {
		tensors := referenceTensors(t, 16000)
		c.change(tensors)
		_, err := Parse(referenceFile(t, tensors))
		if !errors.Is(err, ErrTensor) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want a line that says %s", c.name, err, c.says)
		}
	}
}

// TestFileOf: the embedded releases are of known files, any others are custom.
func TestFileOf(t *testing.T) {
	for _, w := range []*Weights{V6(), V5(), V4()} {
		if f, ok := FileOf(w.Source()); !ok || f.Release != w.Release() || !slices.Equal(f.Rates, w.Rates()) {
			t.Errorf("%s: got %v, %t", w.Release(), f, ok)
		}
	}
	for _, sum := range []string{"", "1a153a22", strings.Repeat("0", 64)} {
		if f, ok := FileOf(sum); ok || f.Release != Custom {
			t.Errorf("%q: got %v, want custom", sum, f)
		}
	}
	var sums []string
	for _, f := range Files() {
		if slices.Contains(sums, f.SHA256[:8]) {
			t.Errorf("two files with %s", f.SHA256)
		}
		sums = append(sums, f.SHA256[:8])
	}
}
