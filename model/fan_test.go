package model

import (
	"fmt"
	"testing"

	"github.com/gosilero/vad/weights"
)

// TestFan: streams that hear the same audio after different pasts are, together,
// what each is alone, to the last bit.
func TestFan(t *testing.T) {
	const tracks, each, past, windows = 3, 5, 4, 6
	for _, w := range []*weights.Weights{weights.V6(), weights.V4()} {
		for _, c := range append(Configs(w.Architecture(), 8000), Configs(w.Architecture(), 16000)...) {
			t.Run(fmt.Sprintf("%s at %d Hz, windows of %d", w.Release(), c.SampleRate, c.Window), func(t *testing.T) {
				n, err := NewWindow(w, c.SampleRate, c.Window)
				if err != nil {
					t.Fatal(err)
				}
				pcm := speechSignal(t, c.SampleRate)
				track := func(g, w int) []float32 { return pcm[(1+g)*c.SampleRate+w*c.Window:][:c.Window] }
				s := n.NewScratch(tracks * each)
				var alone, together []*State
				for i := range tracks * each {
					st := new(State)
					for w := range past {
						n.Step(s, st, track(i, w))
					}
					st.Context = [MaxContext]float32{}
					st.Decay = float32(i%each) / each
					other := *st
					alone, together = append(alone, st), append(together, &other)
				}
				probs := make([]float32, tracks*each)
				for w := range windows {
					n.Fan(s, together, [][]float32{track(0, w), track(1, w), track(2, w)}, probs)
					for i, st := range alone {
						if p := n.Step(s, st, track(i/each, w)); p != probs[i] || *st != *together[i] {
							t.Fatalf("window %d of stream %d: %v together, %v alone, or another state", w, i, probs[i], p)
						}
					}
				}
			})
		}
	}
}
