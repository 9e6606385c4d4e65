package segment_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

func TestEventJSON(t *testing.T) {
	e := segment.Event{Kind: segment.SegmentFinal, Segment: segment.Segment{Start: 100, End: 612}, Known: 1024}
	const want = `{"event":"segment_final","start_sample":100,"end_sample":612,"known_sample":1024}`
	got, err := json.Marshal(e)
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	var back segment.Event
	if err := json.Unmarshal([]byte(want), &back); err != nil || back != e {
		t.Errorf("got %v, %v, want %v", back, err, e)
	}
	for kind, want := range map[segment.EventKind]string{
		segment.SpeechStarted: "speech_started", segment.SpeechConfirmed: "speech_confirmed", segment.SpeechDropped: "speech_dropped",
		segment.SpeechEnded: "speech_ended", segment.SpeechSplit: "speech_split", "Window": "window",
	} {
		text, err := kind.MarshalText()
		var back segment.EventKind
		if err != nil || string(text) != want || back.UnmarshalText(text) != nil || back != kind {
			t.Errorf("%v: got %s, %v, back %v, want %s", kind, text, err, back, want)
		}
	}
	for _, text := range []string{"", "SpeechStarted", "speech__started", "_", "speech 1"} {
		if err := new(segment.EventKind).UnmarshalText([]byte(text)); !errors.Is(err, segment.ErrEncoding) {
			t.Errorf("%q: got %v, want %v", text, err, segment.ErrEncoding)
		}
	}
}

func TestSegmentTimes(t *testing.T) {
	s := segment.Segment{Start: 11296, End: 118752}
	start, end := s.Times(16000)
	if start != 706*time.Millisecond || end != 7422*time.Millisecond || s.Duration(16000) != 6716*time.Millisecond {
		t.Errorf("got %v to %v, %v", start, end, s.Duration(16000))
	}
	if d := (segment.Segment{End: 1}).Duration(44100); d != 22676 { // 22675.74
		t.Errorf("got %v, want 22.676µs", d)
	}
	const years = 290 * 366 * 86400
	if d := (segment.Segment{End: years * 48000}).Duration(48000); d != years*time.Second {
		t.Errorf("got %v, want %v", d, years*time.Second)
	}
}

// TestTrackJSON: a track is what vad probs writes, and vad detect reads, apart
// from the file.
func TestTrackJSON(t *testing.T) {
	track := segment.Track{Probs: []float32{0.25, 1}, Samples: 700, SampleRate: 16000}
	const want = `{"sample_rate":16000,"window":512,"samples":700,"probabilities":[0.25,1]}`
	got, err := json.Marshal(track)
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	for text, want := range map[string]segment.Track{
		want: track,
		`{"file":"a.wav","sample_rate":8000,"window":256,"input_sample_rate":48000,"probabilities":[0.5]}`: {Probs: []float32{0.5}, Samples: 256, SampleRate: 8000},
	} {
		var got segment.Track
		if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
	if got, err := json.Marshal(segment.Track{SampleRate: 8000}); err != nil || string(got) != `{"sample_rate":8000,"window":256,"samples":0,"probabilities":[]}` {
		t.Errorf("got %s, %v", got, err)
	}
	for text, want := range map[string]error{
		`{"sample_rate":44100,"window":512}`:                                   segment.ErrSampleRate,
		`{"sample_rate":16000,"window":256}`:                                   segment.ErrEncoding,
		`{"sample_rate":16000,"window":512,"samples":9}`:                       segment.ErrProbabilityCount,
		`{"sample_rate":16000,"window":512,"samples":-1}`:                      segment.ErrProbabilityCount,
		`{"sample_rate":16000,"window":512,"samples":513,"probabilities":[1]}`: segment.ErrProbabilityCount,
	} {
		var got segment.Track
		if err := json.Unmarshal([]byte(text), &got); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
	}
	if _, err := json.Marshal(segment.Track{Probs: []float32{float32(math.NaN())}, SampleRate: 8000, Samples: 1}); err == nil {
		t.Error("NaN is encoded")
	}
}
