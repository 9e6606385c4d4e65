//go:build !race

package live

import (
	"math"
	"runtime/debug"
	"testing"

	"github.com/gosilero/vad/segment"
)

// TestDetectorAllocations: a detector allocates what it hands over, and with
// AudioWhole what it keeps of a segment, in a few steps; otherwise nothing, at
// any rate.
func TestDetectorAllocations(t *testing.T) {
	// A collection would take the model's scratch memory out of its pool.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	for _, tt := range []struct {
		name  string
		audio Audio
		rate  int
		steps int // of memory's growth and back, for each segment
	}{
		{"none", AudioNone, 16000, 0},
		{"none, resampled", AudioNone, 48000, 0},
		{"streamed", AudioStreamed, 16000, 0},
		{"whole", AudioWhole, 16000, 8},
	} {
		c := DefaultConfig(tt.rate)
		c.Audio, c.Windows, c.MinRMS, c.Smoothing, c.CheckScale = tt.audio, true, 1e-9, 0.1, true
		turn := segment.DefaultEndpointConfig()
		c.Turn = &turn
		pcm := resampled(t, speech, tt.rate)
		d := newDetector(t, m, tt.rate, c)
		dst := make([]Event, 0, 64)
		events, segments, handed := 0, 0, 0
		run := func() {
			d.Reset()
			events, segments, handed = 0, 0, 0
			count := func() {
				for _, e := range dst {
					events++
					if len(e.Audio) > 0 {
						handed++
					}
					if e.Kind == segment.SegmentFinal {
						segments++
					}
				}
			}
			i := 0
			for rest := pcm; len(rest) > 0; rest = rest[min(700, len(rest)):] {
				dst, _ = d.Write(dst[:0], rest[:min(700, len(rest))])
				count()
				if i++; i%50 == 0 {
					dst, _ = d.Lost(dst[:0], 300)
					count()
				}
			}
			dst, _ = d.Flush(dst[:0])
			count()
		}
		run()
		// The least of several runs: a garbage collection takes what detectors share.
		n := math.Inf(1)
		for range 5 {
			n = min(n, testing.AllocsPerRun(1, run))
		}
		if least := float64(handed); n < least || n > least+float64(segments*tt.steps) {
			t.Errorf("%s: got %v allocations, %d times audio, %d segments, %d events", tt.name, n, handed, segments, events)
		}
		if segments < 3 || tt.audio != AudioNone && handed < 3 {
			t.Errorf("%s: %d segments, %d times audio: they show too little", tt.name, segments, handed)
		}
	}
}

// TestCallAllocations: nor does a call.
func TestCallAllocations(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	stereo := interleave([][]float32{pcm, pcm})
	c := DefaultConfig(16000)
	c.Audio = AudioNone
	call := newCall(t, m, 16000, 2, c)
	dst := make([]CallEvent, 0, 64)
	var events int
	run := func() {
		call.Reset()
		for rest := stereo; len(rest) > 0; rest = rest[min(1400, len(rest)):] {
			dst, _ = call.Write(dst[:0], rest[:min(1400, len(rest))])
			events += len(dst)
			dst, _ = call.WriteChannel(dst[:0], 1, pcm[:17])
			events += len(dst)
		}
		dst, _ = call.Flush(dst[:0])
	}
	run()
	if n := testing.AllocsPerRun(2, run); n != 0 || events == 0 {
		t.Errorf("got %v allocations in %d samples, %d events, want 0", n, len(stereo), events)
	}
}
