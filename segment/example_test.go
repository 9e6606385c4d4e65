package segment_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/gosilero/vad/segment"
)

// windows returns n probabilities p.
func windows(p float32, n int) []float32 { return slices.Repeat([]float32{p}, n) }

func ExampleFind() {
	probs := slices.Concat(windows(0.1, 10), windows(0.9, 20), windows(0.1, 10))
	segs, err := segment.Find(probs, 20000, 16000, segment.DefaultConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range segs {
		fmt.Printf("samples %d to %d\n", s.Start, s.End)
	}
	// Output:
	// samples 4640 to 15840
}

// A live stream: a click, then speech, reported as it happens.
func ExampleSegmenter_PushEvents() {
	g, err := segment.New(16000, segment.DefaultConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	probs := slices.Concat(windows(0.9, 1), windows(0.1, 10), windows(0.9, 20), windows(0.1, 10))
	var events []segment.Event
	for _, p := range probs {
		events = g.PushEvents(events[:0], p)
		for _, e := range events {
			fmt.Printf("at %5d: %v %d to %d\n", e.Known, e.Kind, e.Segment.Start, e.Segment.End)
		}
	}
	// Output:
	// at   512: SpeechStarted 0 to 512
	// at  3072: SpeechDropped 0 to 512
	// at  6144: SpeechStarted 5632 to 6144
	// at 10240: SpeechConfirmed 5632 to 10240
	// at 18432: SpeechEnded 5632 to 15872
	// at 18432: SegmentFinal 5152 to 16352
}

// Segments are pulled out of a source of probabilities.
func ExampleSegmenter_Segments() {
	source := func(yield func(float32, error) bool) { // reads audio and runs a model
		for _, p := range slices.Concat(windows(0.9, 20), windows(0.1, 10), windows(0.9, 20)) {
			if !yield(p, nil) {
				return
			}
		}
	}
	g, err := segment.New(16000, segment.DefaultConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	for s, err := range g.Segments(source, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s)
	}
	// Output:
	// {0 10720}
	// {14880 25600}
}

// An agent waits for the end of a turn. The recogniser's text shows how fast
// the speaker is, and so how long to wait.
func ExampleEndpointer() {
	e, err := segment.NewEndpointer(16000, segment.DefaultEndpointConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := e.Observe("I was wondering if you could", 7*time.Second); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("waits for", e.Pause())
	for _, p := range slices.Concat(windows(0.9, 40), windows(0.1, 10), windows(0.9, 40), windows(0.1, 20)) {
		end, ok, err := e.Push(p)
		if err != nil {
			fmt.Println(err)
			return
		}
		if ok {
			fmt.Printf("at %d: the turn was %v, %d samples of speech\n", end.Known, end.Utterance, end.Speech)
		}
	}
	// Output:
	// waits for 414ms
	// at 52736: the turn was {0 46080}, 40960 samples of speech
}

// The probabilities of a recording are kept, and give segments for other
// options at once.
func ExampleTrack() {
	track := segment.Track{
		Probs:      slices.Concat(windows(0.1, 10), windows(0.6, 20), windows(0.1, 10), windows(0.9, 20)),
		Samples:    60 * 512,
		SampleRate: 16000,
	}
	c := segment.DefaultConfig()
	for _, c.Threshold = range []float64{0.5, 0.75} {
		segs, err := track.Segments(c)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, s := range segs {
			stats, err := track.Stats(s)
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Printf("threshold %v: %v, mean %.2f, max %.2f\n", c.Threshold, s, stats.Mean, stats.Max)
		}
	}
	// Output:
	// threshold 0.5: {4640 15840}, mean 0.56, max 0.60
	// threshold 0.5: {20000 30720}, mean 0.86, max 0.90
	// threshold 0.75: {20000 30720}, mean 0.86, max 0.90
}

// A recogniser hears the speech alone; its times are mapped back.
func ExampleTimeMap() {
	pcm := make([]float32, 100_000)
	segs := []segment.Segment{{Start: 10_000, End: 30_000}, {Start: 60_000, End: 90_000}}
	speech, err := segment.Collect(nil, pcm, segs)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := segment.NewTimeMap(segs)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(speech), "samples of speech")
	for _, word := range []segment.Segment{{Start: 5_000, End: 12_000}, {Start: 20_500, End: 26_000}} {
		fmt.Println("a word at", word, "was spoken at", m.Word(word))
	}
	// Output:
	// 50000 samples of speech
	// a word at {5000 12000} was spoken at {15000 22000}
	// a word at {20500 26000} was spoken at {60500 66000}
}

// A recogniser takes 30 s at once.
func ExampleMerge() {
	segs := []segment.Segment{{Start: 0, End: 160_000}, {Start: 200_000, End: 400_000}, {Start: 420_000, End: 640_000}}
	merged, err := segment.Merge(segs, 30*16000)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(merged)
	// Output:
	// [{0 400000} {420000 640000}]
}
