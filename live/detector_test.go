package live

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

// checkAudio checks that the audio of all segments is that of pcm at its
// place, from PreRoll before to PostRoll after, as far as there is audio that is
// not another segment's.
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
	c.ResetSilence = 0 // as the reference
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
		t.Error("skipped past the last position")
	}
}

// TestDetectorOpenSpeech reads the audio of a segment while it grows.
func TestDetectorOpenSpeech(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	if s, ok := d.Speech(); ok {
		t.Errorf("got speech %v before any", s)
	}
	var grown []float32
	begins, segments := int64(-1), 0
	for at := 0; at < len(pcm); at += 700 {
		events, err := d.Write(nil, pcm[at:min(at+700, len(pcm))])
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			switch e.Kind {
			case segment.SpeechStarted:
				begins, grown = max(0, e.Segment.Start-8480), grown[:0]
			case segment.SegmentFinal:
				segments++
				if n := min(len(grown), len(e.Audio)); n < len(e.Audio)-700 || !slices.Equal(grown[:n], e.Audio[:n]) {
					t.Errorf("%v: the audio read before the end, %d samples, is not that of the end, %d", e.Segment, len(grown), len(e.Audio))
				}
			}
		}
		s, ok := d.Speech()
		if !ok {
			continue
		}
		if d.Kept().Start > begins || s.End != int64(at+min(700, len(pcm)-at))/512*512 {
			t.Errorf("after %d samples: speech %v, kept %v, want speech to the last window and audio from %d", d.Samples(), s, d.Kept(), begins)
		}
		if grown, err = d.AppendAudio(grown, segment.Segment{Start: begins + int64(len(grown)), End: d.Samples()}); err != nil {
			t.Fatal(err)
		}
	}
	if segments != 3 {
		t.Errorf("got %d segments, want 3", segments)
	}
	kept := d.Kept()
	for _, s := range []segment.Segment{{Start: kept.Start - 1, End: kept.End}, {Start: kept.Start, End: kept.End + 1}, {Start: kept.End, End: kept.Start}, {Start: -1, End: -1}} {
		if a, err := d.AppendAudio(nil, s); !errors.Is(err, segment.ErrSegment) || a != nil {
			t.Errorf("%v of %v: got %d samples, %v, want %v", s, kept, len(a), err, segment.ErrSegment)
		}
	}
}

func TestDetectorSetThresholds(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	if err := d.SetThresholds(math.Nextafter(1, 0), 0.5); err != nil {
		t.Fatal(err)
	}
	half := len(pcm) / 2 / 512 * 512
	events, err := d.Write(nil, pcm[:half])
	if err != nil || len(events) > 0 {
		t.Fatalf("got %v, %v, want nothing", events, err)
	}
	if err := d.SetThresholds(0, 0); !errors.Is(err, segment.ErrOption) {
		t.Errorf("got %v, want %v", err, segment.ErrOption)
	}
	if err := d.SetThresholds(0.5, -1); err != nil {
		t.Fatal(err)
	}
	got := segmentsOf(detect(t, d, pcm[half:], func() int { return 4000 }))
	all := wantSegments(t, m, pcm, 16000, segment.DefaultConfig())
	if len(got) == 0 || !slices.Equal(got[len(got)-1:], all[len(all)-1:]) {
		t.Errorf("got %v, want the last of %v", got, all)
	}
}

// TestDetectorBadSamples: a sample that is NaN or too large for the network is
// an error, not silence, and consumes nothing.
func TestDetectorBadSamples(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:2*16000]
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	want := detect(t, d, pcm, func() int { return 1000 })
	d.Reset()
	got, err := d.Write(nil, pcm[:20000])
	if err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(pcm[20000:])
	bad[700] = float32(math.NaN())
	if events, err := d.Write(nil, bad); !errors.Is(err, vad.ErrSample) || !strings.Contains(err.Error(), "got NaN at 700") || len(events) > 0 {
		t.Errorf("got %v, %v, want %v", events, err, vad.ErrSample)
	}
	got = append(keep(got), detect(t, d, pcm[20000:], func() int { return 1000 })...)
	if !equalEvents(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}

	huge := slices.Repeat([]float32{math.MaxFloat32, -math.MaxFloat32, 1}, 1000)
	if events, err := d.Write(nil, huge); !errors.Is(err, vad.ErrSample) || len(events) > 0 {
		t.Errorf("got %v, %v, want %v", events, err, vad.ErrSample)
	}
	d.Reset()
	if got := detect(t, d, pcm, func() int { return 1000 }); !equalEvents(got, want) {
		t.Errorf("after Reset got %v, want %v", got, want)
	}
}
