package live

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// TestAudioIsTheCallers: audio stays as it was handed over, whatever follows, and
// writing to it changes nothing.
func TestAudioIsTheCallers(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	for _, mode := range []Audio{AudioWhole, AudioStreamed} {
		c := DefaultConfig(16000)
		c.Audio = mode
		d := newDetector(t, m, 16000, c)
		want := detect(t, d, pcm, func() int { return 320 }) // copies
		d.Reset()
		var got []Event
		for rest := pcm; len(rest) > 0; rest = rest[min(320, len(rest)):] {
			var err error
			if got, err = d.Write(got, rest[:min(320, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		got, err := d.Flush(got)
		if err != nil || !equalEvents(got, want) {
			t.Errorf("%v: what was handed over has changed: %v", mode, err)
		}
		for _, e := range got {
			clear(e.Audio[:cap(e.Audio)])
		}
		d.Reset()
		if again := detect(t, d, pcm, func() int { return 320 }); !equalEvents(again, want) {
			t.Errorf("%v: writing to what was handed over changes what follows", mode)
		}
	}
}

// TestAudioStreamed: with random probabilities and options, the events are those
// of AudioWhole, the audio comes once, in order, as soon as it is there, and holds
// each segment with its PreRoll and PostRoll.
func TestAudioStreamed(t *testing.T) {
	m := newModel(t)
	rng := rand.New(rand.NewPCG(49, 50))
	ms := func(v ...int) time.Duration { return time.Duration(v[rng.IntN(len(v))]) * time.Millisecond }
	segments, streamed := 0, 0
	for i := range 2000 {
		s := segmenttest.RandomCase(rng, 150)
		c := Config{Segments: s.Config, PreRoll: ms(0, 10, 32, 100, 500), PostRoll: ms(0, 0, 10, 100, 700)}
		whole := c
		whole.Segments.MaxSpeech = max(c.Segments.MaxSpeech, 1)
		if c.Segments.MaxSpeech == 0 { // no limit, which AudioWhole does not take
			whole.Segments.MaxSpeech = time.Hour
		}
		whole.Segments.MinSpeech = min(c.Segments.MinSpeech, whole.Segments.MaxSpeech)
		c.Segments.MinSpeech, c.Audio = whole.Segments.MinSpeech, AudioStreamed
		pcm := ramp(s.Samples)
		want := play(t, newDetector(t, &scripted{Model: m, probs: [][]float32{s.Probs}}, s.Rate, whole), pcm, func() {})
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{s.Probs}}, s.Rate, c)
		h := &d.channel().handover
		got := play(t, d, pcm, func() {
			if n := d.Kept().Len(); n > h.margin+h.window {
				t.Fatalf("case %d: keeps %d samples, want %d at most", i, n, h.margin+h.window)
			}
		})
		plain := slices.DeleteFunc(slices.Clone(got), func(e Event) bool { return e.Kind == SpeechAudio })
		if !slices.EqualFunc(plain, want, func(a, b Event) bool { return a.Event == b.Event }) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, c, plain, want)
		}
		checkStreamed(t, got, h, s.Samples)
		if t.Failed() {
			t.Fatalf("case %d: %+v %+v", i, c, got)
		}
		segments += len(segmentsOf(got))
		streamed += len(got) - len(plain)
	}
	if segments < 5000 || streamed < 10_000 {
		t.Errorf("%d segments, %d times audio: they show too little", segments, streamed)
	}
}

// checkStreamed checks the audio that was streamed, a ramp.
func checkStreamed(t *testing.T, events []Event, h *handover, samples int64) {
	t.Helper()
	had := make([]bool, samples)
	end := int64(0)
	open := false
	for _, e := range events {
		if n := int64(len(e.Audio)); n > 0 {
			if e.AudioStart < end || e.AudioStart+n > e.Known || open && e.AudioStart != end {
				t.Errorf("%v: audio from %d to %d after %d", e.Event, e.AudioStart, e.AudioStart+n, end)
			}
			for i, v := range e.Audio {
				if v != float32(e.AudioStart+int64(i)) {
					t.Fatalf("the audio from %d on has sample %v at %d", e.AudioStart, v, i)
				}
				had[e.AudioStart+int64(i)] = true
			}
			end = e.AudioStart + n
		}
		switch e.Kind {
		case SpeechAudio:
			if want := (segment.Segment{Start: e.AudioStart, End: e.AudioStart + int64(len(e.Audio))}); e.Segment != want || len(e.Audio) == 0 {
				t.Errorf("got %v with audio of %v", e.Event, want)
			}
			if open && e.Known != end {
				t.Errorf("%v: audio up to %d", e.Event, end)
			}
		case segment.SpeechStarted:
			if open = true; end != e.Known {
				t.Errorf("%v: audio up to %d, want all", e.Event, end)
			}
		case segment.SpeechDropped, segment.SpeechEnded, segment.SpeechSplit:
			open = false
		case segment.SegmentFinal:
			if len(e.Audio) > 0 {
				t.Errorf("%v has audio", e.Event)
			}
			// All but what lies before the start of a take, or was discarded as
			// silence before a segment whose pads are longer than those of its speech.
			for i := e.Segment.Start; i < min(e.Segment.End+h.postRoll, end); i++ {
				if !had[i] {
					t.Fatalf("%v: sample %d was not handed over", e.Event, i)
				}
			}
			if end < e.Segment.End {
				t.Errorf("%v: audio up to %d", e.Event, end)
			}
		}
	}
}
