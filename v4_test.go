package vad

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// TestLiveV4 compares v4, another network, with ONNX Runtime on random signals:
// streams, recordings and the state.
func TestLiveV4(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	w := weights.V4()
	runtime := reference.Require(t, w.Release())
	m, err := Load(w)
	if err != nil {
		t.Fatal(err)
	}
	for _, rate := range m.SampleRates() {
		var worst deviation
		for range 4 {
			signal := r.Uint64()
			pcm := babble(signal, 1+r.IntN(20*rate), rate)
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
				t.Errorf("%d Hz, %d samples of signal %d (seed %d) at gain %v: %v", rate, len(pcm), signal, seed, gain, d)
			}
			worst.prob, worst.state, worst.beyond = max(worst.prob, d.prob), max(worst.state, d.state), worst.beyond+d.beyond
		}
		t.Logf("v4 at %5d Hz against ONNX Runtime %s: %v", rate, runtime.Version(), worst)
	}
}

// TestV4Batch checks that v4's streams give the same results side by side as they
// give alone.
func TestV4Batch(t *testing.T) {
	m, err := Load(weights.V4())
	if err != nil {
		t.Fatal(err)
	}
	for _, rate := range m.SampleRates() {
		const streams, windows = 19, 5
		size, err := m.WindowSize(rate)
		if err != nil {
			t.Fatal(err)
		}
		var together, alone []*Stream
		var pcm [][]float32
		for i := range streams {
			together, alone = append(together, newStream(t, m, rate)), append(alone, newStream(t, m, rate))
			pcm = append(pcm, babble(uint64(i), windows*size, rate))
		}
		for k := range windows {
			batch, probs := make([][]float32, streams), make([]float32, streams)
			for i := range streams {
				batch[i] = pcm[i][k*size:][:size]
			}
			if err := m.ProcessBatch(together, batch, probs); err != nil {
				t.Fatal(err)
			}
			for i, s := range alone {
				p, err := s.Process(batch[i])
				if err != nil {
					t.Fatal(err)
				}
				if p != probs[i] || s.State() != together[i].State() {
					t.Errorf("%d Hz, window %d of stream %d: %v side by side, %v alone, or another state", rate, k, i, probs[i], p)
				}
			}
		}
	}
}
