package live

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

// TestLongWindows: a detector has the windows of its model, here of v4 with 96 ms,
// and finds the segments and the turns of such windows.
func TestLongWindows(t *testing.T) {
	m, err := vad.LoadWindow(weights.V4(), 96*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	pcm := clipSamples(t, "speech.wav")
	c := DefaultConfig(16000)
	turn := segment.DefaultEndpointConfig()
	c.Turn = &turn
	d := newDetector(t, m, 16000, c)
	var got []segment.Segment
	var turns int
	for part := range slices.Chunk(pcm, 3001) {
		events, err := d.Write(nil, part)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.SetConfig(d.Config()); err != nil {
			t.Fatal(err)
		}
		got, turns = segmentsAndTurns(got, turns, events)
	}
	events, err := d.Flush(nil)
	if err != nil {
		t.Fatal(err)
	}
	got, turns = segmentsAndTurns(got, turns, events)
	want, err := m.Segments(t.Context(), pcm, 16000, c.Segments)
	if err != nil || len(want) < 2 || !slices.Equal(got, want) || turns < 2 {
		t.Errorf("got %v and %d turns, want %v, %v, and 2 turns at least", got, turns, want, err)
	}
	if w := d.Config().Segments.Window; w != 1536 {
		t.Errorf("the options have windows of %d, want 1536", w)
	}

	c.Segments.Window = 512
	if _, err := New(m, c); !errors.Is(err, ErrOption) {
		t.Errorf("segments with windows of 512: %v, want %v", err, ErrOption)
	}
	c.Segments.Window, turn.Window = 0, 512
	if _, err := New(m, c); !errors.Is(err, ErrOption) {
		t.Errorf("turns with windows of 512: %v, want %v", err, ErrOption)
	}
}

func segmentsAndTurns(segments []segment.Segment, turns int, events []Event) ([]segment.Segment, int) {
	for _, e := range events {
		switch e.Kind {
		case segment.SegmentFinal:
			segments = append(segments, e.Segment)
		case TurnEnded:
			turns++
		}
	}
	return segments, turns
}
