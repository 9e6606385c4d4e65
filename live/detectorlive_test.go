package live

import (
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

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

// TestDetectorIdle: input that stays away long enough ends the speech, once,
// and does not move positions; a gap does.
func TestDetectorIdle(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:3*16000] // ends in speech
	c := DefaultConfig(16000)
	c.IdleTimeout = time.Second
	d := newDetector(t, m, 16000, c)
	want := detect(t, d, pcm, func() int { return 512 })
	if segs := segmentsOf(want); len(segs) != 1 || segs[0].End != int64(len(pcm)) {
		t.Fatalf("got %v, want one segment to the end", segs)
	}
	d.Reset()

	got, err := d.Write(nil, pcm[:40000])
	idle := func(ms time.Duration, events int) {
		t.Helper()
		n := len(got)
		if err == nil {
			got, err = d.Idle(got, ms*time.Millisecond)
		}
		if err != nil || len(got)-n != events {
			t.Fatalf("after %d ms: got %v, %v, want %d events", ms, got[n:], err, events)
		}
	}
	idle(600, 0)
	idle(399, 0)
	events, err := d.Write(nil, pcm[40000:]) // was late
	got = append(got, events...)
	idle(999, 0)
	idle(1, 2)
	idle(10_000, 0)
	if !equalEvents(keep(got), want) {
		t.Errorf("got %v, want %v", got, want)
	}

	// Late by a second and gone for a minute, as the first.
	for _, gap := range []int64{0, 60 * 16000} {
		base := d.Samples() + gap
		if got, err = d.Skip(nil, gap); err != nil || len(got) > 0 {
			t.Fatalf("got %v, %v", got, err)
		}
		got = detect(t, d, pcm, func() int { return 512 })
		if segs, first := segmentsOf(got), segmentsOf(want)[0]; !slices.Equal(segs, []segment.Segment{{Start: base + first.Start, End: base + first.End}}) {
			t.Errorf("from %d on: got %v, want one as %v", base, segs, first)
		}
	}
	for name, call := range map[string]func() ([]Event, error){
		"elapsed: got -1ns": func() ([]Event, error) { return d.Idle(nil, -1) },
		"samples: got -1":   func() ([]Event, error) { return d.Skip(nil, -1) },
	} {
		if _, err := call(); !errors.Is(err, ErrOption) || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %v with %q", err, ErrOption, name)
		}
	}
}

func TestIdleTimer(t *testing.T) {
	i := idleTimer{timeout: math.MaxInt64}
	for n, elapsed := range []time.Duration{0, math.MaxInt64 - 1, 5, math.MaxInt64} {
		if expired, err := i.add(elapsed); expired != (n >= 2) || err != nil {
			t.Errorf("after %v more: got %v, %v", elapsed, expired, err)
		}
	}
	i.reset()
	if expired, err := i.add(time.Hour); expired || err != nil {
		t.Errorf("after reset: got %v, %v", expired, err)
	}
	var never idleTimer
	if expired, err := never.add(math.MaxInt64); expired || err != nil {
		t.Errorf("without timeout: got %v, %v", expired, err)
	}
}

// TestDetectorResetSilence: the network forgets in silence alone.
func TestDetectorResetSilence(t *testing.T) {
	m := newModel(t)
	c := DefaultConfig(16000)
	c.ResetSilence = 192 * time.Millisecond // 6 windows: the seventh is too much
	d := newDetector(t, m, 16000, c)
	noise := audiotest.Babble(31, 512, 16000)
	step := func(prob float32) (forgot bool) {
		t.Helper()
		if _, err := d.stream.Process(noise); err != nil {
			t.Fatal(err)
		}
		d.beginCall()
		d.fill(noise)
		d.take(nil, prob)
		st := d.stream.State()
		zeros := make([]float32, 128)
		return slices.Equal(st.H(), zeros) && slices.Equal(st.C(), zeros)
	}
	for _, run := range []struct {
		name    string
		prob    float32
		windows int
		forgets []int
	}{
		{"silence", 0.1, 20, []int{6, 13}},
		{"between the thresholds", 0.4, 20, nil},
		{"silence", 0.1, 8, []int{6}},
		{"speech", 0.9, 20, nil},
		{"a pause in speech", 0.1, 3, nil},
		{"speech", 0.9, 2, nil},
		{"silence, of which the first windows are open speech", 0.1, 14, []int{10}},
	} {
		var forgot []int
		for i := range run.windows {
			if step(run.prob) {
				forgot = append(forgot, i)
			}
		}
		if !slices.Equal(forgot, run.forgets) {
			t.Errorf("%s: forgot in windows %v, want %v", run.name, forgot, run.forgets)
		}
	}

	// On a recording, it changes nothing much, but something.
	pcm := clipSamples(t, "speech.wav")
	plain := newDetector(t, m, 16000, DefaultConfig(16000))
	kept, forgetful := probsOf(t, plain, pcm), probsOf(t, newDetector(t, m, 16000, c), pcm)
	if slices.Equal(kept, forgetful) {
		t.Error("ResetSilence has no effect")
	}
	if want := streamProbs(t, m, pcm); !slices.Equal(kept, want) {
		t.Error("the detector's probabilities are not the stream's")
	}
}

// streamProbs returns the probabilities of all whole windows by a stream.
func streamProbs(t *testing.T, m *vad.Model, pcm []float32) []float32 {
	t.Helper()
	s, err := m.NewStream(16000)
	if err != nil {
		t.Fatal(err)
	}
	probs, err := s.Feed(nil, pcm)
	if err != nil {
		t.Fatal(err)
	}
	return probs
}

// probsOf returns the probabilities of all whole windows.
func probsOf(t *testing.T, d *Detector, pcm []float32) (probs []float32) {
	t.Helper()
	for ; len(pcm) > 0; pcm = pcm[min(len(pcm), 1100):] {
		if _, err := d.Write(nil, pcm[:min(len(pcm), 1100)]); err != nil {
			t.Fatal(err)
		}
		probs = append(probs, d.Probs()...)
	}
	return probs
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

func TestDetectorConfigErrors(t *testing.T) {
	m := newModel(t)
	tests := []struct {
		change func(*Config)
		err    error
		text   string
	}{
		{func(c *Config) { c.SampleRate = 44100 }, vad.ErrSampleRate, "got 44100 Hz, want one of [8000 16000]"},
		{func(c *Config) { *c = Config{SampleRate: 16000} }, segment.ErrOption, "Threshold: got 0, want inside (0, 1)"},
		{func(c *Config) { c.Segments.Threshold = 1 }, segment.ErrOption, "Threshold: got 1, want inside (0, 1)"},
		{func(c *Config) { c.Segments.MaxSpeech = 0 }, ErrOption, "Segments.MaxSpeech: got 0s, want more"},
		{func(c *Config) { c.Segments.MinSpeech = time.Minute }, ErrOption, "Segments.MinSpeech: got 1m0s, want at most MaxSpeech, 30s"},
		{func(c *Config) { c.PreRoll = -1 }, ErrOption, "PreRoll: got -1ns, want 0 or more"},
		{func(c *Config) { c.PostRoll = -1 }, ErrOption, "PostRoll: got -1ns, want 0 or more"},
		{func(c *Config) { c.IdleTimeout = -1 }, ErrOption, "IdleTimeout: got -1ns, want 0 or more"},
		{func(c *Config) { c.ResetSilence = -1 }, ErrOption, "ResetSilence: got -1ns, want 0 or more"},
	}
	for _, tt := range tests {
		c := DefaultConfig(16000)
		tt.change(&c)
		d, err := New(m, c)
		if d != nil || !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("got %v, want %v with %q", err, tt.err, tt.text)
		}
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

func TestDetectorEvents(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	want := detect(t, d, pcm, func() int { return 512 })

	// All at once, and leaving the loop at every event.
	for _, leave := range []bool{false, true} {
		d.Reset()
		source := &audiotest.Pieces{PCM: pcm, Err: io.EOF}
		var got []Event
		for done := false; !done; {
			done = true
			for e, err := range d.Events(source) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, keep([]Event{e})...)
				if leave {
					done = false
					break
				}
			}
		}
		if !equalEvents(got, want) {
			t.Errorf("leaving %v: got %v, want %v", leave, got, want)
		}
	}

	// It reads no further than to the window of an event.
	d.Reset()
	source := &audiotest.Pieces{PCM: pcm, Err: io.EOF}
	for e, err := range d.Events(source) {
		if err != nil || e.Known != d.Samples() || len(source.PCM) != len(pcm)-int(e.Known) {
			t.Errorf("got %v, %v after reading %d samples", e, err, len(pcm)-len(source.PCM))
		}
		break
	}

	for _, fail := range []error{errors.New("line cut"), io.ErrUnexpectedEOF} {
		d.Reset()
		var events []Event
		var last error
		for e, err := range d.Events(&audiotest.Pieces{PCM: pcm[:48000], Err: fail}) {
			if last = err; err == nil {
				events = append(events, keep([]Event{e})...)
			}
		}
		rest, err := d.Flush(nil)
		if last != fail || err != nil || !slices.Equal(segmentsOf(append(events, rest...)), wantSegments(t, m, pcm[:48000], 16000, segment.DefaultConfig())) {
			t.Errorf("got %v, then %v, %v; want %v", last, rest, err, fail)
		}
	}
}
