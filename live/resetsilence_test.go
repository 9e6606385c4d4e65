package live

import (
	"context"
	"slices"
	"testing"
	"time"
)

// speechAndSilence returns the clip of speech twice with 6 s of silence after each.
func speechAndSilence(t *testing.T) []float32 {
	t.Helper()
	pcm := slices.Concat(clipSamples(t, "speech.wav"), make([]float32, 6*16000))
	pcm = slices.Repeat(pcm, 2)
	return pcm[:len(pcm)/512*512]
}

// TestDetectorResetSilence: a detector computes what its model does for a recording
// with the same ResetSilence, 5 s by default.
func TestDetectorResetSilence(t *testing.T) {
	m := newModel(t)
	pcm := speechAndSilence(t)
	var before []float32
	for _, d := range []time.Duration{0, 5 * time.Second, 300 * time.Millisecond} {
		want, err := m.WithResetSilence(d).Probabilities(context.Background(), pcm, 16000)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(before, want) {
			t.Errorf("%v has no effect", d)
		}
		before = want
		c := DefaultConfig(16000)
		if d != 5*time.Second {
			c.ResetSilence = d
		}
		if got := probsOf(t, newDetector(t, m.WithResetSilence(time.Second), 16000, c), pcm); !slices.Equal(got, want) {
			t.Errorf("%v: not the probabilities of the recording", d)
		}
	}
}

// TestDetectorResetSilenceWaits: the memory is cleared in the first window after
// open speech has ended, if that takes longer than ResetSilence.
func TestDetectorResetSilenceWaits(t *testing.T) {
	c := DefaultConfig(16000)
	c.ResetSilence = 100 * time.Millisecond
	c.Segments.MinSilence = time.Second
	d := newDetector(t, newModel(t), 16000, c)
	cleared, ended, zeros := 0, 0, make([]float32, 128)
	open := false
	for pcm := speechAndSilence(t); len(pcm) > 0; pcm = pcm[512:] {
		wasOpen := open
		if _, err := d.Write(nil, pcm[:512]); err != nil {
			t.Fatal(err)
		}
		st := d.channel().intake.stream.State()
		clear := slices.Equal(st.H(), zeros) && slices.Equal(st.C(), zeros)
		_, open = d.channel().segmenter.Open()
		switch {
		case clear && (wasOpen || open):
			t.Fatalf("cleared at %d in open speech", st.Samples())
		case clear:
			cleared++
		case wasOpen && !open:
			ended++
		}
	}
	if ended < 2 || cleared < 50 {
		t.Errorf("speech ended %d times, the memory was cleared %d times", ended, cleared)
	}
}

// TestSetConfigResetSilence: silence that has lasted counts.
func TestSetConfigResetSilence(t *testing.T) {
	c := DefaultConfig(16000)
	c.ResetSilence = 0
	d := newDetector(t, newModel(t), 16000, c)
	if _, err := d.Write(nil, make([]float32, 100*512)); err != nil {
		t.Fatal(err)
	}
	c.ResetSilence = time.Second
	if err := d.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write(nil, make([]float32, 512)); err != nil {
		t.Fatal(err)
	}
	if st := d.channel().intake.stream.State(); !slices.Equal(st.C(), make([]float32, 128)) {
		t.Error("the memory is not cleared")
	}
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
