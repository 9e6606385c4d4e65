package main

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

// streamedEvents returns the events of a stream of 16-bit samples at 16 kHz.
func streamedEvents(t *testing.T, raw []byte, args ...string) []streamEvent {
	t.Helper()
	out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), append([]string{"stream"}, args...)...)
	if status != 0 {
		t.Fatal(stderr)
	}
	return decodeJSON[streamEvent](t, out)
}

// detectorEvents returns the events of a detector with changed options.
func detectorEvents(t *testing.T, pcm []float32, change func(*live.Config)) (list []streamEvent) {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	c := live.DefaultConfig(16000)
	c.Audio = live.AudioNone
	c.Segments.MaxSpeech = 0
	change(&c)
	d, err := live.New(m, c)
	if err != nil {
		t.Fatal(err)
	}
	events, err := d.Write(nil, pcm)
	if err != nil {
		t.Fatal(err)
	}
	if events, err = d.Flush(events); err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, decodeJSON[streamEvent](t, string(data))...)
	}
	return list
}

// TestStreamMinOnset: speech is confirmed sooner, or not at all, and segments stay.
func TestStreamMinOnset(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))
	confirmed := func(args ...string) (after []int64, segments [][2]int64) {
		t.Helper()
		for _, e := range streamedEvents(t, raw, args...) {
			switch e.Event {
			case "speech_confirmed":
				after = append(after, e.EndSample-e.StartSample)
			case "segment_final":
				segments = append(segments, [2]int64{e.StartSample, e.EndSample})
			}
		}
		return after, segments
	}
	_, segments := confirmed()
	for _, tt := range []struct {
		option string
		after  []int64
	}{
		{"--min-onset=96ms", []int64{1536, 1536, 1536}},
		{"--min-onset=1m", nil},
	} {
		after, same := confirmed(tt.option)
		if !slices.Equal(after, tt.after) {
			t.Errorf("%s: confirmed after %v samples, want %v", tt.option, after, tt.after)
		}
		if len(segments) == 0 || !slices.Equal(same, segments) {
			t.Errorf("%s: segments %v, want %v as without", tt.option, same, segments)
		}
	}
}

// TestStreamSmoothing: a weight delays starts, as a detector with it does.
func TestStreamSmoothing(t *testing.T) {
	testDetectorOption(t, "--smoothing=0.5", func(c *live.Config) { c.Smoothing = 0.5 })
}

// TestStreamMinRMS: faint windows are silence, as for a detector with the level.
func TestStreamMinRMS(t *testing.T) {
	testDetectorOption(t, "--min-rms=0.05", func(c *live.Config) { c.MinRMS = 0.05 })
}

// testDetectorOption checks that an option changes events to those of a detector
// with changed options.
func testDetectorOption(t *testing.T, option string, change func(*live.Config)) {
	t.Helper()
	pcm := samplesOf(t, speech)
	raw := rawS16(pcm)
	got, want := streamedEvents(t, raw, option), detectorEvents(t, pcm, change)
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", option, got, want)
	}
	if slices.Equal(got, streamedEvents(t, raw)) {
		t.Errorf("%s changes nothing", option)
	}
}

// TestStreamConfigErrors: what is out of range is an error that names the option,
// before any audio is read.
func TestStreamConfigErrors(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--min-onset=-1s"}, "--min-onset: got -1s, want 0 or more"},
		{[]string{"--smoothing=1"}, "--smoothing: got 1, want from 0 to less than 1"},
		{[]string{"--smoothing=NaN"}, "--smoothing: got NaN, want"},
		{[]string{"--min-rms=-1"}, "--min-rms: got -1, want 0 or more"},
		{[]string{"--min-onset=soon"}, "--min-onset"},
		{[]string{"--save=said", "--min-speech=11m"}, "--min-speech: got 11m0s, want at most"},
	} {
		_, stderr, status := vadRunInput(context.Background(), unread{t}, append([]string{"stream"}, tt.args...)...)
		if status != statusUsage || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s, want %q", tt.args, status, stderr, tt.want)
		}
	}
}

// unread is an input that nothing reads.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the input is read")
	return 0, context.Canceled
}
