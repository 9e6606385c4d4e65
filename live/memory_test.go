//go:build !race

package live

import (
	"runtime"
	"testing"
)

// TestDetectorMemory: in silence, a detector takes less than 64 KB, right after a
// segment of 30 s too; at 48 kHz if its samples are of 16 bits. docs/live.md has
// the figures.
func TestDetectorMemory(t *testing.T) {
	m := newModel(t)
	for _, tt := range []struct {
		name  string
		rate  int
		audio Audio
		level float32 // of speech; silence has 1/2048 of it
		most  int     // bytes
	}{
		{"8 kHz", 8000, AudioWhole, 0.5, 20 << 10},
		{"16 kHz", 16000, AudioWhole, 0.5, 30 << 10},
		{"16 kHz, samples of more bits", 16000, AudioWhole, 0.3, 50 << 10},
		{"16 kHz, streamed", 16000, AudioStreamed, 0.5, 30 << 10},
		{"16 kHz, no audio", 16000, AudioNone, 0.5, 12 << 10},
		{"44.1 kHz", 44100, AudioWhole, 0.5, 64 << 10},
		{"48 kHz", 48000, AudioWhole, 0.5, 64 << 10},
		{"48 kHz, samples of more bits", 48000, AudioWhole, 0.3, 128 << 10},
		{"48 kHz, no audio", 48000, AudioNone, 0.5, 20 << 10},
	} {
		silence, speech := make([]float32, tt.rate), make([]float32, 31*tt.rate)
		for i := range speech {
			speech[i] = tt.level
		}
		for i := range silence {
			silence[i] = tt.level / 2048
		}
		c := DefaultConfig(tt.rate)
		c.Audio = tt.audio
		keepAlive := newDetector(t, loud{m}, tt.rate, c) // and the filters that all share
		const detectors = 30
		list := make([]*Detector, 0, detectors)
		dst := make([]Event, 0, 64)
		before := heap()
		for range detectors {
			list = append(list, newDetector(t, loud{m}, tt.rate, c))
		}
		finals, measured := 0, 0
		for _, pcm := range [][]float32{silence, speech, silence} {
			for _, d := range list {
				for rest := pcm; len(rest) > 0; rest = rest[min(700, len(rest)):] {
					var err error
					if dst, err = d.Write(dst[:0], rest[:min(700, len(rest))]); err != nil {
						t.Fatal(err)
					}
					finals += len(segmentsOf(dst))
					clear(dst)
				}
			}
			// In the middle of speech, memory is what it may be.
			if _, open := list[0].Speech(); open {
				continue
			}
			measured++
			got := (heap() - before) / detectors
			t.Logf("%s: %d bytes a detector", tt.name, got)
			if got > tt.most {
				t.Errorf("%s: got %d bytes a detector, want %d at most", tt.name, got, tt.most)
			}
		}
		if finals < detectors || measured < 2 {
			t.Errorf("%s: %d segments: they show too little", tt.name, finals)
		}
		runtime.KeepAlive(keepAlive)
		runtime.KeepAlive(list)
	}
}

// heap returns the bytes in use.
func heap() int {
	var s runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&s)
	return int(s.HeapAlloc)
}
