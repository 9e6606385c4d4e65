package vad

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

var releases = []func() *weights.Weights{weights.V6, weights.V5}

// TestGoldens compares every probability and the final state with those that
// ONNX Runtime gave when the goldens were recorded; with -short, for emulators,
// the first 200 probabilities of each signal, or as many as VAD_GOLDEN_WINDOWS
// says, and with portable kernels the first 500 of v4: these emulate fused
// multiplications, which takes ten times as long.
func TestGoldens(t *testing.T) {
	short := 200
	if n := os.Getenv("VAD_GOLDEN_WINDOWS"); n != "" {
		var err error
		if short, err = strconv.Atoi(n); err != nil || short < 1 {
			t.Fatalf("VAD_GOLDEN_WINDOWS=%s, want a number of windows", n)
		}
	}
	for _, release := range append(releases, weights.V4) {
		w := release()
		m, err := Load(w)
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range m.SampleRates() {
			goldens, err := reference.Goldens(w.Release(), rate)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range goldens {
				windows := len(g.Probs)
				if testing.Short() {
					windows = short
				} else if w.Architecture() == weights.ArchitectureV4 && ops.Implementation() == "portable" {
					windows = 500
				}
				if windows < len(g.Probs) {
					size, _ := m.WindowSize(rate)
					g.PCM, g.Probs, g.H, g.C = g.PCM[:windows*size], g.Probs[:windows], nil, nil
				}
				d := compare(t, m, w, rate, g.PCM, reference.Result{Probs: g.Probs, State: reference.State{H: g.H, C: g.C}})
				t.Logf("%s, %s at %5d Hz, %-9s %5d windows: %v", ops.Implementation(), w.Release(), rate, g.Name, len(g.Probs), d)
				if !d.within() || d.prob > goldenTolerance || d.beyond > 0 { // the signals are chosen to stay clear of such windows
					t.Errorf("%s at %d Hz, %s: %v", w.Release(), rate, g.Name, d)
				}
			}
		}
	}
}

// TestGoldensPortable repeats TestGoldens in a process that may not use vector
// instructions, where this one does.
func TestGoldensPortable(t *testing.T) {
	runPortable(t, "TestGoldens", "portable, v6 at 16000 Hz, speech")
}

// TestLive compares with ONNX Runtime itself on random signals of random
// lengths; see the package reference for what it takes.
func TestLive(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for _, release := range releases {
		w := release()
		runtime := reference.Require(t, w.Release())
		m, err := Load(w)
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range m.SampleRates() {
			var worst deviation
			for range 8 {
				signal := r.Uint64()
				pcm := babble(signal, 1+r.IntN(30*rate), rate)
				gain := float32(math.Exp(-6 * r.Float64()))
				for i := range pcm {
					pcm[i] *= gain
				}
				want, err := runtime.Run(rate, pcm)
				if err != nil {
					t.Fatal(err)
				}
				d := compare(t, m, w, rate, pcm, want)
				if !d.within() || d.beyond > 1+len(want.Probs)/1000 {
					t.Errorf("%s at %d Hz, %d samples of signal %d (seed %d) at gain %v: %v", w.Release(), rate, len(pcm), signal, seed, gain, d)
				}
				worst.prob, worst.state, worst.beyond = max(worst.prob, d.prob), max(worst.state, d.state), worst.beyond+d.beyond
			}
			t.Logf("%s at %5d Hz against ONNX Runtime %s: %v", w.Release(), rate, runtime.Version(), worst)
		}
	}
}

// speechGolden returns the speech golden of v6 at a rate, cut to 500 windows.
func speechGolden(t *testing.T, rate int) (pcm, probs []float32) {
	t.Helper()
	goldens, err := reference.Goldens("v6", rate)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goldens {
		if g.Name == "speech" {
			return g.PCM, g.Probs[:500]
		}
	}
	t.Fatal("no golden of speech")
	return nil, nil
}

// TestNegativeControls breaks the network in ways that raise no error, and
// asserts that the comparison above notices each: else it would prove nothing.
// (The symmetric Hann window is in the tests of package model.)
func TestNegativeControls(t *testing.T) {
	for _, rate := range []int{16000, 8000} {
		pcm, want := speechGolden(t, rate)
		good := newModel(t)
		swapped, err := Load(swapGates(t, weights.V6()))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name  string
			model *Model
			after func(*Stream) // each window
			least float64
		}{
			{"nothing broken", good, func(*Stream) {}, 0},
			{"no context", good, func(s *Stream) { clear(s.net.Context[:]) }, 0.1},
			{"gates i and f swapped", swapped, func(*Stream) {}, 0.1},
			{"state not carried", good, func(s *Stream) { s.net.H, s.net.C = [128]float32{}, [128]float32{} }, 0.1},
		} {
			s := newStream(t, c.model, rate)
			var got []float32
			for i := range want {
				p, err := s.Process(pcm[i*s.WindowSize():][:s.WindowSize()])
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, p)
				c.after(s)
			}
			d := largest(got, want)
			t.Logf("%5d Hz, %s: probabilities differ by at most %.1e", rate, c.name, d)
			if i := firstOff(got, want); i >= 0 && beyondFloat32(t, weights.V6(), rate, s.WindowSize(), pcm, got, map[int]bool{i: true})[i] {
				t.Errorf("%d Hz, %s: window %d passes for one that float32 cannot decide", rate, c.name, i)
			}
			if c.least == 0 && !(d <= probTolerance) || d < c.least {
				t.Errorf("%d Hz, %s: probabilities differ by at most %.1e, want at least %v", rate, c.name, d, c.least)
			}
		}
	}
}

// firstOff returns the first window whose probability is wrong beyond doubt, -1
// if there is none.
func firstOff(got, want []float32) int {
	for i, p := range want {
		if math.Abs(float64(got[i]-p)) > 0.1 {
			return i
		}
	}
	return -1
}

// swapGates exchanges the LSTM's input and forget gates.
func swapGates(t *testing.T, w *weights.Weights) *weights.Weights {
	t.Helper()
	networks := map[int]weights.Network{}
	for _, rate := range w.Rates() {
		n := weights.Network{Tensors: map[string]weights.Tensor{}}
		for _, name := range w.Architecture().Names() {
			tensor, err := w.Tensor(rate, name)
			if err != nil {
				t.Fatal(err)
			}
			if gate := len(tensor.Data) / 4; strings.HasPrefix(name, "lstm.") {
				for i := range gate {
					tensor.Data[i], tensor.Data[gate+i] = tensor.Data[gate+i], tensor.Data[i]
				}
			}
			n.Tensors[name] = tensor
		}
		networks[rate] = n
	}
	broken, err := weights.New("broken", w.Source(), networks)
	if err != nil {
		t.Fatal(err)
	}
	return broken
}
