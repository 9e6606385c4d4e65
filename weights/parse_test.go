package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/fuzztest"
)

// container puts a header and data together.
func container(head string, data string) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return append(append(out, head...), data...)
}

// parts returns the header and the data of a small valid container, 16 kHz alone.
func parts(t testing.TB) (head, data string) {
	w, err := New("custom", testSource, map[int]Network{16000: testNetwork(t, 16000)})
	if err != nil {
		t.Fatal(err)
	}
	head, data, err = split(w.container)
	if err != nil {
		t.Fatal(err)
	}
	return head, data
}

// TestParseRejectsHeader edits one place of a valid container in each case; the
// error must name it.
func TestParseRejectsHeader(t *testing.T) {
	head, data := parts(t)
	bias := `"16k.decoder.bias":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}`
	for _, c := range []struct {
		name     string
		old, new string
		want     error
		says     string
	}{
		{"unknown tensor", bias, bias + `,"16k.peephole":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}`, ErrTensor, `"16k.peephole"`},
		{"unknown rate", "16k.decoder.bias", "44k.decoder.bias", ErrTensor, `"44k.decoder.bias"`},
		{"missing", bias + ",", "", ErrTensor, `"16k.decoder.bias"`},
		{"duplicate", bias, bias + "," + bias, ErrContainer, `"16k.decoder.bias" appears twice`},
		{"duplicate by escape", bias, bias + "," + strings.Replace(bias, "1", `\u0031`, 1), ErrContainer, `"16k.decoder.bias" appears twice`},
		{"dtype", `"16k.decoder.bias":{"data_offsets":[0,4],"dtype":"F32"`, `"16k.decoder.bias":{"data_offsets":[0,4],"dtype":"F16"`, ErrTensor, `"16k.decoder.bias" has dtype "F16", want F32`},
		{"no dtype", `[0,4],"dtype":"F32"`, `[0,4]`, ErrTensor, `"16k.decoder.bias" has dtype ""`},
		{"null dtype", `[0,4],"dtype":"F32"`, `[0,4],"dtype":null`, ErrTensor, `"16k.decoder.bias" has dtype ""`},
		{"duplicate field", `"shape":[1]}`, `"shape":[1],"shape":[1]}`, ErrContainer, `"shape" appears twice`},
		{"unknown field", `"shape":[1]}`, `"shape":[1],"strides":[1]}`, ErrContainer, `"strides"`},
		{"shape", `"shape":[128,129,3]`, `"shape":[128,3,129]`, ErrTensor, `"16k.encoder.0.weight" has shape [128 3 129], want [128 129 3]`},
		{"rank", `"shape":[1]`, `"shape":[1,1]`, ErrTensor, `"16k.decoder.bias" has shape [1 1], want [1]`},
		{"no shape", `,"shape":[1]}`, `}`, ErrTensor, `"16k.decoder.bias" has shape [], want [1]`},
		{"fractional shape", `"shape":[1]`, `"shape":[1.5]`, ErrContainer, `"16k.decoder.bias"`},
		{"huge shape", `"shape":[1]`, `"shape":[2147483647]`, ErrTensor, `"16k.decoder.bias"`},
		{"one offset", `[0,4]`, `[0]`, ErrContainer, `"16k.decoder.bias" has data_offsets [0]`},
		{"null offsets", `[0,4]`, `null`, ErrContainer, `"16k.decoder.bias" has data_offsets []`},
		{"negative offset", `[0,4]`, `[-4,0]`, ErrContainer, `"16k.decoder.bias" lies at [-4, 0)`},
		{"reversed offsets", `[0,4]`, `[4,0]`, ErrContainer, `"16k.decoder.bias" lies at [4, 0)`},
		{"offset beyond the data", `[0,4]`, `[9999999996,10000000000]`, ErrContainer, `"16k.decoder.bias" lies at`},
		{"offset beyond int64", `[0,4]`, `[0,18446744073709551620]`, ErrContainer, `"16k.decoder.bias"`},
		{"length", `[0,4]`, `[0,8]`, ErrTensor, `"16k.decoder.bias" has 8 bytes, want 4`},
		{"overlap", `[4,516]`, `[0,512]`, ErrContainer, `"16k.decoder.weight" begins at 0, inside the one before, want 4`},
		{"metadata under another name", `,"__metadata__"`, `,"metadata"`, ErrContainer, `"metadata" has field`},
		{"metadata is no object", `"__metadata__":{`, `"__metadata__":7,"x":{`, ErrContainer, `__metadata__`},
		{"metadata value", `"release":"custom"`, `"release":7`, ErrContainer, `"release"`},
		{"null release", `"release":"custom"`, `"release":null`, ErrContainer, `release ""`},
		{"unknown architecture", `"release":"custom"`, `"release":"custom","architecture":"v3"`, ErrContainer, `architecture "v3"`},
		{"another architecture", `"release":"custom"`, `"release":"custom","architecture":"v4"`, ErrTensor, `want [1 64 1]`},
		{"unknown metadata", `"release":"custom"`, `"release":"custom","author":"x"`, ErrContainer, `"author"`},
		{"metadata of another rate", `"release":"custom"`, `"release":"custom","8k.basis_difference":"0"`, ErrContainer, `"8k.basis_difference"`},
		{"no basis difference", `"16k.basis_difference":"5.00e-08",`, ``, ErrContainer, `16k.basis_difference`},
		{"basis is another", `5.00e-08`, `1.01e-07`, ErrContainer, `16k.basis_difference "1.01e-07"`},
		{"basis difference is NaN", `5.00e-08`, `NaN`, ErrContainer, `16k.basis_difference "NaN"`},
		{"source", testSource, testSource[1:], ErrContainer, `source_sha256`},
		{"no brace", `{"16k.decoder.bias"`, ` {"16k.decoder.bias"`, ErrContainer, `want {`},
		{"cut", `}}`, `}`, ErrContainer, `EOF`},
		{"second object", `}}`, `}}{}`, ErrContainer, `spaces only`},
		{"padding", `}}`, "}}\n", ErrContainer, `spaces only`},
		{"missing comma", bias + ",", bias, ErrContainer, `header`},
		{"array", `{"16k.decoder.bias"`, `{"16k.decoder.bias":[],"x"`, ErrContainer, `"16k.decoder.bias": got [, want {`},
	} {
		changed := strings.Replace(head, c.old, c.new, 1)
		if changed == head {
			t.Fatalf("%s: %q is not in the header", c.name, c.old)
		}
		_, err := Parse(container(changed, data))
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, c.want, c.says)
		}
	}
}

func TestParseRejectsData(t *testing.T) {
	head, data := parts(t)
	inf := binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(math.Inf(-1))))
	for _, c := range []struct {
		name string
		blob []byte
		want error
		says string
	}{
		{"empty", nil, ErrContainer, "got 0 bytes"},
		{"length alone", container(head, data)[:7], ErrContainer, "got 7 bytes"},
		{"no header", container("", ""), ErrContainer, "want {"},
		{"no tensors", container("{}", ""), ErrTensor, "no tensors"},
		{"no metadata", container(head[:strings.Index(head, `,"__metadata__"`)]+"}", data), ErrContainer, `release ""`},
		{"header cut", container(head, data)[:100], ErrContainer, "92 that follow"},
		{"header too long", container(head+strings.Repeat(" ", maxHeader), data), ErrContainer, "at most 65536"},
		{"length overflows", bytes.Repeat([]byte{0xff}, 100), ErrContainer, "at most 65536"},
		{"data cut", container(head, data[:len(data)-4]), ErrContainer, `"16k.lstm.weight_ih" lies at`},
		{"trailing bytes", container(head, data+"\x00"), ErrContainer, "1 bytes after the last tensor"},
		{"hole", container(strings.Replace(head, "[0,4]", "[974340,974344]", 1), data+"\x00\x00\x00\x00"), ErrContainer, "after a hole"},
		{"infinite", container(head, string(inf)+data[4:]), ErrTensor, `"16k.decoder.bias" has bits 0xff800000 at index 0`},
		{"ONNX", []byte("\x08\x08\x12\x04spox:\xa1\x87\x8e\x01"), ErrContainer, "header"},
	} {
		_, err := Parse(c.blob)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, c.want, c.says)
		}
	}
}

// TestParseAcceptsOtherWriters varies what the format leaves open: order, spacing,
// escapes, padding.
func TestParseAcceptsOtherWriters(t *testing.T) {
	head, data := parts(t)
	bias := `"16k.decoder.bias":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},`
	head = strings.TrimRight(strings.Replace(head, bias, "", 1), " ")
	head = strings.TrimSuffix(head, "}") + `, "16k.decoder.\u0062ias": {"shape": [ 1 ],` + "\n" + `"dtype":"F32", "data_offsets":[0, 4]}}   `
	w, err := Parse(container(head, data))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Tensor(16000, "decoder.bias"); err != nil {
		t.Error(err)
	}
}

// FuzzParse checks that Parse returns an error or complete weights, whatever the
// bytes.
func FuzzParse(f *testing.F) {
	head, data := parts(f)
	f.Add(head, len(data))
	f.Add(strings.Replace(head, "[0,4]", "[4,8]", 1), len(data))
	f.Add(strings.Replace(head, "[0,4]", "[974340,974344]", 1), len(data)+4)
	f.Add(`{"__metadata__":{"release":"v6"}}`, 0)
	v4, v4Data, err := split(v4Container)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(v4, len(v4Data))
	f.Add(`{"16k.decoder.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4)
	f.Fuzz(func(t *testing.T, head string, size int) {
		if size < 0 || size > 1<<21 {
			return
		}
		file := container(head, string(make([]byte, size)))
		var w *Weights
		var err error
		fuzztest.Allocates(t, 1<<20+64*len(file), func() { w, err = Parse(file) })
		if err != nil {
			if !errors.Is(err, ErrContainer) && !errors.Is(err, ErrTensor) {
				t.Fatalf("%v wraps no sentinel", err)
			}
			return
		}
		if len(w.Rates()) == 0 {
			t.Fatal("weights without a sample rate")
		}
		for _, rate := range w.Rates() {
			for _, name := range w.Architecture().Names() {
				if tensor, err := w.Tensor(rate, name); err != nil || len(tensor.Data) != volume(tensor.Shape) {
					t.Fatalf("%d Hz, %s: %d elements of shape %d, %v", rate, name, len(tensor.Data), tensor.Shape, err)
				}
			}
		}
		if !bytes.Equal(mustParse(t, w.Encode()).Encode(), w.Encode()) {
			t.Fatal("encoding is not stable")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(v6Container)))
	for b.Loop() {
		if _, err := parse(v6Container); err != nil {
			b.Fatal(err)
		}
	}
}
