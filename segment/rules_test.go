package segment_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// Each end has its own pad, and two that do not fit in a silence share it.
func TestSeparatePads(t *testing.T) {
	const ms = time.Millisecond
	probs := slices.Concat(level(0, 20), level(1, 20), level(0, 5), level(1, 20), level(0, 20))
	first, second := segment.Segment{20 * 512, 40 * 512}, segment.Segment{45 * 512, 65 * 512} // 2560 samples apart
	tests := []struct {
		both, start, end time.Duration
		before, after    int64 // the first segment's start, the second's end
		gapEnd, gapStart int64 // what the two take of the silence between them
	}{
		{30 * ms, 0, 0, 480, 480, 480, 480},
		{30 * ms, 20 * ms, 0, 800, 480, 480, 800},
		{0, 100 * ms, 0, 1600, 0, 0, 1600},
		{0, 0, 100 * ms, 0, 1600, 1600, 0},
		{0, 120 * ms, 40 * ms, 1920, 640, 640, 1920},   // fit exactly
		{0, 300 * ms, 100 * ms, 4800, 1600, 640, 1920}, // share 1 to 3
		{100 * ms, 200 * ms, 0, 4800, 1600, 640, 1920},
		{200 * ms, 0, 0, 3200, 3200, 1280, 1280},
	}
	for _, tt := range tests {
		c := segment.DefaultConfig()
		c.SpeechPad, c.StartPad, c.EndPad = tt.both, tt.start, tt.end
		got, err := segment.Find(probs, int64(len(probs)*512), 16000, c)
		want := []segment.Segment{{first.Start - tt.before, first.End + tt.gapEnd}, {second.Start - tt.gapStart, second.End + tt.after}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("pads %v + %v, %v: got %v, %v, want %v", tt.both, tt.start, tt.end, got, err, want)
		}
	}
}
