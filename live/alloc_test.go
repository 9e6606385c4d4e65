//go:build !race

package live

import "testing"

// TestDetectorAllocations: once memory has grown to what a recording needs, a
// detector allocates nothing for it.
func TestDetectorAllocations(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	dst := make([]Event, 0, 64)
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

// TestCallAllocations: nor does a call.
func TestCallAllocations(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	stereo := interleave([][]float32{pcm, pcm})
	call := newCall(t, m, 16000, 2, DefaultConfig(16000))
	dst := make([]CallEvent, 0, 64)
	var events int
	run := func() {
		call.Reset()
		for rest := stereo; len(rest) > 0; rest = rest[min(1400, len(rest)):] {
			dst, _ = call.Write(dst[:0], rest[:min(1400, len(rest))])
			events += len(dst)
		}
		dst, _ = call.Flush(dst[:0])
	}
	run()
	if n := testing.AllocsPerRun(2, run); n != 0 || events == 0 {
		t.Errorf("got %v allocations in %d samples, %d events, want 0", n, len(stereo), events)
	}
}
