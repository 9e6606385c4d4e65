package live

import (
	"bytes"
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"
)

var writeDetector = flag.Bool("write", false, "write testdata/detector.bin anew, on a little-endian machine")

// TestDetectorOfAnotherMachine goes on from a detector that a little-endian
// machine stored, in speech, at a rate that is resampled. The events are those of
// a detector that has heard it all, and it encodes to the same bytes again.
func TestDetectorOfAnotherMachine(t *testing.T) {
	const rate, cut = 24000, 6*24000 + 77
	name := filepath.Join("testdata", "detector.bin")
	pcm := resampled(t, clipSamples(t, "speech.wav")[:10*16000], rate)
	c := busyConfig(rate, AudioNone)
	d := newDetector(t, newModel(t), rate, c)
	if _, err := d.Write(nil, pcm[:cut]); err != nil {
		t.Fatal(err)
	}
	if *writeDetector {
		data, err := d.MarshalBinary()
		if err == nil {
			err = os.WriteFile(name, data, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := newDetector(t, newModel(t), 8000, DefaultConfig(8000))
	if err := got.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if again, err := got.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("encoded again it has %d bytes, %v, want the %d bytes it had", len(again), err, len(data))
	}
	if _, open := got.Speech(); !open {
		t.Error("no speech is open: it shows too little")
	}
	want := detect(t, d, pcm[cut:], func() int { return rate / 50 })
	events := detect(t, got, pcm[cut:], func() int { return rate / 50 })
	if len(events) != len(want) || len(want) < 100 {
		t.Fatalf("got %d events, want %d, many", len(events), len(want))
	}
	for i, e := range events {
		w := want[i]
		if math.Abs(float64(e.Prob-w.Prob)) > 1e-5 {
			t.Errorf("event %d: the probability is %v, want %v", i, e.Prob, w.Prob)
		}
		// On another machine the last digits of probabilities differ.
		e.Prob, e.Speech, w.Prob, w.Speech = 0, 0, 0, 0
		if !equalEvents([]Event{e}, []Event{w}) {
			t.Errorf("event %d: got %+v, want %+v", i, e, w)
		}
	}
}
