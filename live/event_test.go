package live

import (
	"fmt"
	"testing"

	"github.com/gosilero/vad/segment"
)

func TestEventString(t *testing.T) {
	e := Event{Event: segment.Event{Kind: segment.SegmentFinal, Segment: segment.Segment{Start: 11296, End: 118752}}, Audio: make([]float32, 5), rate: 16000}
	window := Event{Event: segment.Event{Kind: Window, Segment: segment.Segment{Start: 512, End: 1024}}, Prob: 0.5, rate: 16000}
	for _, tt := range []struct {
		got  fmt.Stringer
		want string
	}{
		{e, "SegmentFinal 0.706s to 7.422s, 5 samples of audio"},
		{CallEvent{Channel: 1, Event: e}, "channel 1: SegmentFinal 0.706s to 7.422s, 5 samples of audio"},
		{CallEvent{Channel: -1, Event: e}, "SegmentFinal 0.706s to 7.422s, 5 samples of audio"},
		{window, "Window 0.032s to 0.064s, probability 0.500"},
		{Event{}, " 0 to 0"},
		{AudioWhole, "AudioWhole"},
		{AudioNone, "AudioNone"},
		{AudioStreamed, "AudioStreamed"},
		{Audio(7), "Audio(7)"},
	} {
		if got := tt.got.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
