package live

import (
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
)

// overridden is a model whose windows all have the same probability, whatever
// the network says.
type overridden struct {
	*vad.Model
	prob float32
}

func (r *overridden) ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error {
	err := r.Model.ProcessBatch(streams, windows, probs)
	for i := range probs {
		probs[i] = r.prob
	}
	return err
}

// TestDetectorResetSilence: the network forgets in silence alone.
func TestDetectorResetSilence(t *testing.T) {
	m := newModel(t)
	c := DefaultConfig(16000)
	c.ResetSilence = 192 * time.Millisecond // 6 windows: the seventh is too much
	r := &overridden{Model: m}
	d := newDetector(t, r, 16000, c)
	noise := audiotest.Babble(31, 512, 16000)
	step := func(prob float32) (forgot bool) {
		t.Helper()
		r.prob = prob
		if _, err := d.Write(nil, noise); err != nil {
			t.Fatal(err)
		}
		st := d.channel().intake.stream.State()
		zeros := make([]float32, 128)
		return slices.Equal(st.H(), zeros) && slices.Equal(st.C(), zeros)
	}
	for _, run := range []struct {
		name    string
		prob    float32
		windows int
		forgets []int
	}{
		{"silence", 0.1, 20, []int{6, 13}},
		{"between the thresholds", 0.4, 20, nil},
		{"silence", 0.1, 8, []int{6}},
		{"speech", 0.9, 20, nil},
		{"a pause in speech", 0.1, 3, nil},
		{"speech", 0.9, 2, nil},
		{"silence, of which the first windows are open speech", 0.1, 14, []int{10}},
	} {
		var forgot []int
		for i := range run.windows {
			if step(run.prob) {
				forgot = append(forgot, i)
			}
		}
		if !slices.Equal(forgot, run.forgets) {
			t.Errorf("%s: forgot in windows %v, want %v", run.name, forgot, run.forgets)
		}
	}

	// On a recording, it changes nothing much, but something.
	pcm := clipSamples(t, "speech.wav")
	plain := newDetector(t, m, 16000, DefaultConfig(16000))
	kept, forgetful := probsOf(t, plain, pcm), probsOf(t, newDetector(t, m, 16000, c), pcm)
	if slices.Equal(kept, forgetful) {
		t.Error("ResetSilence has no effect")
	}
	if want := streamProbs(t, m, pcm); !slices.Equal(kept, want) {
		t.Error("the detector's probabilities are not the stream's")
	}
}

// streamProbs returns the probabilities of all whole windows by a stream.
func streamProbs(t *testing.T, m *vad.Model, pcm []float32) []float32 {
	t.Helper()
	s, err := m.NewStream(16000)
	if err != nil {
		t.Fatal(err)
	}
	probs, err := s.Feed(nil, pcm)
	if err != nil {
		t.Fatal(err)
	}
	return probs
}

// probsOf returns the probabilities of all whole windows.
func probsOf(t *testing.T, d *Detector, pcm []float32) (probs []float32) {
	t.Helper()
	for ; len(pcm) > 0; pcm = pcm[min(len(pcm), 1100):] {
		if _, err := d.Write(nil, pcm[:min(len(pcm), 1100)]); err != nil {
			t.Fatal(err)
		}
		probs = append(probs, d.Probs()...)
	}
	return probs
}
