package weights

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

const testSource = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// testNetwork returns a complete network of v5 whose elements count up.
func testNetwork(t testing.TB, rate int) Network { return testNetworkOf(t, ArchitectureV5, rate) }

func testNetworkOf(t testing.TB, a Architecture, rate int) Network {
	n, ok := networkAt(rate)
	if !ok {
		t.Fatalf("no network for %d Hz", rate)
	}
	net := Network{Architecture: a, Tensors: make(map[string]Tensor), BasisDifference: 5e-8}
	for i, name := range a.Names() {
		shape, _ := a.shape(n, name)
		data := make([]float32, volume(shape))
		for j := range data {
			data[j] = float32(i) + float32(j)/(1<<16)
		}
		net.Tensors[name] = Tensor{shape, data}
	}
	return net
}

func TestNewRoundTrip(t *testing.T) {
	for _, c := range []struct {
		a     Architecture
		rates []int
	}{
		{ArchitectureV5, []int{16000}},
		{ArchitectureV5, []int{8000}},
		{ArchitectureV5, []int{8000, 16000}},
		{ArchitectureV4, []int{16000}},
		{ArchitectureV4, []int{8000, 16000}},
	} {
		rates, nets := c.rates, make(map[int]Network)
		for _, rate := range rates {
			nets[rate] = testNetworkOf(t, c.a, rate)
		}
		a, err := New("custom", testSource, nets)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse(a.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Encode(), b.Encode()) || a.Checksum() != b.Checksum() {
			t.Errorf("%d Hz: parsing and encoding changed the container", rates)
		}
		if b.Architecture() != c.a {
			t.Errorf("got architecture %v, want %v", b.Architecture(), c.a)
		}
		if b.Release() != "custom" || b.Source() != testSource || !slices.Equal(b.Rates(), rates) {
			t.Errorf("got release %q, source %q, rates %d", b.Release(), b.Source(), b.Rates())
		}
		for _, rate := range rates {
			if d, err := b.BasisDifference(rate); d != 5e-8 || err != nil {
				t.Errorf("BasisDifference(%d) = %g, %v, want 5e-8", rate, d, err)
			}
			for name, want := range nets[rate].Tensors {
				got, err := b.Tensor(rate, name)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Shape, want.Shape) || !slices.Equal(got.Data, want.Data) {
					t.Errorf("%d Hz, %s: got another tensor back", rate, name)
				}
			}
		}
	}
}

// TestNewIsDeterministic checks that the bytes do not depend on the order in which
// a map is filled or iterated over.
func TestNewIsDeterministic(t *testing.T) {
	var first []byte
	for range 5 {
		w, err := New("v9", testSource, map[int]Network{8000: testNetwork(t, 8000), 16000: testNetwork(t, 16000)})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = w.Encode()
		}
		if !bytes.Equal(w.Encode(), first) {
			t.Fatal("the same arguments gave different containers")
		}
	}
	if n := len(first); (n-len(mustParse(t, first).data))%8 != 0 {
		t.Errorf("data begin at byte %d, want a multiple of 8", n-len(mustParse(t, first).data))
	}
}

func TestEncodingEmbeddedAgainGivesTheSameBytes(t *testing.T) {
	for _, r := range releases {
		w, nets := r.load(), make(map[int]Network)
		for _, rate := range w.Rates() {
			d, err := w.BasisDifference(rate)
			if err != nil {
				t.Fatal(err)
			}
			net := Network{Architecture: w.Architecture(), Tensors: make(map[string]Tensor), BasisDifference: d}
			for _, name := range w.Architecture().Names() {
				if net.Tensors[name], err = w.Tensor(rate, name); err != nil {
					t.Fatal(err)
				}
			}
			nets[rate] = net
		}
		again, err := New(w.Release(), w.Source(), nets)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Encode(), w.Encode()) {
			t.Errorf("%s: got another container", r.name)
		}
	}
}

func TestWeightsAreImmutable(t *testing.T) {
	blob := V6().Encode()
	w := mustParse(t, blob)
	before := w.Checksum()
	tensor, err := w.Tensor(16000, "lstm.bias_ih")
	if err != nil {
		t.Fatal(err)
	}
	clear(blob)
	clear(w.Encode())
	clear(tensor.Data)
	clear(tensor.Shape)
	w.Rates()[0] = 0
	again, err := w.Tensor(16000, "lstm.bias_ih")
	if err != nil {
		t.Fatal(err)
	}
	if w.Checksum() != before || again.Shape[0] != 512 || again.Data[0] == 0 || w.Rates()[0] != 8000 {
		t.Error("writing to what the methods return changed the weights")
	}
}

func TestTensorErrors(t *testing.T) {
	w, err := New("custom", testSource, map[int]Network{16000: testNetwork(t, 16000)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Tensor(8000, "lstm.bias_ih"); !errors.Is(err, ErrRate) || !strings.Contains(err.Error(), "8000") {
		t.Errorf("Tensor of a rate that is not there: %v", err)
	}
	if _, err := w.BasisDifference(44100); !errors.Is(err, ErrRate) || !strings.Contains(err.Error(), "44100") {
		t.Errorf("BasisDifference of a rate that is not there: %v", err)
	}
	for _, name := range []string{"", "lstm", "16k.lstm.bias_ih", "stft.basis"} {
		if _, err := w.Tensor(16000, name); !errors.Is(err, ErrTensor) {
			t.Errorf("Tensor(%q): %v, want %v", name, err, ErrTensor)
		}
	}
}

func TestEmptyWeights(t *testing.T) {
	for name, w := range map[string]*Weights{"nil": nil, "zero": new(Weights)} {
		if _, err := w.Tensor(16000, "lstm.bias_ih"); !errors.Is(err, ErrRate) || !strings.Contains(err.Error(), "use weights.V6") {
			t.Errorf("%s: Tensor: %v, want %v that names V6", name, err, ErrRate)
		}
		if _, err := w.BasisDifference(16000); !errors.Is(err, ErrRate) || !strings.Contains(err.Error(), "use weights.V6") {
			t.Errorf("%s: BasisDifference: %v, want %v that names V6", name, err, ErrRate)
		}
		if w.Release() != "" || w.Source() != "" || w.Rates() != nil || len(w.Encode()) != 0 || w.Checksum() != sha256.Sum256(nil) {
			t.Errorf("%s: release %q, source %q, rates %d, %d bytes", name, w.Release(), w.Source(), w.Rates(), len(w.Encode()))
		}
	}
}

func TestNewErrors(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name    string
		release string
		source  string
		change  func(n *Network)
		want    error
		says    string
	}{
		{"no release", "", testSource, nil, ErrContainer, "release"},
		{"long release", strings.Repeat("v", 65), testSource, nil, ErrContainer, "release"},
		{"short source", "v9", "1234", nil, ErrContainer, "source_sha256"},
		{"upper-case source", "v9", strings.ToUpper(testSource), nil, ErrContainer, "source_sha256"},
		{"no tensors", "v9", testSource, func(n *Network) { clear(n.Tensors) }, ErrTensor, "16000"},
		{"missing", "v9", testSource, func(n *Network) { delete(n.Tensors, "lstm.bias_hh") }, ErrTensor, "16k.lstm.bias_hh"},
		{"unknown", "v9", testSource, func(n *Network) { n.Tensors["lstm.peephole"] = Tensor{[]int{1}, []float32{1}} }, ErrTensor, "16k.lstm.peephole"},
		{"shape", "v9", testSource, func(n *Network) { n.Tensors["decoder.bias"] = Tensor{[]int{2}, []float32{1, 2}} }, ErrTensor, `"16k.decoder.bias" has shape [2], want [1]`},
		{"length", "v9", testSource, func(n *Network) { n.Tensors["decoder.bias"] = Tensor{[]int{1}, []float32{1, 2}} }, ErrTensor, `"16k.decoder.bias" has 8 bytes, want 4`},
		{"NaN", "v9", testSource, func(n *Network) { n.Tensors["encoder.2.bias"].Data[3] = nan }, ErrTensor, `"16k.encoder.2.bias"`},
		{"basis", "v9", testSource, func(n *Network) { n.BasisDifference = 1.2e-7 }, ErrContainer, "16k.basis_difference"},
		{"negative basis", "v9", testSource, func(n *Network) { n.BasisDifference = -1e-8 }, ErrContainer, "16k.basis_difference"},
		{"NaN basis", "v9", testSource, func(n *Network) { n.BasisDifference = math.NaN() }, ErrContainer, "16k.basis_difference"},
	} {
		net := testNetwork(t, 16000)
		if c.change != nil {
			c.change(&net)
		}
		_, err := New(c.release, c.source, map[int]Network{16000: net})
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %s", c.name, err, c.want, c.says)
		}
	}
	if _, err := New("v9", testSource, nil); !errors.Is(err, ErrTensor) {
		t.Errorf("no networks: %v, want %v", err, ErrTensor)
	}
	mixed := map[int]Network{8000: testNetworkOf(t, ArchitectureV4, 8000), 16000: testNetwork(t, 16000)}
	if _, err := New("v9", testSource, mixed); !errors.Is(err, ErrTensor) || !strings.Contains(err.Error(), "want one architecture") {
		t.Errorf("two architectures: %v, want %v", err, ErrTensor)
	}
	for _, a := range []Architecture{-1, 2} {
		if _, err := New("v9", testSource, map[int]Network{8000: {Architecture: a}}); !errors.Is(err, ErrTensor) || !strings.Contains(err.Error(), "architecture") {
			t.Errorf("architecture %d: %v, want %v", int(a), err, ErrTensor)
		}
	}
	other := map[int]Network{16000: {Architecture: ArchitectureV4, Tensors: testNetwork(t, 16000).Tensors}}
	if _, err := New("v9", testSource, other); !errors.Is(err, ErrTensor) || !strings.Contains(err.Error(), "want [1 64 1]") {
		t.Errorf("v5's tensors as v4's: %v, want %v that says v4's shape", err, ErrTensor)
	}
	if _, err := New("v9", testSource, map[int]Network{11025: {}}); !errors.Is(err, ErrRate) || !strings.Contains(err.Error(), "11025") {
		t.Errorf("11025 Hz: %v, want %v", err, ErrRate)
	}
}

func mustParse(t testing.TB, blob []byte) *Weights {
	t.Helper()
	w, err := Parse(blob)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
