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
// with the same ResetSilence, 4 s by default, in open speech too.
func TestDetectorResetSilence(t *testing.T) {
	m := newModel(t)
	pcm := speechAndSilence(t)
	var before []float32
	for _, d := range []time.Duration{0, 4 * time.Second, 300 * time.Millisecond} {
		want, err := m.WithResetSilence(d).Probabilities(context.Background(), pcm, 16000)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(before, want) {
			t.Errorf("%v has no effect", d)
		}
		before = want
		c := DefaultConfig(16000)
		c.Segments.MinSilence = time.Second
		if d != 4*time.Second {
			c.ResetSilence = d
		}
		if got := probsOf(t, newDetector(t, m.WithResetSilence(time.Second), 16000, c), pcm); !slices.Equal(got, want) {
			t.Errorf("%v: not the probabilities of the recording", d)
		}
	}
}

// TestDetectorResetSilenceInSpeech: windows of speech change the memory as they do
// without ResetSilence.
func TestDetectorResetSilenceInSpeech(t *testing.T) {
	c := DefaultConfig(16000)
	c.ResetSilence = 300 * time.Millisecond
	m := newModel(t)
	d := newDetector(t, m, 16000, c)
	plain, err := m.NewStream(16000)
	if err != nil {
		t.Fatal(err)
	}
	kept, changed := 0, 0
	for pcm := speechAndSilence(t); len(pcm) > 0; pcm = pcm[512:] {
		st := d.channel().intake.stream.State()
		if err := plain.SetState(st); err != nil {
			t.Fatal(err)
		}
		plain.SetResetSilence(0)
		if _, err := d.Write(nil, pcm[:512]); err != nil {
			t.Fatal(err)
		}
		p, err := plain.Process(pcm[:512])
		if err != nil {
			t.Fatal(err)
		}
		after := d.channel().intake.stream.State()
		same := slices.Equal(after.C(), plain.State().C()) && slices.Equal(after.H(), plain.State().H())
		switch {
		case same != (p >= 0.2):
			t.Fatalf("at %d, probability %v: the memory is that of a stream without: %v", after.Samples(), p, same)
		case same:
			kept++
		default:
			changed++
		}
	}
	if kept < 500 || changed < 300 {
		t.Errorf("the memory was kept %d times, changed %d times", kept, changed)
	}
}

// TestSetConfigResetSilence: the next window has it.
func TestSetConfigResetSilence(t *testing.T) {
	c := DefaultConfig(16000)
	c.ResetSilence = 0
	d := newDetector(t, newModel(t), 16000, c)
	if _, err := d.Write(nil, make([]float32, 100*512)); err != nil {
		t.Fatal(err)
	}
	c.ResetSilence = 1 // shorter than a window: silence clears c
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
