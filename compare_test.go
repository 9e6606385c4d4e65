package vad

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// What may lie between this module and ONNX Runtime.
//
// The state's tolerance is absolute up to 1 and relative beyond it: cells add
// up to over a thousand, where neighbouring float32 lie 1.2e-4 apart.
//
// A window's probability may differ by more only if float32 cannot tell it
// better: see beyondFloat32.
const (
	probTolerance  = 1e-5
	stateTolerance = 1e-4
)

var releases = []func() *weights.Weights{weights.V6, weights.V5}

// TestGoldens compares every probability and the final state with those that
// ONNX Runtime gave when the goldens were recorded.
func TestGoldens(t *testing.T) {
	for _, release := range releases {
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
				d := compare(t, m, w, rate, g.PCM, reference.Result{Probs: g.Probs, State: reference.State{H: g.H, C: g.C}})
				t.Logf("%s, %s at %5d Hz, %-9s %5d windows: %v", ops.Implementation(), w.Release(), rate, g.Name, len(g.Probs), d)
				if !d.within() {
					t.Errorf("%s at %d Hz, %s: %v", w.Release(), rate, g.Name, d)
				}
			}
		}
	}
}

// TestGoldensPortable repeats TestGoldens in a process that may not use vector
// instructions, where this one does.
func TestGoldensPortable(t *testing.T) {
	if ops.Implementation() != "avx2" {
		t.Logf("the kernels in use, %s, are the only ones that can be chosen at run time here", ops.Implementation())
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestGoldens$", "-test.v")
	cmd.Env = append(os.Environ(), "GODEBUG=cpu.avx2=off", "VAD_REQUIRE_ASM=")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "portable, v6 at 16000 Hz, speech") {
		t.Errorf("the portable implementation: %v\n%s", err, out)
	}
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
				if !d.within() {
					t.Errorf("%s at %d Hz, %d samples of signal %d (seed %d) at gain %v: %v", w.Release(), rate, len(pcm), signal, seed, gain, d)
				}
				worst.prob, worst.state, worst.beyond = max(worst.prob, d.prob), max(worst.state, d.state), worst.beyond+d.beyond
			}
			t.Logf("%s at %5d Hz against ONNX Runtime %s: %v", w.Release(), rate, runtime.Version(), worst)
		}
	}
}

// deviation is the largest difference between probabilities and between final
// states, and the number of windows that are left out because float32 cannot
// tell them better.
type deviation struct {
	prob, state float64
	beyond      int
}

func (d deviation) within() bool { return d.prob <= probTolerance && d.state <= stateTolerance }

func (d deviation) String() string {
	s := fmt.Sprintf("probabilities differ by at most %.1e, final h and c by %.1e", d.prob, d.state)
	if d.beyond > 0 {
		s += fmt.Sprintf(" (beyond float32: %d windows)", d.beyond)
	}
	return s
}

// largest returns the largest difference, as a part of the value wanted where
// that exceeds 1.
func largest(got, want []float32) float64 {
	d := 0.0
	for i, v := range want {
		e := math.Abs(float64(got[i])-float64(v)) / max(1, math.Abs(float64(v)))
		if math.IsNaN(e) {
			return math.Inf(1)
		}
		d = max(d, e)
	}
	return d
}

// compare runs a signal window by window, the last window completed with
// zeros, and as a recording.
func compare(t *testing.T, m *Model, w *weights.Weights, rate int, pcm []float32, want reference.Result) deviation {
	t.Helper()
	s := newStream(t, m, rate)
	probs, err := s.Feed(nil, pcm)
	if err == nil {
		probs, err = s.Flush(probs)
	}
	if err != nil {
		t.Fatal(err)
	}
	file, err := m.Probabilities(context.Background(), pcm, rate)
	if err != nil {
		t.Fatal(err)
	}
	if len(probs) != len(want.Probs) || !slices.Equal(probs, file) {
		t.Fatalf("%d probabilities from the stream, %d from the recording, want %d and both the same", len(probs), len(file), len(want.Probs))
	}
	st := s.State()
	d := deviation{state: max(largest(st.H(), want.H), largest(st.C(), want.C))}
	off := map[int]bool{}
	for i, p := range want.Probs {
		if !(math.Abs(float64(probs[i]-p)) <= probTolerance) {
			off[i] = true
		}
	}
	beyond := beyondFloat32(t, w, rate, pcm, probs, off)
	for i, p := range want.Probs {
		if beyond[i] {
			d.beyond++
		} else {
			d.prob = max(d.prob, largest(probs[i:i+1], []float32{p}))
		}
	}
	return d
}

// beyondFloat32 returns those of the windows that float32 cannot tell better.
// Their probability lies no farther from the exact one than twice the way that
// the exact network goes when each of its sums is off by up to one unit in the
// last place of float32. That happens in a few windows of ten thousand, on the edge
// between two states; ONNX Runtime itself is off by up to 3e-5 there.
func beyondFloat32(t *testing.T, w *weights.Weights, rate int, pcm, probs []float32, windows map[int]bool) map[int]bool {
	t.Helper()
	if len(windows) == 0 {
		return nil
	}
	last := slices.Max(slices.Collect(maps.Keys(windows)))
	pcm = pcm[:min(len(pcm), (last+1)*rate*32/1000)]
	runs := make([][]float64, 5) // the first without rounding
	var wg sync.WaitGroup
	for seed := range runs {
		wg.Go(func() {
			noise := math.Exp2(-23)
			if seed == 0 {
				noise = 0
			}
			n, err := exact.New(w, rate, noise, uint64(seed))
			if err != nil {
				t.Error(err)
				return
			}
			runs[seed] = n.Probabilities(pcm)
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	beyond := map[int]bool{}
	for i := range windows {
		way := 0.0
		for _, r := range runs[1:] {
			way = max(way, math.Abs(r[i]-runs[0][i]))
		}
		d := math.Abs(float64(probs[i]) - runs[0][i])
		t.Logf("window %d: %.1e from the exact probability, which rounding moves by up to %.1e", i, d, way)
		beyond[i] = d <= 2*way
	}
	return beyond
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
			if c.least == 0 && !(d <= probTolerance) || d < c.least {
				t.Errorf("%d Hz, %s: probabilities differ by at most %.1e, want at least %v", rate, c.name, d, c.least)
			}
		}
	}
}

// swapGates exchanges the LSTM's input and forget gates.
func swapGates(t *testing.T, w *weights.Weights) *weights.Weights {
	t.Helper()
	networks := map[int]weights.Network{}
	for _, rate := range w.Rates() {
		n := weights.Network{Tensors: map[string]weights.Tensor{}}
		for _, name := range weights.Names() {
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
