package model

import (
	"fmt"
	"testing"

	"github.com/gosilero/vad/weights"
)

// TestFollow: streams that hear the same audio after different pasts are, together,
// what each is alone, to the last bit.
func TestFollow(t *testing.T) {
	const streams, past, windows = 5, 4, 6
	for _, w := range []*weights.Weights{weights.V6(), weights.V4()} {
		for _, c := range append(Configs(w.Architecture(), 8000), Configs(w.Architecture(), 16000)...) {
			t.Run(fmt.Sprintf("%s at %d Hz, windows of %d", w.Release(), c.SampleRate, c.Window), func(t *testing.T) {
				n, err := NewWindow(w, c.SampleRate, c.Window)
				if err != nil {
					t.Fatal(err)
				}
				pcm := speechSignal(t, c.SampleRate)
				s := n.NewScratch(max(streams, windows))
				var alone, together []*State
				for i := range streams {
					st := &State{Decay: float32(i) / streams}
					for w := range past {
						n.Step(s, st, pcm[(1+i)*c.SampleRate+w*c.Window:][:c.Window])
					}
					other := *st
					alone, together = append(alone, st), append(together, &other)
				}
				pcm = pcm[3*c.SampleRate:]
				n.Encode(s, pcm, pcm[c.Context:], windows)
				sums := n.AppendSums(nil, s, windows)
				for _, st := range alone {
					copy(st.Context[:], pcm[:c.Context])
				}
				probs := make([]float32, streams)
				for w := range windows {
					n.Follow(s, sums[w*n.NumSums():][:n.NumSums()], together, probs)
					for i, st := range alone {
						p := n.Step(s, st, pcm[c.Context+w*c.Window:][:c.Window])
						if p != probs[i] || st.H != together[i].H || st.C != together[i].C {
							t.Fatalf("window %d of stream %d: %v together, %v alone, or another state", w, i, probs[i], p)
						}
					}
				}
			})
		}
	}
}
