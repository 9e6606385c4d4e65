package main

import (
	"testing"

	"github.com/gosilero/vad/internal/noise"
	"github.com/gosilero/vad/model"
)

// TestTrial compares a trial with the network run over noise and clip, one
// window after the other.
func TestTrial(t *testing.T) {
	const rate, length = 8000, 40
	n := testNetwork(t, rate)
	kind, err := noise.Find("pink")
	if err != nil {
		t.Fatal(err)
	}
	y := trial{
		kind:     kind,
		noise:    kind.Make(rate, 50*n.Window, nil),
		ratios:   []float64{20, 0},
		lengths:  []int{0, length},
		policies: []*policy{none(), clearing(1)},
	}
	for _, name := range []string{"a", "b", "c"} {
		pcm := testSignal(t, rate, 60)
		c := clip{name: name, pcm: pcm, speech: make([]bool, 60)}
		for i := 20; i < 40; i++ {
			c.speech[i] = true
		}
		y.clips = append(y.clips, c)
	}
	got := y.run(newEngine(n))
	for r := range y.ratios {
		for l, length := range y.lengths {
			var want tally
			for c := range y.clips {
				want.add(y.heard(n, r, c, length), y.clips[c].speech)
			}
			if got[r][l][0].tally != want {
				t.Errorf("%g dB after %d windows: other counts than the network alone", y.ratios[r], length)
			}
		}
		if got[r][0][1].hits+got[r][0][1].misses != 0 {
			t.Error("a policy hears clips without noise before them")
		}
		if got[r][1][1].acts == 0 || got[r][1][0].acts != 0 {
			t.Errorf("got %d acts of clearing, %d of the reference", got[r][1][1].acts, got[r][1][0].acts)
		}
	}
}

// heard returns the probabilities of a clip after noise.
func (t *trial) heard(n *model.Network, r, c, length int) []float32 {
	s, st, gain := n.NewScratch(1), &model.State{}, t.gain(t.ratios[r])
	for w := range t.start(length, c) {
		n.Step(s, st, mix(nil, t.noise[w*n.Window%len(t.noise):][:n.Window], gain))
	}
	var probs []float32
	for w := range t.clips[c].windows() {
		from := (c*windows(30) + w) * n.Window % len(t.noise)
		probs = append(probs, n.Step(s, st, mix(t.clips[c].pcm[w*n.Window:], t.noise[from:][:n.Window], gain)))
	}
	return probs
}
