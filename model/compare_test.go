package model

import (
	"math"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// The outputs of a layer may differ from ONNX Runtime's by this much, relative to
// the layer's largest value where that exceeds 1: ONNX Runtime itself is up to
// 2e-5 from a network in float64 in the last convolution. The state may differ by
// 1e-4, as the LSTM's gates magnify differences of the sums.
const (
	layerTolerance = 5e-5
	stateTolerance = 1e-4
)

func tolerance(layer string) float64 {
	if layer == "h" || layer == "c" {
		return stateTolerance
	}
	return layerTolerance
}

func releases() []*weights.Weights { return []*weights.Weights{weights.V6(), weights.V5()} }

func goldens(t *testing.T, release string, rate int) []reference.Golden {
	t.Helper()
	g, err := reference.Goldens(release, rate)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func state(from reference.State) State {
	var st State
	copy(st.H[:], from.H)
	copy(st.C[:], from.C)
	return st
}

// TestLayers compares every layer of some windows with ONNX Runtime's. Each
// layer's input is what the layers before it computed here, so the first layer
// that differs is the wrong one.
func TestLayers(t *testing.T) {
	for _, w := range releases() {
		for _, rate := range w.Rates() {
			n, err := New(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			originals, err := tensorsOf(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			orders := originals.sortChannels()
			worst := map[string]float64{}
			for _, g := range goldens(t, w.Release(), rate) {
				for _, window := range g.Windows {
					s, st := n.NewScratch(1), state(window.Before)
					copy(st.Context[:], window.Input[:n.Context])
					prob := n.Step(s, &st, window.Samples())
					got := layers(n, s, &st, orders)
					for _, layer := range window.Layers {
						d := difference(t, got[layer.Name], layer.Data)
						worst[layer.Name] = max(worst[layer.Name], d)
						if !(d <= tolerance(layer.Name)) {
							t.Fatalf("%s at %d Hz, %s, window %d: %s differs by %.1e",
								w.Release(), rate, g.Name, window.Index, layer.Name, d)
						}
					}
					if d := math.Abs(float64(prob - window.Prob)); !(d <= 1e-5) {
						t.Fatalf("%s at %d Hz, %s, window %d: the probability differs by %.1e", w.Release(), rate, g.Name, window.Index, d)
					}
				}
			}
			for _, name := range reference.LayerNames {
				t.Logf("%s at %5d Hz: %-9s differs by at most %.1e", w.Release(), rate, name, worst[name])
			}
		}
	}
}

// layers returns the outputs of the layers that Step left in s and st, in ONNX
// Runtime's layouts and order of channels.
func layers(n *Network, s *Scratch, st *State, orders [2][]int) map[string][]float32 {
	return map[string][]float32{
		"stft":      s.mag.Data[:n.encoder.(*encoderV5).transform.Bins()*ops.Frames],
		"encoder.0": unsort(transpose(s.act1.Data, ops.Frames, channels1), orders[0]),
		"encoder.1": unsort(transpose(s.act2.Data, 2, channels2), orders[1]),
		"encoder.2": s.act3.Data[:channels3],
		"encoder.3": s.x.Data[:channels4],
		"h":         st.H[:],
		"c":         st.C[:],
	}
}

// unsort puts the rows of x back into the places that they had before they were
// brought into an order.
func unsort(x []float32, order []int) []float32 {
	y, frames := make([]float32, len(x)), len(x)/len(order)
	for at, from := range order {
		copy(y[from*frames:], x[at*frames:][:frames])
	}
	return y
}

// transpose turns [frames][channels] into [channels][frames].
func transpose(x []float32, frames, channels int) []float32 {
	y := make([]float32, 0, frames*channels)
	for c := range channels {
		for f := range frames {
			y = append(y, x[f*channels+c])
		}
	}
	return y
}

// difference returns the largest difference, relative to the largest value if
// that exceeds 1.
func difference(t *testing.T, got, want []float32) float64 {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	worst, scale := 0.0, 1.0
	for i, v := range want {
		d := math.Abs(float64(got[i]) - float64(v))
		if math.IsNaN(d) {
			return d
		}
		worst, scale = max(worst, d), max(scale, math.Abs(float64(v)))
	}
	return worst / scale
}

// TestHann runs the speech goldens on a dense STFT in float64 in place of the
// FFT. The probabilities agree with ONNX Runtime's with the periodic window, and
// differ with the symmetric one, which is a common mistake. So the comparison
// catches a window that is wrong by one sample.
func TestHann(t *testing.T) {
	for _, w := range releases() {
		for _, rate := range w.Rates() {
			n, err := New(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			g := goldens(t, w.Release(), rate)
			speech := g[slices.IndexFunc(g, func(g reference.Golden) bool { return g.Name == "speech" })]
			periodic := denseRun(n, speech, n.FFT)
			symmetric := denseRun(n, speech, n.FFT-1)
			t.Logf("%s at %5d Hz: largest difference with a periodic window %.1e, with a symmetric one %.1e", w.Release(), rate, periodic, symmetric)
			if !(periodic <= 1e-5) {
				t.Errorf("%s at %d Hz: the periodic window differs by %v", w.Release(), rate, periodic)
			}
			if symmetric < 1e-4 {
				t.Errorf("%s at %d Hz: a symmetric window gives the same probabilities", w.Release(), rate)
			}
		}
	}
}

// denseRun returns the largest difference from the golden's first 500
// probabilities with an STFT by its definition and a Hann window of the given
// period.
func denseRun(n *Network, g reference.Golden, period int) float64 {
	window := make([]float64, n.FFT)
	for i := range window {
		window[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(period))
	}
	sin, cos := make([]float64, n.FFT), make([]float64, n.FFT)
	for i := range sin {
		sin[i], cos[i] = math.Sincos(2 * math.Pi * float64(i) / float64(n.FFT))
	}
	s, st, e := n.NewScratch(1), State{}, n.encoder.(*encoderV5)
	worst := 0.0
	for i, want := range g.Probs[:500] {
		pcm := g.PCM[i*n.Window:][:n.Window]
		n.load(s, 0, st.Context[:], pcm)
		for f := range ops.Frames {
			frame := s.input.Data[f*n.FFT/2:]
			for k := range n.FFT/2 + 1 {
				var re, im float64
				for j, v := range window {
					x := v * float64(frame[j])
					re += x * cos[j*k%n.FFT]
					im -= x * sin[j*k%n.FFT]
				}
				s.mag.Data[k*ops.Frames+f] = float32(math.Hypot(re, im))
			}
		}
		e.conv1(s, 1)
		e.conv2(s, 1)
		e.conv3(s, 1)
		e.conv4(s, 1)
		n.cells[0].Project(s.sums, s.x, 1)
		var prob [1]float32
		n.Recur(s, &st, prob[:])
		worst = max(worst, math.Abs(float64(prob[0]-want)))
	}
	return worst
}
