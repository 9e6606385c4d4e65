package audio

import (
	"errors"
	"io"
	"slices"
	"testing"
)

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

// scriptedFramer returns frames of two channels, each after samples that are
// missing, and then an error.
type scriptedFramer struct {
	line   *timeline
	steps  []scriptedFrame
	failed error
}

type scriptedFrame struct {
	missing int64
	frame   []float32
}

func (s *scriptedFramer) next() ([]float32, error) {
	if len(s.steps) == 0 {
		return nil, s.failed
	}
	step := s.steps[0]
	s.steps = s.steps[1:]
	s.line.lose(step.missing, 0, "test")
	return step.frame, nil
}

// TestTimelineOrder checks that silence is delivered before the frame that it
// was reported with, at the right position, and an error after all of it.
func TestTimelineOrder(t *testing.T) {
	const long = bufferValues // samples: more than one buffer of silence
	fault := errors.New("fault")
	for _, failed := range []error{io.EOF, fault} {
		log := new(warnings)
		s := &scriptedFramer{failed: failed, steps: []scriptedFrame{
			{0, []float32{1, 2}}, {3, []float32{3, 4, 5, 6}}, {0, nil}, {long, nil}, {1, []float32{7, 8}},
		}}
		s.line = newTimeline(s, Format{SampleRate: 8000, Channels: 2}, log)
		var got []float32
		var err error
		for err == nil {
			var samples []float32
			samples, err = s.line.decode()
			if err == nil && (len(samples) == 0 || len(samples) > bufferValues || len(samples)%2 != 0) {
				t.Fatalf("got %d values", len(samples))
			}
			got = append(got, samples...)
		}
		want := slices.Concat([]float32{1, 2}, make([]float32, 2*3), []float32{3, 4, 5, 6}, make([]float32, 2*(long+1)), []float32{7, 8})
		equalSamples(t, got, want)
		if err != failed {
			t.Errorf("got %v, want %v", err, failed)
		}
		if s.line.position != int64(len(want)/2) {
			t.Errorf("position: got %d, want %d", s.line.position, len(want)/2)
		}
		var at []int64
		for _, w := range log.list {
			at = append(at, w.Sample)
		}
		if want := []int64{1, 6, 6 + long}; !slices.Equal(at, want) {
			t.Errorf("warnings at %d, want %d", at, want)
		}
	}
}
