package modelfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gosilero/vad/weights"
)

// register registers a reader for the length of a test.
func register(t *testing.T, read func(io.Reader) (*weights.Weights, error)) {
	before := readONNX
	t.Cleanup(func() { RegisterONNX(before) })
	RegisterONNX(read)
}

func container(t *testing.T) []byte {
	t.Helper()
	blob, err := os.ReadFile("../../weights/v5.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	return blob
}

// onnxHead is how Silero's official files begin.
const onnxHead = "\x08\x08\x12\x07pytorch"

// A container is read whether or not there is a reader of ONNX, which gets
// everything else from its first byte.
func TestRead(t *testing.T) {
	blob := container(t)
	if w, err := Read(bytes.NewReader(blob)); err != nil || w.Release() != "v5" {
		t.Errorf("a container: %v, want v5", err)
	}
	if _, err := Read(strings.NewReader(onnxHead)); !errors.Is(err, ErrFormat) {
		t.Errorf("an ONNX file without a reader: %v, want %v", err, ErrFormat)
	}

	v6 := weights.V6()
	var got []string
	register(t, func(r io.Reader) (*weights.Weights, error) {
		b, err := io.ReadAll(r)
		got = append(got, string(b))
		return v6, err
	})
	if w, err := Read(bytes.NewReader(blob)); err != nil || w.Release() != "v5" {
		t.Errorf("a container, with a reader of ONNX: %v, want v5", err)
	}
	if w, err := Read(iotest.OneByteReader(strings.NewReader(onnxHead))); err != nil || w != v6 {
		t.Errorf("an ONNX file: got %p, %v, want what its reader returns, %p", w, err, v6)
	}
	if len(got) != 1 || got[0] != onnxHead {
		t.Errorf("the reader got %q, want the ONNX file once", got)
	}
}

// spaces delivers spaces without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadErrors(t *testing.T) {
	blob := container(t)
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		r    io.Reader
		want error
	}{
		{"nothing", strings.NewReader(""), ErrFormat},
		{"a short file", strings.NewReader("12345678"), ErrFormat},
		{"text", strings.NewReader("not a model at all"), ErrFormat},
		{"a reader that fails at once", iotest.ErrReader(broken), broken},
		{"a reader that fails later", io.MultiReader(bytes.NewReader(blob[:1000]), iotest.ErrReader(broken)), broken},
		{"a cut container", bytes.NewReader(blob[:len(blob)-1]), weights.ErrContainer},
		{"a container that goes on for ever", io.MultiReader(bytes.NewReader(blob), spaces{}), weights.ErrContainer},
	} {
		if w, err := Read(c.r); w != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	register(t, func(io.Reader) (*weights.Weights, error) { return nil, broken })
	if _, err := Read(strings.NewReader(onnxHead)); !errors.Is(err, broken) {
		t.Errorf("a reader of ONNX that fails: got %v, want %v", err, broken)
	}
}
