package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// everyNetwork runs a test for every network of the embedded releases.
func everyNetwork(t *testing.T, test func(t *testing.T, w *weights.Weights, n *Network)) {
	for _, w := range []*weights.Weights{weights.V6(), weights.V5(), weights.V4()} {
		for _, rate := range w.Rates() {
			for _, c := range Configs(w.Architecture(), rate) {
				t.Run(fmt.Sprintf("%s/%d/%d", w.Release(), rate, c.Window), func(t *testing.T) {
					n, err := NewWindow(w, rate, c.Window)
					if err != nil {
						t.Fatal(err)
					}
					test(t, w, n)
				})
			}
		}
	}
}

// TestExtremes: whatever the samples, all below ops.Limit in size, and whatever the
// samples before them, a probability lies in [0, 1], h in [-1, 1], and no c is larger
// than the number of steps, since a step adds less than 1.
func TestExtremes(t *testing.T) {
	const each = 8 // windows of a pattern on end
	everyNetwork(t, func(t *testing.T, _ *weights.Weights, n *Network) {
		rng := rand.New(rand.NewPCG(uint64(n.Window), 61))
		const streams = 16
		scratch, probs := n.NewScratch(streams), make([]float32, streams)
		var states []*State
		var windows [][]float32
		for range streams {
			states, windows = append(states, new(State)), append(windows, make([]float32, n.Window))
		}
		rounds := 8
		if testing.Short() {
			rounds = 2
		}
		patterns := make([]audiotest.Extreme, streams)
		for step := range rounds * each {
			for i, window := range windows {
				if step%each == 0 {
					patterns[i] = audiotest.Extremes[rng.IntN(len(audiotest.Extremes))]
				}
				patterns[i].Fill(rng, window)
			}
			if rng.IntN(4) == 0 { // one by one
				for i, st := range states {
					probs[i] = n.Step(scratch, st, windows[i])
				}
			} else {
				n.Batch(scratch, states, windows, probs)
			}
			for i, st := range states {
				if err := withinBounds(st, probs[i], float64((step+1)*n.Steps)); err != nil {
					t.Fatalf("window %d, %s: %v", step, patterns[i].Name, err)
				}
			}
		}
	})
}

// TestExtremeStates: as TestExtremes, from states that encodings may hold: any
// values below ops.Limit.
func TestExtremeStates(t *testing.T) {
	everyNetwork(t, func(t *testing.T, _ *weights.Weights, n *Network) {
		rng := rand.New(rand.NewPCG(uint64(n.Window), 62))
		s, window := n.NewScratch(1), make([]float32, n.Window)
		for _, h := range audiotest.Extremes {
			for _, c := range audiotest.Extremes {
				st := new(State)
				h.Fill(rng, st.H[:])
				c.Fill(rng, st.C[:])
				c.Fill(rng, st.Context[:])
				h.Fill(rng, window)
				prob := n.Step(s, st, window)
				if err := withinBounds(st, prob, ops.Limit); err != nil {
					t.Fatalf("from h %s and c %s: %v", h.Name, c.Name, err)
				}
			}
		}
	})
}

// withinBounds returns an error unless a probability and a state are what the
// network can give: an output of LSTM and decoder, and cells of at most most.
func withinBounds(st *State, prob float32, most float64) error {
	if !(prob >= 0 && prob <= 1) {
		return fmt.Errorf("a probability of %v", prob)
	}
	for u, h := range st.H {
		if !(h >= -1 && h <= 1) {
			return fmt.Errorf("h[%d] is %v", u, h)
		}
		if c := float64(st.C[u]); !(math.Abs(c) <= most) {
			return fmt.Errorf("c[%d] is %v, want %g at most", u, c, most)
		}
	}
	return nil
}
