package model

import (
	"math"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// toleranceV4 is how far a layer of v4 may be from the network in float64, relative
// to its largest value. A silent bin beside loud ones is wrong in its third digit,
// as ONNX Runtime's is, and so is its logarithm.
var toleranceV4 = map[string]float64{"features": 2e-3, "first_layer": 2e-4, "encoder.0": 2e-4, "encoder.3": 2e-4, "encoder.4": 2e-4,
	"encoder.7": 2e-4, "encoder.8": 2e-4, "encoder.11": 2e-4, "encoder.12": 2e-4, "h": 2e-4, "c": 2e-4}

// TestV4Layers compares every layer of v4 on speech with the network in float64.
// Of the frames that a strided convolution leaves out, there are no outputs here.
func TestV4Layers(t *testing.T) {
	forEachV4(t, func(t *testing.T, n *Network) {
		want, err := exact.NewWindow(weights.V4(), n.SampleRate, n.Window, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		pcm := speechSignal(t, n.SampleRate)[2*n.SampleRate:]
		s, st := n.NewScratch(1), new(State)
		worst := map[string]float64{}
		for i := range 12 {
			window := pcm[i*n.Window:][:n.Window]
			prob := n.Step(s, st, window)
			exactProb, exactLayers := want.Layers(window)
			for name, l := range layersV4(n, s, st) {
				d := differenceV4(t, l, exactLayers[name])
				worst[name] = max(worst[name], d)
				if !(d <= toleranceV4[name]) {
					t.Errorf("window %d: %s differs by %.1e", i, name, d)
				}
			}
			if d := math.Abs(float64(prob) - exactProb); !(d <= 1e-5) {
				t.Errorf("window %d: the probability %v differs by %.1e", i, prob, d)
			}
		}
		for _, name := range reference.LayerNamesV4 {
			t.Logf("%-11s differs by at most %.1e", name, worst[name])
		}
	})
}

// TestV4LayersRecorded compares every layer of the recorded windows with ONNX
// Runtime's, which adds in the same order.
func TestV4LayersRecorded(t *testing.T) {
	for _, rate := range weights.V4().Rates() {
		n, err := New(weights.V4(), rate)
		if err != nil {
			t.Fatal(err)
		}
		worst := map[string]float64{}
		for _, g := range goldens(t, "v4", rate) {
			for _, window := range g.Windows {
				s, st := n.NewScratch(1), state(window.Before)
				prob := n.Step(s, &st, window.Samples())
				got := layersV4(n, s, &st)
				for _, layer := range window.Layers {
					d := differenceV4(t, got[layer.Name], channelsOf(layer))
					worst[layer.Name] = max(worst[layer.Name], d)
					if !(d <= 1e-5) {
						t.Errorf("%d Hz, window %d: %s differs by %.1e", rate, window.Index, layer.Name, d)
					}
				}
				if d := math.Abs(float64(prob - window.Prob)); !(d <= 1e-5) {
					t.Errorf("%d Hz, window %d: the probability differs by %.1e", rate, window.Index, d)
				}
			}
		}
		for _, name := range reference.LayerNamesV4 {
			t.Logf("%5d Hz: %-11s differs by at most %.1e", rate, name, worst[name])
		}
	}
}

// channelsOf returns the channels of a layer, [frames] each; h and c have one frame.
func channelsOf(l reference.Layer) (channels [][]float64) {
	frames := len(l.Data) / l.Shape[0]
	for c := range slices.Chunk(l.Data, frames) {
		values := make([]float64, frames)
		for f, v := range c {
			values[f] = float64(v)
		}
		channels = append(channels, values)
	}
	return channels
}

// layerV4 is the outputs of a layer, of which the given number of frames are left
// out after each.
type layerV4 struct {
	rows   ops.Rows
	frames int
	stride int
}

// layersV4 returns the outputs of the layers that Step left in s and st.
func layersV4(n *Network, s *Scratch, st *State) map[string]layerV4 {
	e := n.encoder.(*encoderV4)
	all := map[string]layerV4{
		"features": {s.features, e.frames(), 1},
		"h":        {ops.Rows{Data: st.H[:]}, 1, 1},
		"c":        {ops.Rows{Data: st.C[:]}, 1, 1},
	}
	for i, name := range []string{"first_layer", "encoder.3", "encoder.7", "encoder.11"} {
		b := e.blocks[i]
		all[name] = layerV4{s.levels[i].wide, b.frames / b.stride, b.stride}
	}
	for i, name := range []string{"encoder.0", "encoder.4", "encoder.8", "encoder.12"} {
		b := e.blocks[i]
		all[name] = layerV4{s.levels[i].out, b.frames / b.stride, 1}
	}
	return all
}

// differenceV4 returns the largest difference, relative to the largest value if
// that exceeds 1.
func differenceV4(t *testing.T, got layerV4, want [][]float64) float64 {
	t.Helper()
	if len(want) == 0 || len(want[0]) != got.frames*got.stride {
		t.Fatalf("%d channels, %d frames with stride %d", len(want), got.frames, got.stride)
	}
	worst, scale := 0.0, 1.0
	for c, frames := range want {
		for f := range got.frames {
			v := frames[f*got.stride]
			d := math.Abs(float64(got.rows.Row(f)[c]) - v)
			if math.IsNaN(d) {
				return d
			}
			worst, scale = max(worst, d), max(scale, math.Abs(v))
		}
	}
	return worst / scale
}
