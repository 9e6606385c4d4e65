//go:build !race

package vad

import "testing"

// TestDetectorAllocations: once memory has grown to what a recording needs, a
// detector allocates nothing for it.
func TestDetectorAllocations(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, DefaultDetectorConfig())
	dst := make([]Detection, 0, 64)
	var events int
	run := func() {
		d.Reset()
		for rest := pcm; len(rest) > 0; rest = rest[min(700, len(rest)):] {
			dst, _ = d.Write(dst[:0], rest[:min(700, len(rest))])
			events += len(dst)
		}
		dst, _ = d.Flush(dst[:0])
	}
	run()
	if n := testing.AllocsPerRun(2, run); n != 0 || events == 0 {
		t.Errorf("got %v allocations in %d samples, %d events, want 0", n, len(pcm), events)
	}
}
