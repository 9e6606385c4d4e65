package live

import (
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// checkCall checks that the overlaps are those of the segments, Speaking
// counts the open speeches, and time does not go back.
func checkCall(t *testing.T, events []CallEvent, channels int) (overlaps int) {
	t.Helper()
	open := map[int]bool{}
	known := int64(0)
	for _, e := range events {
		switch e.Kind {
		case segment.SpeechStarted:
			open[e.Channel] = true
		case segment.SpeechDropped, segment.SpeechEnded, segment.SpeechSplit:
			delete(open, e.Channel)
		}
		if e.Speaking != len(open) || e.Known < known || e.Segment.End > e.Known {
			t.Fatalf("got %+v after %d, with %d open", e, known, len(open))
		}
		known = e.Known
	}
	segs := make([][]segment.Segment, channels)
	for i := range segs {
		segs[i] = segmentsOf(ofChannel(events, i))
	}
	want, err := Overlaps(segs...)
	if err != nil {
		t.Fatal(err)
	}
	var got []segment.Segment
	for _, e := range ofChannel(events, -1) {
		if e.Kind != SpeechOverlapped {
			t.Fatalf("got %v without channel", e)
		}
		got = append(got, e.Segment)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got overlaps %v, want %v of %v", got, want, segs)
	}
	return len(got)
}

// TestCallEqualsDetectors: each channel has what it would have alone, in
// whatever form and pieces the audio comes.
func TestCallEqualsDetectors(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	shifted := append(make([]float32, 20000), speech[:len(speech)-20000]...)
	channels := [][]float32{speech, shifted, make([]float32, len(speech))}
	c := DefaultConfig(16000)
	c.PostRoll = 100 * time.Millisecond
	call := newCall(t, m, 16000, len(channels), c)
	var want []CallEvent
	events, err := call.WriteChannels(nil, channels)
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, keepCall(events)...)
	if events, err = call.Flush(nil); err != nil {
		t.Fatal(err)
	}
	want = append(want, keepCall(events)...)
	for i, pcm := range channels {
		alone := detect(t, newDetector(t, m, 16000, c), pcm, func() int { return 1000 })
		if got := ofChannel(want, i); !equalEvents(got, alone) {
			t.Errorf("channel %d: got %v, want %v", i, got, alone)
		}
	}
	if n := checkCall(t, want, len(channels)); n < 2 {
		t.Errorf("got %d overlaps: they show too little", n)
	}

	call.Reset()
	rng := rand.New(rand.NewPCG(23, 24))
	var got []CallEvent
	for at := 0; at < len(speech); {
		n := min(rng.IntN(1500), len(speech)-at)
		part := [][]float32{channels[0][at:][:n], channels[1][at:][:n], channels[2][at:][:n]}
		if rng.IntN(2) == 0 {
			events, err = call.WriteChannels(events[:0], part)
		} else {
			events, err = call.Write(events[:0], interleave(part))
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, keepCall(events)...)
		at += n
	}
	events, err = call.Flush(events[:0])
	if got = append(got, keepCall(events)...); err != nil || !equalCallEvents(got, want) {
		t.Errorf("in pieces: got %v, %v, want %v", got, err, want)
	}

	call.Reset()
	got = nil
	for e, err := range call.Events(&audiotest.Pieces{PCM: interleave(channels), Err: io.EOF}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, keepCall([]CallEvent{e})...)
	}
	if !equalCallEvents(got, want) {
		t.Errorf("pulled: got %v, want %v", got, want)
	}
}

// TestCallRandom: with random probabilities and options, the overlaps reported are
// those of the segments.
func TestCallRandom(t *testing.T) {
	m := newModel(t)
	rng := rand.New(rand.NewPCG(25, 26))
	overlaps, before := 0, 0
	for range 1000 {
		s := segmenttest.RandomCase(rng, 100)
		c := Config{Segments: s.Config, PostRoll: time.Duration(rng.IntN(2)) * 70 * time.Millisecond}
		c.Segments.MaxSpeech = max(c.Segments.MaxSpeech, 300*time.Millisecond)
		c.Segments.MinSpeech = min(c.Segments.MinSpeech, c.Segments.MaxSpeech)
		probs := make([][]float32, 1+rng.IntN(4))
		for i := range probs {
			probs[i] = segmenttest.RandomProbs(rng, 100, c.Segments)
		}
		call := newCall(t, &scripted{Model: m, probs: probs}, s.Rate, len(probs), c)
		window := make([]float32, len(probs)*call.channel(0).intake.room())
		var events []CallEvent
		for range 100 {
			var err error
			if events, err = call.Write(events, window); err != nil {
				t.Fatal(err)
			}
		}
		before += len(ofChannel(events, -1))
		last, err := call.Flush(nil)
		if err != nil {
			t.Fatal(err)
		}
		overlaps += checkCall(t, append(events, last...), call.Channels())
	}
	if before < 1000 || overlaps <= before {
		t.Errorf("got %d overlaps, %d before the end: they show too little", overlaps, before)
	}
}

func TestCallTakes(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")[:2*16000] // ends in speech
	c := DefaultConfig(16000)
	c.IdleTimeout = time.Second
	call := newCall(t, m, 16000, 2, c)
	var want []segment.Segment
	for i, end := range []func() ([]CallEvent, error){
		func() ([]CallEvent, error) { return call.Flush(nil) },
		func() ([]CallEvent, error) { return call.Idle(nil, time.Second) },
		func() ([]CallEvent, error) { return call.Skip(nil, 1e12) },
		func() ([]CallEvent, error) { return call.Flush(nil) },
	} {
		base := call.Samples()
		first, err := call.WriteChannels(nil, [][]float32{speech, speech})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(call.Probs(1)); n != len(speech)/512 {
			t.Errorf("got %d probabilities, want %d", n, len(speech)/512)
		}
		s, ok := call.Speech(1)
		if audio, err := call.AppendAudio(nil, 1, s); !ok || err != nil || !slices.Equal(audio, speech[s.Start-base:s.End-base]) {
			t.Errorf("take %d: got speech %v, %v, %v", i, s, ok, err)
		}
		if call.Kept(1).End != call.Samples() {
			t.Errorf("take %d: keeps %v of %d samples", i, call.Kept(1), call.Samples())
		}
		if events, err := call.Idle(nil, time.Second-1); err != nil || len(events) > 0 {
			t.Errorf("take %d: got %v, %v", i, events, err)
		}
		if i == 1 {
			if _, err := call.WriteChannels(nil, [][]float32{{0}, {0}}); err != nil {
				t.Fatal(err)
			}
			if events, err := call.Idle(nil, time.Second-1); err != nil || len(events) > 0 {
				t.Errorf("take %d: got %v, %v after input", i, events, err)
			}
		}
		last, err := end()
		if err != nil {
			t.Fatal(err)
		}
		events := append(first, last...)
		if n := checkCall(t, events, 2); n != 1 {
			t.Errorf("take %d: got %d overlaps, want 1", i, n)
		}
		for _, s := range segmentsOf(ofChannel(events, 1)) {
			want = append(want, segment.Segment{Start: s.Start - base, End: min(s.End-base, 32000)})
		}
	}
	if len(want) != 4 || want[0] != want[1] || want[0] != want[2] || want[0] != want[3] {
		t.Errorf("got %v, want the same in each take", want)
	}
	if err := call.SetThresholds(1, math.Nextafter(1, 0), 0.5); err != nil {
		t.Fatal(err)
	}
	events, err := call.WriteChannels(nil, [][]float32{speech, speech})
	if err != nil || len(ofChannel(events, 0)) == 0 || len(ofChannel(events, 1)) > 0 {
		t.Errorf("got %v, %v, want events of channel 0 alone", events, err)
	}
}

func TestCallErrors(t *testing.T) {
	m := newModel(t)
	if c, err := NewCall(m, 0, DefaultConfig(16000)); c != nil || !errors.Is(err, ErrChannels) {
		t.Errorf("got %v, want %v", err, ErrChannels)
	}
	if c, err := NewCall(m, 2, Config{SampleRate: 16000}); c != nil || !errors.Is(err, segment.ErrOption) {
		t.Errorf("got %v, want %v", err, segment.ErrOption)
	}
	call := newCall(t, m, 16000, 2, DefaultConfig(16000))
	nan := float32(math.NaN())
	tests := []struct {
		text string
		err  error
		call func() ([]CallEvent, error)
	}{
		{"got 3 interleaved samples, want a multiple of 2", ErrChannels, func() ([]CallEvent, error) { return call.Write(nil, make([]float32, 3)) }},
		{"got NaN at 1", vad.ErrSample, func() ([]CallEvent, error) { return call.Write(nil, []float32{0, nan}) }},
		{"got 1, want 2", ErrChannels, func() ([]CallEvent, error) { return call.WriteChannels(nil, make([][]float32, 1)) }},
		{"got 4 samples of channel 1, want 5", ErrChannels, func() ([]CallEvent, error) {
			return call.WriteChannels(nil, [][]float32{make([]float32, 5), make([]float32, 4)})
		}},
		{"channel 1: ", vad.ErrSample, func() ([]CallEvent, error) { return call.WriteChannels(nil, [][]float32{{0}, {nan}}) }},
		{"elapsed: got -1ns", ErrOption, func() ([]CallEvent, error) { return call.Idle(nil, -1) }},
		{"samples: got -1", ErrOption, func() ([]CallEvent, error) { return call.Skip(nil, -1) }},
	}
	for _, tt := range tests {
		events, err := tt.call()
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) || len(events) > 0 || call.Samples() != 0 {
			t.Errorf("got %v, %v, %d samples, want %v with %q", events, err, call.Samples(), tt.err, tt.text)
		}
	}

	huge := slices.Repeat([]float32{0, math.MaxFloat32, 0, -math.MaxFloat32}, 1000)
	if events, err := call.Write(nil, huge); !errors.Is(err, vad.ErrSample) || len(events) > 0 {
		t.Errorf("got %v, %v, want %v", events, err, vad.ErrSample)
	}
	call.Reset()
	if _, err := call.Write(nil, make([]float32, 2048)); err != nil || call.Samples() != 1024 {
		t.Errorf("after Reset: got %v, %d samples", err, call.Samples())
	}
}
