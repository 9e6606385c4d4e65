package exact_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// forEachV4 runs a test for each rate and window of v4.
func forEachV4(t *testing.T, test func(t *testing.T, rate, window int, n *exact.Network)) {
	for _, rate := range reference.Rates {
		for k := 1; k <= 3; k++ {
			window := k * rate * 32 / 1000
			n, err := exact.NewWindow(weights.V4(), rate, window, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			test(t, rate, window, n)
		}
	}
}

// tolerance is how far a layer may differ from ONNX Runtime's, as a part of its
// largest value. A logarithm among the features is as wrong as the magnitude it
// is of, and that of a bin where the sum cancels is wrong in its first digits.
var tolerance = map[string]float64{"features": 1e-3, "first_layer": 1e-4, "encoder.0": 1e-4, "encoder.3": 1e-4, "encoder.4": 1e-4,
	"encoder.7": 1e-4, "encoder.8": 1e-4, "encoder.11": 1e-4, "encoder.12": 1e-4, "h": 1e-4, "c": 1e-4}

// TestV4Layers compares every layer of v4 with ONNX Runtime's, on noise at
// levels from full scale to 100 dB below it, the state carried on.
func TestV4Layers(t *testing.T) {
	runtime := reference.Require(t, "v4")
	random := rand.New(rand.NewPCG(1, 4))
	forEachV4(t, func(t *testing.T, rate, window int, n *exact.Network) {
		worst := map[string]float64{}
		var from reference.State
		for i := range 10 {
			pcm := make([]float32, window)
			for j := range pcm {
				pcm[j] = float32(math.Pow(10, -float64(i)/2) * (2*random.Float64() - 1))
			}
			prob, layers, err := runtime.Layers(rate, from, pcm)
			if err != nil {
				t.Fatal(err)
			}
			exactProb, want := n.Layers(pcm)
			if d := math.Abs(exactProb - float64(prob)); !(d <= 1e-5) {
				t.Errorf("%d Hz, windows of %d: window %d has probability %v, ONNX Runtime's is %v", rate, window, i, exactProb, prob)
			}
			for _, l := range layers {
				d := difference(t, want[l.Name], l)
				worst[l.Name] = max(worst[l.Name], d)
				if !(d <= tolerance[l.Name]) {
					t.Errorf("%d Hz, windows of %d: %s of window %d differs by %.1e", rate, window, l.Name, i, d)
				}
			}
			from = reference.State{H: layers[len(layers)-2].Data, C: layers[len(layers)-1].Data}
		}
		for _, name := range reference.LayerNamesV4 {
			t.Logf("%5d Hz, windows of %4d: %-11s differs by at most %.1e", rate, window, name, worst[name])
		}
	})
}

// difference is the largest difference, as a part of the largest value if that
// exceeds 1.
func difference(t *testing.T, got [][]float64, want reference.Layer) float64 {
	t.Helper()
	if len(got) == 0 || len(got)*len(got[0]) != len(want.Data) {
		t.Fatalf("%s has %d channels, want shape %d", want.Name, len(got), want.Shape)
	}
	worst, scale := 0.0, 1.0
	for c, row := range got {
		for f, v := range row {
			worst = max(worst, math.Abs(v-float64(want.Data[c*len(row)+f])))
			scale = max(scale, math.Abs(v))
		}
	}
	return worst / scale
}

// TestV4Speech compares probabilities on recorded speech.
func TestV4Speech(t *testing.T) {
	runtime := reference.Require(t, "v4")
	forEachV4(t, func(t *testing.T, rate, window int, n *exact.Network) {
		signals, err := reference.Signals(rate)
		if err != nil {
			t.Fatal(err)
		}
		pcm := signals[0].PCM[:8*rate]
		want, err := runtime.RunWindows(rate, window, reference.State{}, pcm)
		if err != nil {
			t.Fatal(err)
		}
		worst, most := 0.0, 0.0
		for i, p := range n.Probabilities(pcm) {
			worst, most = max(worst, math.Abs(p-float64(want.Probs[i]))), max(most, p)
		}
		t.Logf("%5d Hz, windows of %4d: %d probabilities differ by at most %.1e", rate, window, len(want.Probs), worst)
		if !(worst <= 1e-5) || most < 0.9 {
			t.Errorf("%d Hz, windows of %d: probabilities up to %v differ by up to %.1e", rate, window, most, worst)
		}
	})
}
