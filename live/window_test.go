package live

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// TestWindows: each window is an event, with the probability and the position that
// it has, and nothing else changes.
func TestWindows(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	for _, rate := range []int{16000, 48000} {
		pcm := resampled(t, speech, rate)
		c := DefaultConfig(rate)
		want := detect(t, newDetector(t, m, rate, c), pcm, func() int { return 1000 })
		c.Windows = true
		d := newDetector(t, m, rate, c)
		var got []Event
		var probs []float32
		for rest := pcm; len(rest) > 0; rest = rest[min(5000, len(rest)):] {
			events, err := d.Write(nil, rest[:min(5000, len(rest))])
			if err != nil {
				t.Fatal(err)
			}
			got, probs = append(got, events...), append(probs, d.Probs()...)
		}
		events, err := d.Flush(nil)
		if err != nil {
			t.Fatal(err)
		}
		got, probs = append(got, events...), append(probs, d.Probs()...)
		at, n := int64(0), 0
		for _, e := range got {
			if e.Kind != Window {
				continue
			}
			size := min(int64(512*rate/16000), int64(len(pcm))-at)
			if want := (segment.Segment{Start: at, End: at + size}); e.Segment != want || e.Prob != probs[n] || e.Known < e.Segment.End {
				t.Fatalf("%d Hz: got %+v, want %v with %v", rate, e, want, probs[n])
			}
			at += size
			n++
		}
		if n != len(probs) || n != (len(speech)+511)/512 {
			t.Errorf("%d Hz: got %d windows, want %d", rate, n, len(probs))
		}
		got = slices.DeleteFunc(got, func(e Event) bool { return e.Kind == Window })
		if !equalEvents(got, want) {
			t.Errorf("%d Hz: windows change other events", rate)
		}
	}
}

// TestEventJSON: an event's JSON has its times in seconds and in samples, and
// decodes to the same without audio.
func TestEventJSON(t *testing.T) {
	started := segment.Event{Kind: segment.SpeechStarted, Segment: segment.Segment{Start: 11776, End: 12288}, Known: 12288}
	for want, e := range map[string]any{
		`{"event":"speech_started","start":0.736,"end":0.768,"start_sample":11776,"end_sample":12288,"known":0.768,"known_sample":12288,"sample_rate":16000}`: &Event{
			Event: started, rate: 16000},
		`{"event":"speech_audio","start":0.736,"end":0.768,"start_sample":11776,"end_sample":12288,"known":0.768,"known_sample":12288,"sample_rate":16000,"audio_start_sample":0,"audio_samples":2}`: &Event{
			Event: segment.Event{Kind: SpeechAudio, Segment: started.Segment, Known: 12288}, Audio: []float32{1, 2}, rate: 16000},
		`{"event":"window","start":0,"end":0.032,"start_sample":0,"end_sample":256,"known":0.032,"known_sample":256,"sample_rate":8000,"probability":0}`: &Event{
			Event: segment.Event{Kind: Window, Segment: segment.Segment{End: 256}, Known: 256}, rate: 8000},
		`{"channel":-1,"speaking":2,"event":"speech_overlapped","start":0.5,"end":1,"start_sample":24000,"end_sample":48000,"known":2,"known_sample":96000,"sample_rate":48000}`: &CallEvent{
			-1, 2, Event{Event: segment.Event{Kind: SpeechOverlapped, Segment: segment.Segment{Start: 24000, End: 48000}, Known: 96000}, rate: 48000}},
		`{"channel":1,"speaking":0,"event":"turn_ended","start":0,"end":1,"start_sample":0,"end_sample":8000,"known":2,"known_sample":16000,"sample_rate":8000,"speech_samples":4000}`: &CallEvent{
			1, 0, Event{Event: segment.Event{Kind: TurnEnded, Segment: segment.Segment{End: 8000}, Known: 16000}, Speech: 4000, rate: 8000}},
	} {
		got, err := json.Marshal(e)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v,\nwant %s", got, err, want)
		}
		back := reflect.New(reflect.TypeOf(e).Elem()).Interface()
		if err := json.Unmarshal(got, back); err != nil {
			t.Error(err)
		}
		switch e := e.(type) {
		case *Event:
			e.Audio = nil
		}
		if !reflect.DeepEqual(back, e) {
			t.Errorf("got %+v, want %+v", back, e)
		}
	}
	if err := json.Unmarshal([]byte(`{"event":"Speech"}`), new(Event)); err == nil {
		t.Error("a wrong name is taken")
	}
}

// TestSmoothingAndGate: off, they change nothing; on, they do what they say.
func TestSmoothingAndGate(t *testing.T) {
	m := newModel(t)
	probs := []float32{0, 1, 0, 1, 1, 1, 0.5}
	c := DefaultConfig(16000)
	c.Smoothing = 0.75
	d := newDetector(t, &scripted{Model: m, probs: [][]float32{probs}}, 16000, c)
	if _, err := d.Write(nil, make([]float32, 512*len(probs))); err != nil {
		t.Fatal(err)
	}
	if got, want := d.Probs(), []float32{0, 0.25, 0.1875, 0.390625, 0.54296875, 0.6572265625, 0.617919921875}; !slices.Equal(got, want) {
		t.Errorf("smoothed: got %v, want %v", got, want)
	}
	c.Smoothing, c.MinRMS = 0, 0.5
	d = newDetector(t, loud{m}, 16000, c)
	var pcm []float32
	for _, level := range []float32{0.4, 0.5, -0.6, 0.1} {
		pcm = append(pcm, slices.Repeat([]float32{level}, 512)...)
	}
	if _, err := d.Write(nil, pcm); err != nil {
		t.Fatal(err)
	}
	if got, want := d.Probs(), []float32{0, 1, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("gated: got %v, want %v", got, want)
	}
}

// loud is a model to which all audio above a level is speech: it takes no time.
type loud struct{ *vad.Model }

func (r loud) ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error {
	for i, w := range windows {
		probs[i] = min(1, max(w[0], -w[0])*1000)
	}
	return nil
}
