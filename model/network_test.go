package model

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gosilero/vad/weights"
)

func TestNewErrors(t *testing.T) {
	for _, c := range []struct {
		w    *weights.Weights
		rate int
		says string
	}{
		{nil, 16000, "weights.V6"},
		{new(weights.Weights), 16000, "weights.V6"},
		{weights.V6(), 44100, "44100 Hz"},
	} {
		if n, err := New(c.w, c.rate); n != nil || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("New(%p, %d) = %v, %v, want an error that says %s", c.w, c.rate, n, err, c.says)
		}
	}
	if _, err := New(nil, 16000); !errors.Is(err, weights.ErrRate) {
		t.Errorf("no weights: %v, want %v", err, weights.ErrRate)
	}
}

// TestPanicsNameConstructors uses values that their constructors did not make,
// and a Scratch that is too small.
func TestPanicsNameConstructors(t *testing.T) {
	n := layersNetwork(t)
	window, st, probs := make([]float32, n.Window), new(State), make([]float32, 2)
	type calls map[string]func(n *Network, s *Scratch)
	all := calls{
		"Step":   func(n *Network, s *Scratch) { n.Step(s, st, window) },
		"Batch":  func(n *Network, s *Scratch) { n.Batch(s, []*State{st, st}, [][]float32{window, window}, probs) },
		"Encode": func(n *Network, s *Scratch) { n.Encode(s, st.Context[:], window, 2) },
		"Recur":  func(n *Network, s *Scratch) { n.Recur(s, st, probs) },
	}
	for _, c := range []struct {
		name    string
		network *Network
		scratch *Scratch
		calls   calls
		says    string
	}{
		{"nil Network", nil, n.NewScratch(2), all, "model: an empty Network, use New"},
		{"zero Network", new(Network), n.NewScratch(2), all, "model: an empty Network, use New"},
		{"nil Scratch", n, nil, all, "in a Scratch for 0, use Network.NewScratch"},
		{"zero Scratch", n, new(Scratch), all, "in a Scratch for 0, use Network.NewScratch"},
		{"small Scratch", n, n.NewScratch(1), calls{"Batch": all["Batch"], "Encode": all["Encode"], "Recur": all["Recur"]},
			"model: 2 windows in a Scratch for 1"},
		{"NewScratch", new(Network), nil, calls{"NewScratch": func(n *Network, s *Scratch) { n.NewScratch(1) }}, "model: an empty Network, use New"},
	} {
		for name, call := range c.calls {
			func() {
				defer func() {
					if got := fmt.Sprint(recover()); !strings.Contains(got, c.says) {
						t.Errorf("%s, %s: panic %q, want %q", c.name, name, got, c.says)
					}
				}()
				call(c.network, c.scratch)
			}()
		}
	}
}
