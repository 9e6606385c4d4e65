package reference

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLiveGoldens runs the first ten seconds of every signal again. The results may
// differ by rounding errors: ONNX Runtime may choose other kernels on this machine
// than where the goldens were recorded.
func TestLiveGoldens(t *testing.T) {
	for _, release := range Releases {
		r := Require(t, release)
		if r.Version() != Version {
			t.Logf("ONNX Runtime is %s, the goldens are from %s", r.Version(), Version)
		}
		for _, rate := range Rates {
			goldens, err := Goldens(release, rate)
			if err != nil {
				t.Fatal(err)
			}
			worst := 0.0
			for _, g := range goldens {
				got, err := r.Run(rate, g.PCM[:rate*10])
				if err != nil {
					t.Fatal(err)
				}
				whole := len(got.Probs) - 1 // the last window is cut here
				d := distance(t, got.Probs[:whole], g.Probs[:whole])
				if worst = max(worst, d); d > max(maxSensitivity, g.Sensitivity) {
					t.Errorf("%s at %d Hz, %s: probabilities differ by %.1e", release, rate, g.Name, d)
				}
			}
			t.Logf("%s at %5d Hz: probabilities differ by at most %.1e", release, rate, worst)
		}
	}
}

// TestLiveLayers checks that making the layers outputs changes nothing: on
// random windows from random states, probability and state are the same to the
// last bit.
func TestLiveLayers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, release := range Releases {
		r := Require(t, release)
		for _, rate := range Rates {
			s, err := shapeOf(release, rate, 0)
			if err != nil {
				t.Fatal(err)
			}
			for range 50 {
				from := State{H: normal(random, hidden, 0.3), C: normal(random, hidden, 2), Context: normal(random, s.context, 0.1)}
				window := normal(random, 1+random.IntN(s.window), 0.1)
				want, err := r.RunFrom(rate, from, window)
				if err != nil {
					t.Fatal(err)
				}
				prob, layers, err := r.Layers(rate, from, window)
				if err != nil {
					t.Fatal(err)
				}
				last := len(layers) - 1
				if prob != want.Probs[0] || !slices.Equal(layers[last-1].Data, want.H) || !slices.Equal(layers[last].Data, want.C) {
					t.Fatalf("%s at %d Hz: probability %v with the layers, %v without", release, rate, prob, want.Probs[0])
				}
				for _, l := range layers {
					if !slices.Equal(l.Shape, layerShape(release, l.Name, rate)) {
						t.Fatalf("%s at %d Hz: %s has shape %d, want %d", release, rate, l.Name, l.Shape, layerShape(release, l.Name, rate))
					}
				}
			}
		}
	}
}

// TestLiveV4 checks v4 in its three sizes of windows: a run in two parts is the
// run in one, and making the layers outputs changes nothing.
func TestLiveV4(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	r := Require(t, releaseV4)
	for _, rate := range Rates {
		for k := 1; k <= 3; k++ {
			size := k * rate * 32 / 1000
			pcm := normal(random, 9*size+17, 0.1)
			whole, err := r.RunWindows(rate, size, State{}, pcm)
			if err != nil {
				t.Fatal(err)
			}
			first, err := r.RunWindows(rate, size, State{}, pcm[:9*size])
			if err != nil {
				t.Fatal(err)
			}
			// Layers completes the window with zeros to the smallest size that
			// holds it.
			window := append(pcm[9*size:], make([]float32, size-17)...)
			prob, layers, err := r.Layers(rate, first.State, window)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(append(first.Probs, prob), whole.Probs) || !slices.Equal(layers[len(layers)-1].Data, whole.C) || len(first.Context) != 0 {
				t.Errorf("%d Hz, windows of %d: a run in two parts differs", rate, size)
			}
			for i, l := range layers {
				if l.Name != LayerNamesV4[i] {
					t.Errorf("%d Hz, windows of %d: layer %d is %q, want %q", rate, size, i, l.Name, LayerNamesV4[i])
				}
			}
		}
	}
	if _, err := r.RunWindows(16000, 1537, State{}, nil); err == nil {
		t.Error("a window of 1537 samples, want an error")
	}
}

// TestLiveState checks that a run in two parts gives what a single run gives, so
// that the state is complete.
func TestLiveState(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	r := Require(t, "v6")
	for _, rate := range Rates {
		s, err := shapeAt(rate)
		if err != nil {
			t.Fatal(err)
		}
		pcm := normal(random, 20*s.window+17, 0.1)
		whole, err := r.Run(rate, pcm)
		if err != nil {
			t.Fatal(err)
		}
		first, err := r.Run(rate, pcm[:7*s.window])
		if err != nil {
			t.Fatal(err)
		}
		second, err := r.RunFrom(rate, first.State, pcm[7*s.window:])
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(slices.Concat(first.Probs, second.Probs), whole.Probs) ||
			!slices.Equal(second.H, whole.H) || !slices.Equal(second.C, whole.C) || !slices.Equal(second.Context, whole.Context) {
			t.Errorf("%d Hz: a run in two parts differs", rate)
		}
		if len(whole.Probs) != 21 || !slices.Equal(first.Context, pcm[7*s.window-s.context:7*s.window]) {
			t.Errorf("%d Hz: %d probabilities, want 21, and the context the newest samples", rate, len(whole.Probs))
		}
	}
}

// TestLiveContext is a control: without the context, which v4 has not, read speech
// gets other probabilities. So the runner does pass it on.
func TestLiveContext(t *testing.T) {
	for _, release := range []string{"v6", "v5"} {
		r := Require(t, release)
		for _, rate := range Rates {
			s, err := shapeAt(rate)
			if err != nil {
				t.Fatal(err)
			}
			pcm, err := clips(rate, "speech.wav")
			if err != nil {
				t.Fatal(err)
			}
			pcm = pcm[:len(pcm)/s.window*s.window]
			want, err := r.Run(rate, pcm)
			if err != nil {
				t.Fatal(err)
			}
			var state State
			var probs []float32
			for window := range slices.Chunk(pcm, s.window) {
				state.Context = nil
				result, err := r.RunFrom(rate, state, window)
				if err != nil {
					t.Fatal(err)
				}
				state = result.State
				probs = append(probs, result.Probs...)
			}
			d := distance(t, probs, want.Probs)
			t.Logf("%s at %5d Hz: without context, probabilities differ by up to %.2f", release, rate, d)
			if d < 0.1 {
				t.Errorf("%s at %d Hz: without context, probabilities differ by up to %.2f, want 0.1 or more", release, rate, d)
			}
		}
	}
}

// TestLiveErrors checks that the process works after requests that fail.
func TestLiveErrors(t *testing.T) {
	r := Require(t, "v6")
	if _, err := r.Run(44100, make([]float32, 512)); err == nil {
		t.Error("44100 Hz, want an error")
	}
	if _, err := r.RunFrom(16000, State{H: make([]float32, 64)}, nil); err == nil {
		t.Error("h of 64 values, want an error")
	}
	if _, _, err := r.Layers(16000, State{}, make([]float32, 513)); err == nil {
		t.Error("a window of 513 samples, want an error")
	}
	if _, _, err := r.runner.run(99, 16000, shape{512, 64}, State{}, make([]float32, 512)); err == nil {
		t.Error("an unknown session, want an error")
	}
	if _, err := r.runner.load([]byte("no model")); err == nil {
		t.Error("a file that is not a model, want an error")
	}
	if got, err := r.Run(16000, nil); err != nil || len(got.Probs) != 0 || !slices.Equal(got.H, make([]float32, hidden)) {
		t.Errorf("no samples: got %v and %v, want nothing and a state of zeros", got, err)
	}
	if got, err := r.Run(16000, make([]float32, 513)); err != nil || len(got.Probs) != 2 {
		t.Errorf("513 samples: got %d probabilities and %v, want 2", len(got.Probs), err)
	}
}

// TestLiveCrash checks that every run on a process that has died is an error.
func TestLiveCrash(t *testing.T) {
	r := Require(t, "v6")
	if err := r.runner.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := r.Run(16000, make([]float32, 512)); err == nil {
			t.Error("a run on a process that has died, want an error")
		}
	}
}

// normal returns n samples of white noise.
func normal(random *rand.Rand, n int, deviation float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(deviation * random.NormFloat64())
	}
	return x
}

// distance returns the largest difference.
func distance(t *testing.T, got, want []float32) float64 {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	most := 0.0
	for i, v := range want {
		d := math.Abs(float64(got[i]) - float64(v))
		if math.IsNaN(d) {
			t.Fatalf("value %d is %v, want %v", i, got[i], v)
		}
		most = max(most, d)
	}
	return most
}
