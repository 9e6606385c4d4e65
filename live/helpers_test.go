package live

import (
	"context"
	"slices"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

func newModel(t testing.TB) *vad.Model {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// clipSamples returns a recording of testdata, at 16 kHz.
func clipSamples(t testing.TB, name string) []float32 {
	t.Helper()
	return audiotest.Clip(t, "../testdata/"+name)
}

func newDetector(t testing.TB, r Runner, rate int, c Config) *Detector {
	t.Helper()
	c.SampleRate = rate
	d, err := New(r, c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// keep returns copies of events that stay valid.
func keep(events []Event) []Event {
	events = slices.Clone(events)
	for i := range events {
		events[i].Audio = slices.Clone(events[i].Audio)
	}
	return events
}

// detect writes pcm in pieces whose lengths size returns, and flushes.
func detect(t testing.TB, d *Detector, pcm []float32, size func() int) []Event {
	t.Helper()
	var all, events []Event
	var err error
	for len(pcm) > 0 {
		n := min(size(), len(pcm))
		if events, err = d.Write(events[:0], pcm[:n]); err != nil {
			t.Fatal(err)
		}
		all = append(all, keep(events)...)
		pcm = pcm[n:]
	}
	if events, err = d.Flush(events[:0]); err != nil {
		t.Fatal(err)
	}
	return append(all, keep(events)...)
}

func segmentsOf(events []Event) []segment.Segment {
	var segs []segment.Segment
	for _, e := range events {
		if e.Kind == segment.SegmentFinal {
			segs = append(segs, e.Segment)
		}
	}
	return segs
}

func equalEvents(a, b []Event) bool {
	return slices.EqualFunc(a, b, func(x, y Event) bool {
		return x.Event == y.Event && x.AudioStart == y.AudioStart && slices.Equal(x.Audio, y.Audio)
	})
}

func wantSegments(t testing.TB, m *vad.Model, pcm []float32, rate int, c segment.Config) []segment.Segment {
	t.Helper()
	probs, err := m.Probabilities(context.Background(), pcm, rate)
	if err != nil {
		t.Fatal(err)
	}
	segs, err := segment.Find(probs, int64(len(pcm)), rate, c)
	if err != nil {
		t.Fatal(err)
	}
	return segs
}

func newCall(t testing.TB, r Runner, rate, channels int, c Config) *Call {
	t.Helper()
	c.SampleRate = rate
	call, err := NewCall(r, channels, c)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func interleave(channels [][]float32) []float32 {
	pcm := make([]float32, 0, len(channels)*len(channels[0]))
	for i := range channels[0] {
		for _, c := range channels {
			pcm = append(pcm, c[i])
		}
	}
	return pcm
}

func keepCall(events []CallEvent) []CallEvent {
	events = slices.Clone(events)
	for i := range events {
		events[i].Audio = slices.Clone(events[i].Audio)
	}
	return events
}

// ofChannel returns the events of a channel, -1 for overlaps.
func ofChannel(events []CallEvent, channel int) []Event {
	var own []Event
	for _, e := range events {
		if e.Channel == channel {
			own = append(own, e.Event)
		}
	}
	return own
}

func equalCallEvents(a, b []CallEvent) bool {
	return slices.EqualFunc(a, b, func(x, y CallEvent) bool {
		return x.Channel == y.Channel && x.Speaking == y.Speaking && equalEvents([]Event{x.Event}, []Event{y.Event})
	})
}

// scripted is a model whose probabilities are given: probs[i][j] is that of
// window j of channel i.
type scripted struct {
	*vad.Model
	probs [][]float32
	at    int
}

func (r *scripted) ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error {
	for i := range streams {
		probs[i] = r.probs[i][r.at]
	}
	r.at++
	return nil
}

// resampled returns pcm, of 16 kHz, at another rate.
func resampled(t testing.TB, pcm []float32, rate int) []float32 {
	t.Helper()
	r, err := resample.New(16000, rate)
	if err != nil {
		t.Fatal(err)
	}
	return r.Flush(r.Feed(nil, pcm))
}
