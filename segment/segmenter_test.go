package segment_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

func newSegmenter(t testing.TB, rate int, c segment.Config) *segment.Segmenter {
	t.Helper()
	g, err := segment.New(rate, c)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func pushAll(g *segment.Segmenter, probs []float32) []segment.Segment {
	var segs []segment.Segment
	for _, p := range probs {
		segs = g.Push(segs, p)
	}
	return segs
}

func TestSegmenterGoldens(t *testing.T) {
	for i, c := range segmenttest.LoadGoldens(t).Segments {
		step, rate, n := c.Decimated()
		g := newSegmenter(t, rate, c.Options.Config())
		for range 2 { // Finish starts anew
			got := g.Finish(pushAll(g, c.Probs), n)
			if want := c.Want(step); !slices.Equal(got, want) || g.Err() != nil {
				t.Errorf("case %d: got %v, %v, want %v", i, got, g.Err(), want)
			}
		}
	}
}

// Online is offline, on 100,000 random recordings with random options.
func TestSegmenterRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 100_000 {
		c := segmenttest.RandomCase(rng, 150)
		g := newSegmenter(t, c.Rate, c.Config)
		got := g.Finish(pushAll(g, c.Probs), c.Samples)
		want := segmenttest.OfflineSegments(c.Probs, c.Samples, c.Rate, c.Config)
		if !slices.Equal(got, want) || g.Err() != nil {
			t.Fatalf("case %d: %+v:\ngot  %v, %v\nwant %v", i, c, got, g.Err(), want)
		}
	}
}

// shortCase returns a random case whose durations are a few windows, so that
// futures of a few windows show all that can become of a stream.
func shortCase(rng *rand.Rand) segmenttest.Case {
	c := segmenttest.RandomCase(rng, 24)
	for _, d := range []*time.Duration{&c.Config.MinSpeech, &c.Config.MaxSpeech, &c.Config.MinSilence, &c.Config.MinSilenceAtMaxSpeech, &c.Config.SpeechPad, &c.Config.StartPad, &c.Config.EndPad} {
		for *d > 160*time.Millisecond {
			*d /= 2
		}
	}
	if rng.IntN(8) == 0 { // where the end of the stream can cut a pad
		c.Config.MinSilence = 0
		c.Config.SpeechPad = time.Duration(rng.IntN(5)) * time.Second / 16000
	}
	return c
}

// futures calls yield with ways in which a stream that begins with probs may go
// on: speech, silence or neither, for up to 12 windows, then one of the others;
// each with the shortest and the longest last window.
func futures(probs []float32, w int64, c segment.Config, yield func(probs []float32, samples int64)) {
	levels := []float32{1, 0, float32(c.Threshold) * 0.999}
	all := slices.Clone(probs)
	finish := func() {
		n := w * int64(len(all))
		yield(all, n)
		if n > 0 {
			yield(all, n-w+1)
		}
	}
	finish()
	for _, first := range levels {
		for n := 1; n <= 12; n++ {
			all = append(all[:len(probs)+n-1], first)
			finish()
			for _, second := range levels {
				all = append(all, slices.Repeat([]float32{second}, 12)...)
				finish()
				all = all[:len(probs)+n]
			}
		}
	}
}

// Each segment comes with the first window after which all futures agree on it,
// and speech is confirmed with the first after which all have that segment.
func TestSegmenterEarliest(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	early, late := 0, 0
	for i := range 1000 {
		c := shortCase(rng)
		w := int64(c.Rate) * 32 / 1000
		g, h := newSegmenter(t, c.Rate, c.Config), newSegmenter(t, c.Rate, c.Config)
		var got []segment.Segment
		confirmed := 0
		for j, p := range c.Probs {
			before := len(got)
			got = g.Push(got, p)
			for _, e := range h.PushEvents(nil, p) {
				if e.Kind == segment.SpeechConfirmed {
					confirmed++
				}
			}
			var agreed []segment.Segment
			fewest, first := 0, true
			futures(c.Probs[:j+1], w, c.Config, func(probs []float32, n int64) {
				segs := segmenttest.OfflineSegments(probs, n, c.Rate, c.Config)
				if first {
					agreed, fewest, first = segs, len(segs), false
				}
				agreed = agreed[:commonPrefix(agreed, segs)]
				fewest = min(fewest, len(segs))
			})
			if !slices.Equal(got, agreed) {
				t.Fatalf("case %d: %+v:\nafter window %d got %v, want %v", i, c, j, got, agreed)
			}
			if confirmed != fewest {
				t.Fatalf("case %d: %+v:\nafter window %d got %d confirmed, want %d", i, c, j, confirmed, fewest)
			}
			early += len(got) - before
		}
		late += len(g.Finish(nil, c.Samples))
	}
	t.Logf("%d segments before the end, %d with it", early, late)
	if early < 500 {
		t.Errorf("got %d segments before the end: they show too little", early)
	}
}

func commonPrefix(a, b []segment.Segment) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// With the default options, a segment that silence ends comes with the window
// that completes the silence, 100 ms: the fifth window of it.
func TestSegmenterDefaultDelay(t *testing.T) {
	for _, rate := range []int{8000, 16000} {
		w := int64(rate) * 32 / 1000
		g := newSegmenter(t, rate, segment.DefaultConfig())
		segs := pushAll(g, slices.Repeat([]float32{1}, 20))
		for i := range 5 {
			if len(segs) > 0 {
				t.Fatalf("%d Hz: got %v after %d windows of silence", rate, segs, i)
			}
			segs = g.Push(segs, 0)
		}
		if want := []segment.Segment{{0, 20*w + int64(rate)*30/1000}}; !slices.Equal(segs, want) {
			t.Errorf("%d Hz: got %v after 5 windows of silence, want %v", rate, segs, want)
		}
	}
}

func TestSegmenterAllocations(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	c := segment.DefaultConfig()
	c.MaxSpeech = time.Second
	probs := segmenttest.RandomProbs(rng, 1000, c)
	g := newSegmenter(t, 16000, c)
	segs := make([]segment.Segment, 0, len(probs))
	events := make([]segment.Event, 0, segment.MaxEvents*len(probs))
	delivered := 0
	if n := testing.AllocsPerRun(20, func() {
		segs, events = segs[:0], events[:0]
		for _, p := range probs {
			segs = g.Push(segs, p)
		}
		delivered += len(g.Finish(segs, g.Samples()))
		for _, p := range probs {
			events = g.PushEvents(events, p)
		}
		delivered += len(g.FinishEvents(events, g.Samples()))
	}); n != 0 {
		t.Errorf("got %v allocations in 2000 windows, want 0", n)
	}
	if delivered == 0 {
		t.Error("nothing was delivered")
	}
}

// After years, positions are exact and the rules unchanged: a stream that is
// moved along by whole windows has its segments moved along.
func TestSegmenterLongStream(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	const years = 16000 * 86400 * 366 * 50 / 512 * 512
	for i := range 200 {
		c := segmenttest.RandomCase(rng, 100)
		for _, d := range []*time.Duration{&c.Config.SpeechPad, &c.Config.StartPad, &c.Config.EndPad} {
			*d = d.Round(time.Millisecond)
		}
		w := int64(c.Rate) * 32 / 1000
		g := newSegmenter(t, c.Rate, c.Config)
		quiet := slices.Repeat([]float32{0}, 100)
		segs := pushAll(g, quiet)
		g.Advance(years)
		var want []segment.Segment
		for _, s := range segmenttest.OfflineSegments(append(quiet, c.Probs...), c.Samples+100*w, c.Rate, c.Config) {
			want = append(want, segment.Segment{s.Start + years, s.End + years})
		}
		for _, p := range c.Probs {
			segs = g.Push(segs, p)
		}
		segs = g.Finish(segs, years+100*w+c.Samples)
		if !slices.Equal(segs, want) || g.Err() != nil {
			t.Fatalf("case %d: %+v:\ngot  %v, %v\nwant %v", i, c, segs, g.Err(), want)
		}
	}
}

func TestSegmenterError(t *testing.T) {
	speech := slices.Repeat([]float32{0.9}, 20)
	tests := []struct {
		name string
		fail func(g *segment.Segmenter) []segment.Segment
		err  error
		text string
	}{
		{"NaN", func(g *segment.Segmenter) []segment.Segment { return g.Push(nil, float32(math.NaN())) }, segment.ErrProbability, "got NaN at window 20"},
		{"Inf", func(g *segment.Segmenter) []segment.Segment { return g.Push(nil, float32(math.Inf(-1))) }, segment.ErrProbability, "got -Inf at window 20"},
		{"too many samples", func(g *segment.Segmenter) []segment.Segment { return g.Finish(nil, 20*512+1) }, segment.ErrProbabilityCount, "got 20, want 21"},
		{"too few samples", func(g *segment.Segmenter) []segment.Segment { return g.Finish(nil, 19*512) }, segment.ErrProbabilityCount, "got 20, want 19"},
		{"negative", func(g *segment.Segmenter) []segment.Segment { return g.Finish(nil, -1) }, segment.ErrProbabilityCount, "got -1 samples"},
	}
	for _, tt := range tests {
		g := newSegmenter(t, 16000, segment.DefaultConfig())
		pushAll(g, speech)
		if segs := tt.fail(g); len(segs) > 0 {
			t.Errorf("%s: got %v", tt.name, segs)
		}
		err := g.Err()
		if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: got error %v, want %v with %q", tt.name, err, tt.err, tt.text)
		}
		segs := g.Finish(pushAll(g, make([]float32, 20)), g.Samples())
		events := g.FinishEvents(g.PushEvents(nil, 0), g.Samples())
		if len(segs) > 0 || len(events) > 0 || g.Err() != err {
			t.Errorf("%s: after the error got %v, %v, %v", tt.name, segs, events, g.Err())
		}
		g.Reset()
		segs = g.Finish(pushAll(g, speech), 20*512)
		if want := []segment.Segment{{0, 20 * 512}}; !slices.Equal(segs, want) || g.Err() != nil {
			t.Errorf("%s: after Reset got %v, %v, want %v", tt.name, segs, g.Err(), want)
		}
	}
}

func TestSegmenterSetThresholds(t *testing.T) {
	g := newSegmenter(t, 16000, segment.DefaultConfig())
	half := slices.Repeat([]float32{0.4}, 20)
	segs := pushAll(g, half)
	if err := g.SetThresholds(1.5, -1); !errors.Is(err, segment.ErrOption) {
		t.Errorf("got %v, want %v", err, segment.ErrOption)
	}
	segs = append(segs, pushAll(g, half)...)
	if err := g.SetThresholds(0.3, 0.2); err != nil {
		t.Fatal(err)
	}
	segs = append(segs, pushAll(g, half)...)
	segs = g.Finish(segs, 60*512)
	if want := []segment.Segment{{40*512 - 480, 60 * 512}}; !slices.Equal(segs, want) {
		t.Errorf("got %v, want %v", segs, want)
	}
}
