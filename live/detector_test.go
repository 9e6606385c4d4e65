package live

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/audio"

	"github.com/gosilero/vad"
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
	f, err := os.Open("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := audio.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	pcm, err := audio.ReadAll(audio.Mono(r))
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}

func newDetector(t testing.TB, m *vad.Model, rate int, c Config) *Detector {
	t.Helper()
	c.SampleRate = rate
	d, err := New(m, c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// keep returns copies of detections that stay valid.
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

// checkAudio tells whether the audio of all segments is that of pcm at its
// place, from PreRoll before to PostRoll behind, as far as there is audio that
// is not another segment's.
func checkAudio(t testing.TB, events []Event, pcm []float32, pre, post int64) {
	t.Helper()
	end := int64(0)
	for _, e := range events {
		if e.Kind != segment.SegmentFinal {
			continue
		}
		if len(e.Audio) == 0 || !slices.Equal(e.Audio, pcm[e.AudioStart:][:len(e.Audio)]) {
			t.Errorf("the audio of %v from %d on is not the stream's", e.Segment, e.AudioStart)
		}
		if want := max(end, e.Segment.Start-pre); e.AudioStart != want {
			t.Errorf("the audio of %v begins at %d, want %d", e.Segment, e.AudioStart, want)
		}
		if got, want := e.AudioStart+int64(len(e.Audio)), min(e.Segment.End+post, int64(len(pcm))); got != want {
			t.Errorf("the audio of %v ends at %d, want %d", e.Segment, got, want)
		}
		end = e.Segment.End
	}
}

// TestDetectorSpeech: on a recording, the segments are those of Segments, and
// their audio comes with them, however the recording is cut into writes.
func TestDetectorSpeech(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	c := DefaultConfig(16000)
	for _, post := range []time.Duration{0, 300 * time.Millisecond} {
		c.PostRoll = post
		d := newDetector(t, m, 16000, c)
		want := detect(t, d, pcm, func() int { return len(pcm) })
		if got, segs := segmentsOf(want), wantSegments(t, m, pcm, 16000, c.Segments); len(segs) != 3 || !slices.Equal(got, segs) {
			t.Errorf("got %v, want %v", got, segs)
		}
		checkAudio(t, want, pcm, 8000, int64(post.Seconds()*16000))
		if got := d.Samples(); got != int64(len(pcm)) {
			t.Errorf("got %d samples, want %d", got, len(pcm))
		}
		rng := rand.New(rand.NewPCG(15, 16))
		for _, most := range []int{160, 5000} {
			d.Reset()
			if got := detect(t, d, pcm, func() int { return 1 + rng.IntN(most) }); !equalEvents(got, want) {
				t.Errorf("post-roll %v: pieces of up to %d samples give other detections", post, most)
			}
		}
	}
}

// babbleConfig has thresholds at which babble is cut in all ways.
func babbleConfig(t testing.TB, m *vad.Model, pcm []float32, rate int) Config {
	t.Helper()
	probs, err := m.Probabilities(context.Background(), pcm, rate)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(probs)
	c := DefaultConfig(16000)
	c.Segments.Threshold = float64(probs[len(probs)/2])
	c.Segments.NegThreshold = float64(probs[len(probs)/3])
	c.Segments.MaxSpeech = time.Second
	c.Segments.MinSpeech = 64 * time.Millisecond
	return c
}

func TestDetectorBabble(t *testing.T) {
	m := newModel(t)
	rng := rand.New(rand.NewPCG(17, 18))
	for _, rate := range m.SampleRates() {
		pcm := audiotest.Babble(23, 20*rate+77, rate)
		c := babbleConfig(t, m, pcm, rate)
		c.Segments.StartPad, c.PostRoll = 50*time.Millisecond, 100*time.Millisecond
		d := newDetector(t, m, rate, c)
		want := wantSegments(t, m, pcm, rate, c.Segments)
		if len(want) < 10 {
			t.Fatalf("%d Hz: got %d segments: they show too little", rate, len(want))
		}
		for range 3 { // each take is as if it were the first
			base := d.Samples()
			got := segmentsOf(detect(t, d, pcm, func() int { return rng.IntN(3000) }))
			for i := range got {
				got[i] = segment.Segment{Start: got[i].Start - base, End: got[i].End - base}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d Hz, from %d: got %v, want %v", rate, base, got, want)
			}
		}
	}
}

func FuzzDetectorSplit(f *testing.F) {
	m := newModel(f)
	pcm := audiotest.Babble(29, 40*512+100, 16000)
	c := babbleConfig(f, m, pcm, 16000)
	c.Segments.MaxSpeech, c.PostRoll = 400*time.Millisecond, 50*time.Millisecond
	want := detect(f, newDetector(f, m, 16000, c), pcm, func() int { return len(pcm) })
	if len(segmentsOf(want)) < 3 {
		f.Fatalf("got %d segments: they show too little", len(segmentsOf(want)))
	}
	f.Add([]byte{0, 1, 2, 255, 7}, uint8(3))
	f.Add([]byte{32, 16}, uint8(16))
	f.Fuzz(func(t *testing.T, sizes []byte, scale uint8) {
		next := 0
		got := detect(t, newDetector(t, m, 16000, c), pcm, func() int {
			if next++; next > len(sizes) {
				return len(pcm)
			}
			return int(sizes[next-1]) * int(scale)
		})
		if !equalEvents(got, want) {
			t.Errorf("pieces of %v times %d give other detections", sizes, scale)
		}
	})
}

// TestDetectorLongStream: far from the start, all is as at the start.
func TestDetectorLongStream(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:6*16000]
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	want := detect(t, d, pcm, func() int { return 1000 })
	const years = 16000 * 86400 * 366 * 5000
	d.Reset()
	if _, err := d.Skip(nil, years); err != nil {
		t.Fatal(err)
	}
	got := detect(t, d, pcm, func() int { return 1000 })
	for i := range got {
		e := &got[i]
		e.Segment, e.Known = segment.Segment{Start: e.Segment.Start - years, End: e.Segment.End - years}, e.Known-years
		if e.Kind == segment.SegmentFinal {
			e.AudioStart -= years
		}
	}
	if !equalEvents(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := d.Skip(nil, math.MaxInt64-years); err == nil {
		t.Error("skipped behind the last position")
	}
}
