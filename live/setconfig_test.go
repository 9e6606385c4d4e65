package live

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// TestSetConfig: options change from the next window on, all or none.
func TestSetConfig(t *testing.T) {
	m := newModel(t)
	probs := script(1., 20, 0., 40)
	c := DefaultConfig(16000)
	d := newDetector(t, &scripted{Model: m, probs: [][]float32{probs}}, 16000, c)
	var got []Event
	play := func(windows int) {
		t.Helper()
		events, err := d.Write(nil, make([]float32, windows*512))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, events...)
	}
	play(19)
	for text, change := range map[string]func(*Config){
		"SampleRate: got 8000 Hz, want 16000 Hz as before": func(c *Config) { c.SampleRate = 8000 },
		"Audio: got AudioNone, want AudioWhole as before":  func(c *Config) { c.Audio = AudioNone },
		"MinSilence: got -1ns":                             func(c *Config) { c.Segments.MinSilence = -1 },
		"Segments.MaxSpeech: got 0s":                       func(c *Config) { c.Segments.MaxSpeech = 0 },
		"PostRoll: got -1ns":                               func(c *Config) { c.PostRoll = -1 },
		"Adaptation: got 3":                                func(c *Config) { c.Turn = &segment.EndpointConfig{Adaptation: 3} },
	} {
		bad := c
		bad.Segments.Threshold, bad.Windows, bad.MinOnset = 0.3, true, time.Second
		change(&bad)
		if err := d.SetConfig(bad); err == nil || !strings.Contains(err.Error(), text) || !reflect.DeepEqual(d.Config(), c) {
			t.Errorf("got %v, want %q; the options are %+v", err, text, d.Config())
		}
	}
	// In open speech: a pause of 10 windows ends it, with a post-roll of 12; a
	// turn begins here and takes no second of silence; windows are reported.
	c.Segments.MinSilence, c.PostRoll = 320*time.Millisecond, 384*time.Millisecond
	turn := segment.DefaultEndpointConfig()
	turn.MinUtterance, turn.FixedPause, turn.Grace = 0, 160*time.Millisecond, 0
	c.Turn = &turn
	if err := d.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	turn.FixedPause = time.Hour // is not the detector's
	play(15)
	c.Windows = true
	c.Turn = nil
	if err := d.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	play(1)
	want := []string{
		"SpeechStarted 1", "SpeechConfirmed 9", // with the first options
		"TurnEnded 25", "TurnFinal 25", // 5 windows of silence
		"SpeechEnded 31", "SegmentFinal 33", // 10 windows of silence; 13 for pad and post-roll
		"Window 35",
	}
	if kinds := kindsOf(got, 512); !slices.Equal(kinds, want) {
		t.Errorf("got %q, want %q", kinds, want)
	}
	if e := got[2]; e.Segment != (segment.Segment{Start: 19 * 512, End: 20 * 512}) {
		t.Errorf("got a turn %v, want it from the window on", e.Segment)
	}

	// Thresholds are those of turns, too.
	d = newDetector(t, m, 16000, turnConfig(16000))
	if err := d.SetThresholds(0.7, 0.6); err != nil || d.Config().Turn.Threshold != 0.7 || d.Config().Segments.NegThreshold != 0.6 {
		t.Errorf("got %v, %+v", err, d.Config())
	}
	call := newCall(t, m, 16000, 2, c)
	c.Segments.Threshold = 0.9
	if err := call.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	c.Segments.Threshold = 1
	if err := call.SetConfig(c); !errors.Is(err, segment.ErrOption) {
		t.Errorf("got %v, want %v", err, segment.ErrOption)
	}
	if got := call.Config(); got.Segments.Threshold != 0.9 {
		t.Errorf("the options are %+v", got)
	}
	for i := range 2 {
		if threshold, _ := call.channel(i).segmenter.Thresholds(); threshold != 0.9 {
			t.Errorf("channel %d: got %v, want 0.9", i, threshold)
		}
	}
}

// TestSetConfigRandom: whatever options follow each other, audio is that of its
// place, in order, and nothing panics.
func TestSetConfigRandom(t *testing.T) {
	m := newModel(t)
	rng := rand.New(rand.NewPCG(53, 54))
	ms := func(v ...int) time.Duration { return time.Duration(v[rng.IntN(len(v))]) * time.Millisecond }
	segments := 0
	for i := range 2000 {
		mode := []Audio{AudioWhole, AudioStreamed, AudioNone}[rng.IntN(3)]
		s := segmenttest.RandomCase(rng, 150)
		random := func() Config {
			c := Config{
				SampleRate: s.Rate, Audio: mode, Segments: segmenttest.RandomCase(rng, 0).Config,
				PreRoll: ms(0, 10, 100, 500), PostRoll: ms(0, 10, 100, 700), MinOnset: ms(0, 0, 100), ResetSilence: ms(0, 500),
			}
			c.Segments.MaxSpeech = max(c.Segments.MaxSpeech, 300*time.Millisecond)
			c.Segments.MinSpeech = min(c.Segments.MinSpeech, c.Segments.MaxSpeech)
			if rng.IntN(2) == 0 {
				turn := segment.DefaultEndpointConfig()
				turn.FixedPause = ms(100, 300)
				c.Turn = &turn
			}
			return c
		}
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{s.Probs}}, s.Rate, random())
		events := play(t, d, ramp(s.Samples), func() {
			if rng.IntN(5) == 0 {
				if err := d.SetConfig(random()); err != nil {
					t.Fatal(err)
				}
			}
		})
		end, known := int64(0), int64(0)
		for _, e := range events {
			if e.Known < known || e.Segment.End > e.Known || e.Segment.Len() < 0 {
				t.Fatalf("case %d: %+v after %d", i, e.Event, known)
			}
			known = e.Known
			for j, v := range e.Audio {
				if v != float32(e.AudioStart+int64(j)) {
					t.Fatalf("case %d: the audio of %v has sample %v at %d", i, e.Event, v, e.AudioStart+int64(j))
				}
			}
			if e.Kind == segment.SegmentFinal {
				if e.Segment.Start < end || mode == AudioWhole && e.AudioStart+int64(len(e.Audio)) < e.Segment.End {
					t.Fatalf("case %d: %v after %d with audio from %d, %d", i, e.Segment, end, e.AudioStart, len(e.Audio))
				}
				end = e.Segment.End
				segments++
			}
		}
	}
	if segments < 3000 {
		t.Errorf("%d segments: they show too little", segments)
	}
}

// TestSetConfigInLoss: with a MaxGap that is set in a loss, and that the loss exceeds,
// a detector goes on in another process as it does in this one.
func TestSetConfigInLoss(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:32000]
	c := DefaultConfig(16000)
	c.Audio = AudioNone
	d := newDetector(t, m, 16000, c)
	if _, err := d.Write(nil, pcm[:20000]); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Lost(nil, 3000); err != nil {
		t.Fatal(err)
	}
	c.MaxGap = 100 * time.Millisecond
	if err := d.SetConfig(c); err != nil {
		t.Fatal(err)
	}
	data, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	other := newDetector(t, m, 16000, c)
	if err := other.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	var results [2][]Event
	for i, d := range []*Detector{d, other} {
		for _, step := range []func([]Event) ([]Event, error){
			func(dst []Event) ([]Event, error) { return d.Lost(dst, 10) }, // ends the take
			func(dst []Event) ([]Event, error) { return d.Write(dst, pcm[23000:]) },
			d.Flush,
		} {
			if results[i], err = step(results[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(results[0]) == 0 || !equalEvents(results[1], results[0]) {
		t.Errorf("got %v, want %v", results[1], results[0])
	}
}
