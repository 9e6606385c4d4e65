package segment_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// TestWindow compares with the reference's rules for windows of 64 and 96 ms,
// recorded and online, with an encoding and a change of options in between.
func TestWindow(t *testing.T) {
	rng := rand.New(rand.NewPCG(47, 48))
	found, differ := 0, 0
	for i := range 4000 {
		c := segmenttest.RandomCase(rng, 100)
		times := int64(2 + i%2)
		c.Config.Window = times * int64(c.Rate) * 32 / 1000
		c.Samples *= times
		want := segmenttest.OfflineSegments(c.Probs, c.Samples, c.Rate, c.Config)
		got, err := segment.Find(c.Probs, c.Samples, c.Rate, c.Config)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("case %d, windows of %d: got %v, %v, want %v", i, c.Config.Window, got, err, want)
		}
		track := segment.Track{Probs: c.Probs, Samples: c.Samples, SampleRate: c.Rate, Window: c.Config.Window}
		if i%8 == 0 && len(c.Probs) > 0 {
			text, err := json.Marshal(track)
			var back segment.Track
			if err != nil || json.Unmarshal(text, &back) != nil || !reflect.DeepEqual(back, track) {
				t.Fatalf("case %d: %v, track in JSON is %s", i, err, text)
			}
		}
		options := c.Config
		options.Window = 0
		if again, err := track.Segments(options); err != nil || !slices.Equal(again, want) {
			t.Fatalf("case %d: the track gives %v, %v, want %v", i, again, err, want)
		}
		if online := segmentOnline(t, c, options); !slices.Equal(online, want) {
			t.Fatalf("case %d: online got %v, want %v", i, online, want)
		}
		found += len(want)
		options.Window = 0
		if short, err := segment.Find(c.Probs, c.Samples/times, c.Rate, options); err == nil && len(short) != len(want) {
			differ++
		}
	}
	if found < 4000 || differ < 100 {
		t.Errorf("%d segments, in %d cases more or fewer with windows of 32 ms: too few to see anything", found, differ)
	}
}

// segmentOnline finds the segments of a case window by window. It sets the options
// again and moves to another segmenter on the way.
func segmentOnline(t *testing.T, c segmenttest.Case, options segment.Config) []segment.Segment {
	t.Helper()
	g, err := segment.New(c.Rate, c.Config)
	if err != nil {
		t.Fatal(err)
	}
	var segs []segment.Segment
	for i, p := range c.Probs {
		if i == len(c.Probs)/2 {
			data, err := g.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			g = new(segment.Segmenter)
			if err := g.UnmarshalBinary(data); err != nil {
				t.Fatal(err)
			}
			if err := g.SetConfig(options); err != nil || g.Config() != c.Config {
				t.Fatalf("options set again: %v, %+v, want %+v", err, g.Config(), c.Config)
			}
		}
		segs = g.Push(segs, p)
	}
	return g.Finish(segs, c.Samples)
}

func TestWindowOutOfRange(t *testing.T) {
	for _, tt := range []struct {
		rate   int
		window int64
	}{{16000, -512}, {16000, 256}, {16000, 513}, {16000, 16384}, {8000, 255}, {8000, 8192}} {
		c := segment.DefaultConfig()
		c.Window = tt.window
		_, err := segment.New(tt.rate, c)
		e := segment.DefaultEndpointConfig()
		e.Window = tt.window
		_, errEnd := segment.NewEndpointer(tt.rate, e)
		v := segment.DefaultVADIteratorConfig()
		v.Window = tt.window
		_, errIt := segment.NewVADIterator(tt.rate, v)
		for _, err := range []error{err, errEnd, errIt} {
			if !errors.Is(err, segment.ErrOption) {
				t.Errorf("%d at %d Hz: got %v, want %v", tt.window, tt.rate, err, segment.ErrOption)
			}
		}
	}
}

// TestWindowStays: in mid-stream the options may name the window in use, or none.
func TestWindowStays(t *testing.T) {
	c, e := segment.DefaultConfig(), segment.DefaultEndpointConfig()
	c.Window, e.Window = 1536, 1536
	g, err := segment.New(16000, c)
	if err != nil {
		t.Fatal(err)
	}
	end, err := segment.NewEndpointer(16000, e)
	if err != nil {
		t.Fatal(err)
	}
	for _, window := range []int64{0, 1536, 512, 1024} {
		c.Window, e.Window = window, window
		want := window == 0 || window == 1536
		if err := g.SetConfig(c); (err == nil) != want || !want && !errors.Is(err, segment.ErrOption) {
			t.Errorf("segmenter, %d: got %v", window, err)
		}
		if err := end.SetConfig(e); (err == nil) != want || !want && !errors.Is(err, segment.ErrOption) {
			t.Errorf("endpointer, %d: got %v", window, err)
		}
	}
	if g.Config().Window != 1536 || end.Config().Window != 1536 {
		t.Errorf("got windows of %d and %d, want 1536", g.Config().Window, end.Config().Window)
	}
}

// TestWindowOfIterator: positions move by the window.
func TestWindowOfIterator(t *testing.T) {
	c := segment.DefaultVADIteratorConfig()
	c.Window, c.SpeechPad = 1536, 0
	it, err := segment.NewVADIterator(16000, c)
	if err != nil {
		t.Fatal(err)
	}
	var got []segment.Boundary
	for _, p := range []float32{0, 1, 1, 0, 0, 0} {
		if b, ok, err := it.Push(p); err != nil {
			t.Fatal(err)
		} else if ok {
			got = append(got, b)
		}
	}
	if want := []segment.Boundary{{Sample: 1536}, {End: true, Sample: 3 * 1536}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
