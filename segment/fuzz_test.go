package segment_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// FuzzOptions: with any options, Find refuses them or returns segments that are in
// order, apart and inside of the recording; and a Segmenter that is encoded and decoded
// on the way, and one by its events, find the same.
func FuzzOptions(f *testing.F) {
	d := segment.DefaultConfig()
	add := func(c segment.Config, probs string, samples int64) {
		f.Add(c.Threshold, c.NegThreshold, int64(c.MinSpeech), int64(c.MaxSpeech), int64(c.MinSilence), int64(c.MinSilenceAtMaxSpeech),
			int64(c.SpeechPad), int64(c.StartPad), int64(c.EndPad), c.Window, c.SplitAtLongestSilence, []byte(probs), samples)
	}
	speech := "\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x40\x60\x80\xff\xff"
	add(d, speech, 33*512)
	d.MaxSpeech, d.StartPad, d.SpeechPad = 300*time.Millisecond, time.Second, 7*time.Second
	add(d, speech, 33*512-511)
	d.Window, d.MinSpeech, d.MaxSpeech, d.SplitAtLongestSilence = 1024, 0, time.Hour, true
	add(d, speech, 33*1024)
	f.Fuzz(func(t *testing.T, threshold, neg float64, minSpeech, maxSpeech, minSilence, atMax, pad, start, end, window int64, longest bool, levels []byte, samples int64) {
		const rate = 16000
		c := segment.Config{Threshold: threshold, NegThreshold: neg, MinSpeech: time.Duration(minSpeech), MaxSpeech: time.Duration(maxSpeech),
			MinSilence: time.Duration(minSilence), MinSilenceAtMaxSpeech: time.Duration(atMax), SpeechPad: time.Duration(pad),
			StartPad: time.Duration(start), EndPad: time.Duration(end), Window: window, SplitAtLongestSilence: longest}
		levels = levels[:min(len(levels), 500)]
		probs := make([]float32, len(levels))
		for i, b := range levels {
			probs[i] = float32(b) / 255
		}
		g, err := segment.New(rate, c)
		if err != nil {
			if segs, err := segment.Find(probs, samples, rate, c); err == nil || len(segs) > 0 {
				t.Fatalf("Find takes options that New refuses: %v, %v", segs, err)
			}
			return
		}
		// As many samples as the windows have, but for the last one's.
		w := max(c.Window, 512)
		if most := w * int64(len(probs)); samples <= most-w || samples > most {
			samples = most
		}
		want, err := segment.Find(probs, samples, rate, c)
		if err != nil {
			t.Fatal(err)
		}
		checkSegments(t, want, samples)
		events, err := segment.New(rate, c)
		if err != nil {
			t.Fatal(err)
		}
		var got, final []segment.Segment
		var reported []segment.Event
		for i, p := range probs {
			if i == len(probs)/2 {
				g = resumed(t, g)
			}
			got, reported = g.Push(got, p), events.PushEvents(reported, p)
		}
		pushed := len(reported)
		got, reported = g.Finish(got, samples), events.FinishEvents(reported, samples)
		for i, e := range reported {
			if i < pushed && (i > 0 && e.Known < reported[i-1].Known || e.Known > w*int64(len(probs))) || i >= pushed && e.Known != samples {
				t.Fatalf("event %d of %v is not in order", i, reported)
			}
			if e.Kind == segment.SegmentFinal {
				final = append(final, e.Segment)
			}
		}
		if !slices.Equal(got, want) || !slices.Equal(final, want) || g.Err() != nil || events.Err() != nil {
			t.Fatalf("online %v, by events %v, want %v; %v, %v", got, final, want, g.Err(), events.Err())
		}
	})
}

// checkSegments checks that segments are in order, apart, and inside of a recording
// of a number of samples, which they and what is between them make up.
func checkSegments(t *testing.T, segs []segment.Segment, samples int64) {
	t.Helper()
	end, speech := int64(0), int64(0)
	for _, s := range segs {
		if s.Start < end || s.End < s.Start || s.End > samples {
			t.Fatalf("%v is after %d, or not inside of %d samples", segs, end, samples)
		}
		end, speech = s.End, speech+s.End-s.Start
	}
	rest, err := segment.Invert(segs, samples)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range rest {
		speech += s.End - s.Start
	}
	if speech != samples {
		t.Fatalf("%v and what is left, %v, make up %d samples, want %d", segs, rest, speech, samples)
	}
}

// resumed returns another segmenter that goes on from g.
func resumed(t *testing.T, g *segment.Segmenter) *segment.Segmenter {
	t.Helper()
	data, err := g.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	other := new(segment.Segmenter)
	if err := other.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if again, err := other.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		t.Fatalf("encoded again: %v, or other bytes", err)
	}
	return other
}

// FuzzEndpointer: with any options that are taken, an Endpointer that is encoded and
// decoded between windows finds the same ends, and no time is negative.
func FuzzEndpointer(f *testing.F) {
	d := segment.DefaultEndpointConfig()
	add := func(c segment.EndpointConfig, levels string) {
		f.Add(c.Threshold, int64(c.MinUtterance), int64(c.MaxSilence), int64(c.Grace), int64(c.Cooldown), int64(c.FixedPause), int64(c.BasePause), c.Adaptation, []byte(levels))
	}
	speech := "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	add(d, speech+speech)
	d.FixedPause, d.Cooldown, d.Grace = 100*time.Millisecond, 3*time.Second, 200*time.Millisecond
	add(d, speech+speech)
	f.Fuzz(func(t *testing.T, threshold float64, minUtterance, maxSilence, grace, cooldown, fixed, base int64, adaptation float64, levels []byte) {
		const rate = 16000
		c := segment.DefaultEndpointConfig()
		c.Threshold, c.NegThreshold, c.Adaptation = threshold, -1, adaptation
		c.MinUtterance, c.MaxSilence, c.Grace, c.Cooldown = time.Duration(minUtterance), time.Duration(maxSilence), time.Duration(grace), time.Duration(cooldown)
		c.FixedPause, c.BasePause = time.Duration(fixed), time.Duration(base)
		e, err := segment.NewEndpointer(rate, c)
		if err != nil {
			return
		}
		moving, err := segment.NewEndpointer(rate, c)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range levels[:min(len(levels), 500)] {
			want, ended, err := e.Push(float32(b) / 255)
			if err != nil {
				t.Fatal(err)
			}
			data, err := moving.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			moving = new(segment.Endpointer)
			if err := moving.UnmarshalBinary(data); err != nil {
				t.Fatal(err)
			}
			if got, ok, err := moving.Push(float32(b) / 255); got != want || ok != ended || err != nil {
				t.Fatalf("window %d: got %v, %v, %v, want %v, %v", i, got, ok, err, want, ended)
			}
			if e.Silence() != moving.Silence() || e.Resumable() != moving.Resumable() || e.Pause() != moving.Pause() || e.Silence() < 0 || e.Pause() < 0 {
				t.Fatalf("window %d: silence %d and %d, pause %v and %v", i, e.Silence(), moving.Silence(), e.Pause(), moving.Pause())
			}
		}
	})
}

// FuzzTrack: a track that is read writes what reads the same, and has segments.
func FuzzTrack(f *testing.F) {
	f.Add([]byte(`{"sample_rate":16000,"window":512,"samples":1000,"probabilities":[0.5,1]}`))
	f.Add([]byte(`{"sample_rate":8000,"window":768,"samples":0,"probabilities":[0,0.25,1,1,1,1,1,1,1,1,0,0,0]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var track, again segment.Track
		if json.Unmarshal(data, &track) != nil {
			return
		}
		text, err := json.Marshal(track)
		if err == nil {
			err = json.Unmarshal(text, &again)
		}
		if err != nil || again.SampleRate != track.SampleRate || again.Window != track.Window || again.Samples != track.Samples || !slices.Equal(again.Probs, track.Probs) {
			t.Fatalf("%s: written and read again %s: %v", data, text, err)
		}
		if segs, err := track.Segments(segment.DefaultConfig()); err == nil {
			checkSegments(t, segs, track.Samples)
		}
	})
}

// FuzzVADIterator: with any options that are taken, speech starts and ends by turns,
// and starts in order, since pads alone move a boundary.
func FuzzVADIterator(f *testing.F) {
	d := segment.DefaultVADIteratorConfig()
	f.Add(d.Threshold, int64(d.MinSilence), int64(d.SpeechPad), int64(0), []byte("\x00\xff\xff\xff\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Add(0.9, int64(0), int64(time.Second), int64(1024), []byte("\xff\x80\xff\x00\xff\x00"))
	f.Fuzz(func(t *testing.T, threshold float64, minSilence, pad, window int64, levels []byte) {
		c := segment.VADIteratorConfig{Threshold: threshold, MinSilence: time.Duration(minSilence), SpeechPad: time.Duration(pad), Window: window}
		it, err := segment.NewVADIterator(16000, c)
		if err != nil {
			return
		}
		open, start := false, int64(0)
		for i, b := range levels[:min(len(levels), 500)] {
			boundary, ok, err := it.Push(float32(b) / 255)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			if boundary.End != open || !boundary.End && boundary.Sample < start {
				t.Fatalf("window %d: %+v after a start at %d, speech open: %v", i, boundary, start, open)
			}
			if open = !boundary.End; open {
				start = boundary.Sample
			}
		}
	})
}
