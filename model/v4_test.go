package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// forEachV4 runs a test for v4 at each rate, with windows of each size.
func forEachV4(t *testing.T, test func(t *testing.T, n *Network)) {
	for _, rate := range weights.V4().Rates() {
		for _, c := range Configs(weights.ArchitectureV4, rate) {
			n, err := NewWindow(weights.V4(), rate, c.Window)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(fmt.Sprintf("%dHz/%d", rate, c.Window), func(t *testing.T) { test(t, n) })
		}
	}
}

// speechSignal returns the test signal of recorded speech.
func speechSignal(t *testing.T, rate int) []float32 {
	t.Helper()
	signals, err := reference.Signals(rate)
	if err != nil {
		t.Fatal(err)
	}
	return signals[slices.Index(reference.SignalNames, "speech")].PCM
}

// TestV4WaysAgree runs streams window by window, side by side, and as recordings in
// blocks of several lengths: they are equal to the last bit.
func TestV4WaysAgree(t *testing.T) {
	forEachV4(t, func(t *testing.T, n *Network) {
		const streams, windows = 9, 13
		pcm := speechSignal(t, n.SampleRate)
		stream := func(i int) []float32 { return pcm[(2+i)*n.SampleRate:][:windows*n.Window] }

		one := n.NewScratch(1)
		states, probs := make([]*State, streams), make([][]float32, streams)
		for i := range streams {
			states[i] = new(State)
			for w := range windows {
				probs[i] = append(probs[i], n.Step(one, states[i], stream(i)[w*n.Window:][:n.Window]))
			}
		}

		many := n.NewScratch(windows)
		together := make([]*State, streams)
		for i := range together {
			together[i] = new(State)
		}
		for w := range windows {
			var batch [][]float32
			for i := range streams {
				batch = append(batch, stream(i)[w*n.Window:][:n.Window])
			}
			got := make([]float32, streams)
			n.Batch(many, together, batch, got)
			for i, p := range got {
				if p != probs[i][w] {
					t.Fatalf("window %d of stream %d: %v side by side, %v alone", w, i, p, probs[i][w])
				}
			}
		}
		for i := range streams {
			if *together[i] != *states[i] {
				t.Errorf("stream %d has another state side by side", i)
			}
		}

		for i := range streams {
			st := new(State)
			var got []float32
			for rest := stream(i); len(rest) > 0; {
				block := min(1+(i+len(got))%windows, len(rest)/n.Window)
				n.Encode(many, st.Context[:], rest, block)
				p := make([]float32, block)
				n.Recur(many, st, p)
				got, rest = append(got, p...), rest[block*n.Window:]
			}
			if !slices.Equal(got, probs[i]) || *st != *states[i] {
				t.Errorf("recording %d: other probabilities or another state than window by window", i)
			}
		}
	})
}

// TestV4Live compares probabilities with ONNX Runtime's: of all test signals with
// windows of the default size, of the first four, speech to music, with longer
// ones. (On a minute of low-pitched square waves of full scale, cells of the LSTM
// grow to hundreds, where a unit in the last place is 6e-5. There the longest
// windows at 8 kHz are 4e-5 apart.)
func TestV4Live(t *testing.T) {
	runtime := reference.Require(t, "v4")
	forEachV4(t, func(t *testing.T, n *Network) {
		signals, err := reference.Signals(n.SampleRate)
		if err != nil {
			t.Fatal(err)
		}
		if n.Window != DefaultWindow(n.SampleRate) {
			signals = signals[:4]
		}
		for _, signal := range signals {
			pcm := signal.PCM[:len(signal.PCM)/n.Window*n.Window]
			want, err := runtime.RunWindows(n.SampleRate, n.Window, reference.State{}, pcm)
			if err != nil {
				t.Fatal(err)
			}
			s, st, worst := n.NewScratch(1), new(State), 0.0
			for i, p := range want.Probs {
				d := math.Abs(float64(n.Step(s, st, pcm[i*n.Window:][:n.Window]) - p))
				if math.IsNaN(d) {
					t.Fatalf("%s: window %d is not a number", signal.Name, i)
				}
				worst = max(worst, d)
			}
			t.Logf("%s, %-9s %4d windows differ by at most %.1e", ops.Implementation(), signal.Name, len(want.Probs), worst)
			if !(worst <= 1e-5) {
				t.Errorf("%s: a probability differs by %.1e", signal.Name, worst)
			}
		}
	})
}

// TestV4NegativeControls breaks v4 in ways that raise no error, and asserts that
// its comparison with the network in float64 catches each.
func TestV4NegativeControls(t *testing.T) {
	forEachV4(t, func(t *testing.T, n *Network) {
		want, err := exact.NewWindow(weights.V4(), n.SampleRate, n.Window, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		pcm := speechSignal(t, n.SampleRate)[2*n.SampleRate:][:12*n.Window]
		probs := want.Probabilities(pcm)
		for _, c := range []struct {
			name  string
			begin func(n *Network)
			each  func(st *State)
			least float64
		}{
			{"nothing broken", func(*Network) {}, func(*State) {}, 0},
			{"state not carried", func(*Network) {}, func(st *State) { *st = State{} }, 1e-2},
			{"layers of the LSTM exchanged", func(n *Network) { slices.Reverse(n.cells) }, func(*State) {}, 1e-2},
			{"another mean of the logarithms", func(n *Network) { n.encoder.(*encoderV4).share[0] *= 1.01 }, func(*State) {}, 1e-5},
		} {
			broken, err := NewWindow(weights.V4(), n.SampleRate, n.Window)
			if err != nil {
				t.Fatal(err)
			}
			c.begin(broken)
			s, st, worst := broken.NewScratch(1), new(State), 0.0
			for i, p := range probs {
				worst = max(worst, math.Abs(float64(broken.Step(s, st, pcm[i*n.Window:][:n.Window]))-p))
				c.each(st)
			}
			if c.least == 0 && !(worst <= 1e-5) || worst < c.least {
				t.Errorf("%s: probabilities differ by at most %.1e, want at least %.0e", c.name, worst, c.least)
			}
		}
	})
}

// TestV4Allocations checks that the three ways allocate nothing.
func TestV4Allocations(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	forEachV4(t, func(t *testing.T, n *Network) {
		const rows = 3
		pcm, probs := make([]float32, rows*n.Window), make([]float32, rows)
		for i := range pcm {
			pcm[i] = r.Float32()
		}
		states := []*State{{}, {}, {}}
		windows := [][]float32{pcm[:n.Window], pcm[n.Window : 2*n.Window], pcm[2*n.Window:]}
		s := n.NewScratch(rows)
		if a := testing.AllocsPerRun(10, func() {
			n.Step(s, states[0], windows[0])
			n.Batch(s, states, windows, probs)
			n.Encode(s, states[0].Context[:], pcm, rows)
			n.Recur(s, states[0], probs)
		}); a != 0 {
			t.Errorf("%v allocations", a)
		}
	})
}

// TestWindows checks what sizes of windows there are.
func TestWindows(t *testing.T) {
	for _, c := range []struct {
		w    *weights.Weights
		rate int
		want []int
	}{
		{weights.V6(), 16000, []int{512}},
		{weights.V5(), 8000, []int{256}},
		{weights.V4(), 16000, []int{512, 1024, 1536}},
		{weights.V4(), 8000, []int{256, 512, 768}},
		{weights.V4(), 44100, nil},
	} {
		var got []int
		for _, config := range Configs(c.w.Architecture(), c.rate) {
			got = append(got, config.Window)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s at %d Hz: windows of %d, want %d", c.w.Release(), c.rate, got, c.want)
		}
		for _, window := range []int{0, 256, 500, 512, 768, 1024, 1536} {
			n, err := NewWindow(c.w, c.rate, window)
			if (err == nil) != slices.Contains(c.want, window) || err == nil && (n.Window != window || n.SampleRate != c.rate) {
				t.Errorf("%s at %d Hz, windows of %d: %v", c.w.Release(), c.rate, window, err)
			}
		}
		if n, err := New(c.w, c.rate); err == nil && n.Window != DefaultWindow(c.rate) {
			t.Errorf("%s at %d Hz: default windows of %d, want %d", c.w.Release(), c.rate, n.Window, DefaultWindow(c.rate))
		}
	}
}
