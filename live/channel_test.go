package live

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// ramp returns samples whose values are their positions.
func ramp(n int64) []float32 {
	pcm := make([]float32, n)
	for i := range pcm {
		pcm[i] = float32(i)
	}
	return pcm
}

// play writes pcm window by window, and makes what the detector has given up
// unfit to be handed over.
func play(t *testing.T, d *Detector, pcm []float32, each func()) []Event {
	t.Helper()
	var all []Event
	for len(pcm) > 0 {
		n := min(d.channel().intake.room(), len(pcm))
		events, err := d.Write(nil, pcm[:n])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, keep(events)...)
		pcm = pcm[n:]
		each()
		d.channel().audio.spoil()
	}
	events, err := d.Flush(nil)
	if err != nil {
		t.Fatal(err)
	}
	return append(all, keep(events)...)
}

// TestDetectorRandom: with random probabilities and options, the segments are
// those of the reference, their audio is whole, and the memory is bounded.
func TestDetectorRandom(t *testing.T) {
	m := newModel(t)
	rng := rand.New(rand.NewPCG(19, 20))
	ms := func(v ...int) time.Duration { return time.Duration(v[rng.IntN(len(v))]) * time.Millisecond }
	joined := 0
	for i := range 3000 {
		s := segmenttest.RandomCase(rng, 150)
		c := Config{Segments: s.Config, PreRoll: ms(0, 10, 32, 100, 500), PostRoll: ms(0, 0, 10, 100, 700)}
		if c.Segments.MaxSpeech == 0 {
			c.Segments.MaxSpeech = ms(300, 1000, 4000)
		}
		c.Segments.MinSpeech = min(c.Segments.MinSpeech, c.Segments.MaxSpeech)
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{s.Probs}}, s.Rate, c)
		pcm := ramp(s.Samples)
		samples := func(d time.Duration) int64 { return int64(math.Ceil(segment.Samples(d, s.Rate))) }
		pads := 2*samples(c.Segments.SpeechPad) + samples(c.Segments.StartPad) + samples(c.Segments.EndPad)
		bound := 2*samples(c.Segments.MaxSpeech) + samples(c.PreRoll) + samples(c.PostRoll) + 2*pads + 8*d.channel().handover.window
		got := play(t, d, pcm, func() {
			if n := d.Kept().Len(); n > bound {
				t.Fatalf("case %d: %+v: keeps %d samples, want at most %d", i, c, n, bound)
			}
			if n := d.channel().audio.room(); n > 2*bound {
				t.Fatalf("case %d: %+v: holds %d samples, want at most %d", i, c, n, 2*bound)
			}
		})
		if want := segmenttest.OfflineSegments(s.Probs, s.Samples, s.Rate, c.Segments); !slices.Equal(segmentsOf(got), want) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, s, segmentsOf(got), want)
		}
		speeches := segmenttest.OfflineSpeeches(s.Probs, s.Samples, s.Rate, c.Segments)
		joined += checkRolls(t, got, speeches, &d.channel().handover, s.Samples)
		if t.Failed() {
			t.Fatalf("case %d: %+v", i, c)
		}
	}
	if joined < 1000 {
		t.Errorf("got %d segments that speech was cut between: they show too little", joined)
	}
}

// checkRolls checks the audio of segments against the rules of Config,
// and the order of all. It returns how often a segment's audio goes on where a
// cut ended the one before.
func checkRolls(t *testing.T, events []Event, speeches []segment.Segment, d *handover, samples int64) (joined int) {
	t.Helper()
	var starts []int64
	for _, e := range events {
		if e.Kind == segment.SpeechStarted {
			starts = append(starts, e.Segment.Start)
		}
	}
	end, known, n := int64(0), int64(0), 0
	for _, e := range events {
		if e.Known < known || e.Segment.End > e.Known || e.Known > samples {
			t.Errorf("%v of %v is known at %d, after %d, of %d", e.Kind, e.Segment, e.Known, known, samples)
		}
		known = e.Known
		if e.Kind != segment.SegmentFinal {
			continue
		}
		first, last := e.AudioStart, e.AudioStart+int64(len(e.Audio))
		for i, v := range e.Audio {
			if v != float32(first+int64(i)) {
				t.Fatalf("the audio of %v has sample %v at %d", e.Segment, v, first+int64(i))
			}
		}
		want := max(end, e.Segment.Start-d.preRoll)
		if end > 0 && e.Segment.Start-end <= d.window {
			want = end
		}
		if n > 0 && speeches[n].Start-speeches[n-1].End <= d.window { // MaxSpeech cut speech that went on
			want = end
			joined++
		}
		if first != want {
			t.Errorf("the audio of %v after %d begins at %d, want %d", e.Segment, end, first, want)
		}
		full := min(e.Segment.End+d.postRoll, samples)
		if last > full || last < full && (last < e.Segment.End || !slices.Contains(starts, last)) {
			t.Errorf("the audio of %v ends at %d, want %d or a start in %v", e.Segment, last, full, starts)
		}
		if n+1 < len(speeches) && last > speeches[n+1].Start {
			t.Errorf("the audio of %v ends at %d, in the next speech, %v", e.Segment, last, speeches[n+1])
		}
		end = e.Segment.End
		n++
	}
	return joined
}

// TestAudioNone: without audio, the events are those of a Segmenter with any
// options that it takes, and nothing but the unfinished window is kept.
func TestAudioNone(t *testing.T) {
	m := newModel(t)
	rng := rand.New(rand.NewPCG(27, 28))
	events, unlimited := 0, 0
	for i := range 2000 {
		s := segmenttest.RandomCase(rng, 150)
		c := Config{Segments: s.Config, Audio: AudioNone, PreRoll: time.Second, PostRoll: time.Second}
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{s.Probs}}, s.Rate, c)
		window := d.channel().handover.window
		got := play(t, d, make([]float32, s.Samples), func() {
			if n := d.Kept().Len(); n >= window {
				t.Fatalf("case %d: keeps %d samples, want less than a window, %d", i, n, window)
			}
			if n := d.channel().audio.bytes(); n > 4*4*int(window) {
				t.Fatalf("case %d: holds %d bytes", i, n)
			}
		})
		g, err := segment.New(s.Rate, s.Config)
		if err != nil {
			t.Fatal(err)
		}
		var want []segment.Event
		for _, p := range s.Probs {
			want = g.PushEvents(want, p)
		}
		for j := range want { // no end is past the stream's
			want[j].Known, want[j].Segment.End = min(want[j].Known, s.Samples), min(want[j].Segment.End, s.Samples)
		}
		want = g.FinishEvents(want, s.Samples)
		if !slices.EqualFunc(got, want, func(e Event, w segment.Event) bool { return e.Event == w && e.Audio == nil }) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, s, got, want)
		}
		events += len(want)
		if s.Config.MaxSpeech == 0 {
			unlimited++
		}
	}
	if events < 10_000 || unlimited < 100 {
		t.Errorf("%d events, %d cases without MaxSpeech: they show too little", events, unlimited)
	}
}
