package audio

import "testing"

// TestTimelineBounds checks how much silence a stream may get: ten minutes, and
// what the lost bytes can have been.
func TestTimelineBounds(t *testing.T) {
	const rate, all = 100, 60000 // ten minutes
	line := newTimeline(nil, Format{SampleRate: rate, Channels: 1}, new(warnings))
	for _, step := range []struct {
		missing, lost int64
		want          bool
	}{
		{0, 0, false}, {-5, 0, false}, {all + 1, 0, false}, {all - 10, 0, true}, {11, 0, false}, {10, 0, true}, {1, 0, false},
		{100 * maxLost, 100, true}, {1, 0, false}, {maxLost + 1, 1, false}, {maxLost, 0, true},
	} {
		if got := line.lose(step.missing, step.lost, "test"); got != step.want {
			t.Errorf("%d samples for %d bytes, after %d for %d: %t, want %t", step.missing, step.lost, line.inserted, line.lost, got, step.want)
		}
	}
	if want := int64(all + 101*maxLost); line.position != want || line.gap != want {
		t.Errorf("the position is %d, %d samples are due, want %d", line.position, line.gap, want)
	}
}
