package live

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// script is probabilities: runs of windows.
func script(runs ...any) (probs []float32) {
	for i := 0; i < len(runs); i += 2 {
		probs = append(probs, slices.Repeat([]float32{float32(runs[i].(float64))}, runs[i+1].(int))...)
	}
	return probs
}

// turnsOf plays probabilities to a detector and returns the events of turns, with
// positions in windows, as text.
func turnsOf(t *testing.T, d *Detector, probs []float32) (events []string) {
	t.Helper()
	window := int64(d.channel().handover.window)
	all, err := d.Write(nil, make([]float32, int64(len(probs))*window))
	if err != nil {
		t.Fatal(err)
	}
	last, err := d.Flush(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range append(all, last...) {
		if strings.HasPrefix(e.Kind.String(), "Turn") {
			events = append(events, fmt.Sprintf("%s %d-%d speech %d at %d", e.Kind, e.Segment.Start/window, e.Segment.End/window, e.Speech/window, e.Known/window))
		}
	}
	return events
}

func turnConfig(rate int) Config {
	c := DefaultConfig(rate)
	turn := segment.DefaultEndpointConfig() // a pause of 300 ms, 10 windows; grace of a second, 32
	turn.Threshold = 0.99                   // does not matter
	c.Turn = &turn
	return c
}

// TestTurns: a "yes" ends its turn after the pause; speech within the grace period
// resumes it, and later begins another one.
func TestTurns(t *testing.T) {
	m := newModel(t)
	for _, tt := range []struct {
		name  string
		probs []float32
		want  []string
	}{
		{"yes", script(0., 5, 1., 13, 0., 60), []string{
			"TurnEnded 5-18 speech 13 at 28",
			"TurnFinal 5-18 speech 13 at 60",
		}},
		{"resumed", script(1., 20, 0., 20, 1., 20, 0., 50, 1., 10, 0., 4), []string{
			"TurnEnded 0-20 speech 20 at 30",
			"TurnResumed 0-41 speech 21 at 41",
			"TurnEnded 0-60 speech 40 at 70",
			"TurnFinal 0-60 speech 40 at 102",
			"TurnEnded 110-120 speech 10 at 124", // with the stream
			"TurnFinal 110-120 speech 10 at 124",
		}},
		{"the stream ends within the grace period", script(1., 20, 0., 20), []string{
			"TurnEnded 0-20 speech 20 at 30",
			"TurnFinal 0-20 speech 20 at 40",
		}},
		{"a threshold between", script(0.4, 20, 0.6, 20, 0.2, 20), []string{
			"TurnEnded 20-40 speech 20 at 50",
			"TurnFinal 20-40 speech 20 at 60",
		}},
	} {
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{tt.probs}}, 16000, turnConfig(16000))
		if got := turnsOf(t, d, tt.probs); !slices.Equal(got, tt.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.name, got, tt.want)
		}
	}
	// Without a grace period, each end is final at once.
	c := turnConfig(16000)
	c.Turn.Grace = 0
	probs := script(1., 20, 0., 20, 1., 20, 0., 20)
	d := newDetector(t, &scripted{Model: m, probs: [][]float32{probs}}, 16000, c)
	want := []string{"TurnEnded 0-20 speech 20 at 30", "TurnFinal 0-20 speech 20 at 30", "TurnEnded 40-60 speech 20 at 70", "TurnFinal 40-60 speech 20 at 70"}
	if got := turnsOf(t, d, probs); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTurnsAtAnyRate: on a recording, positions are the input's.
func TestTurnsAtAnyRate(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	var want []Event
	for _, rate := range []int{16000, 48000} {
		d := newDetector(t, m, rate, turnConfig(rate))
		var got []Event
		for _, e := range detect(t, d, resampled(t, speech, rate), func() int { return 1000 }) {
			if e.Kind == TurnEnded || e.Kind == TurnFinal || e.Kind == TurnResumed {
				e.Segment.Start, e.Segment.End, e.Speech = e.Segment.Start*16000/int64(rate), e.Segment.End*16000/int64(rate), e.Speech*16000/int64(rate)
				got = append(got, e)
			}
		}
		if want == nil {
			want = got
		}
		if len(got) != len(want) || len(got) < 4 {
			t.Fatalf("%d Hz: got %v, want %v", rate, got, want)
		}
		for i, e := range got {
			if late := e.Known*16000/int64(rate) - want[i].Known; e.Kind != want[i].Kind || e.Segment != want[i].Segment || e.Speech != want[i].Speech || late < 0 || late > 112 {
				t.Errorf("%d Hz: got %+v, want %+v", rate, e, want[i])
			}
		}
	}
}

// TestObserveRate: what a recogniser heard moves the pause.
func TestObserveRate(t *testing.T) {
	m := newModel(t)
	probs := script(1., 20, 0., 20)
	d := newDetector(t, &scripted{Model: m, probs: [][]float32{probs}}, 16000, turnConfig(16000))
	for range 5 {
		if err := d.ObserveRate("abc", time.Second); err != nil { // slow
			t.Fatal(err)
		}
	}
	if err := d.ObserveRate("", time.Second); !errors.Is(err, segment.ErrSpeakingRate) {
		t.Errorf("got %v, want %v", err, segment.ErrSpeakingRate)
	}
	want := []string{"TurnEnded 0-20 speech 20 at 34", "TurnFinal 0-20 speech 20 at 40"}
	if got := turnsOf(t, d, probs); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := newDetector(t, m, 16000, DefaultConfig(16000)).ObserveRate("abc", time.Second); !errors.Is(err, ErrOption) {
		t.Errorf("without Turn: got %v, want %v", err, ErrOption)
	}
	call := newCall(t, m, 16000, 2, turnConfig(16000))
	if err := call.ObserveRate(1, "abcdef", time.Second); err != nil || call.channel(0).turn.endpointer.SpeakingRate() != 0 {
		t.Errorf("got %v, and the other channel's rate changed", err)
	}
}

// kindsOf returns the kinds of events and where they are known, in windows.
func kindsOf(events []Event, window int64) (kinds []string) {
	for _, e := range events {
		kinds = append(kinds, fmt.Sprint(e.Kind, " ", e.Known/window))
	}
	return kinds
}

// TestMinOnset: SpeechConfirmed comes after so much speech, sooner or later than
// it is long enough to be a segment, and pauses do not count.
func TestMinOnset(t *testing.T) {
	m := newModel(t)
	for _, tt := range []struct {
		onset time.Duration
		probs []float32
		want  []string
	}{
		// A segment takes 251 ms, 8 windows.
		{0, script(1., 20, 0., 10), []string{"SpeechStarted 1", "SpeechConfirmed 9", "SpeechEnded 25", "SegmentFinal 25"}},
		{96 * time.Millisecond, script(1., 20, 0., 10), []string{"SpeechStarted 1", "SpeechConfirmed 3", "SpeechEnded 25", "SegmentFinal 25"}},
		{96 * time.Millisecond, script(1., 4, 0., 10), []string{"SpeechStarted 1", "SpeechConfirmed 3", "SpeechDropped 9"}},
		{96 * time.Millisecond, script(1., 2, 0., 2, 1., 20, 0., 10), []string{"SpeechStarted 1", "SpeechConfirmed 5", "SpeechEnded 29", "SegmentFinal 29"}},
		{640 * time.Millisecond, script(1., 30, 0., 10), []string{"SpeechStarted 1", "SpeechConfirmed 20", "SpeechEnded 35", "SegmentFinal 35"}},
		{640 * time.Millisecond, script(1., 15, 0., 10, 1., 15, 0., 10), []string{
			"SpeechStarted 1", "SpeechEnded 20", "SegmentFinal 20", "SpeechStarted 26", "SpeechEnded 45", "SegmentFinal 45"}},
		{1, script(1., 1, 0., 10), []string{"SpeechStarted 1", "SpeechConfirmed 1", "SpeechDropped 6"}},
	} {
		c := DefaultConfig(16000)
		c.MinOnset = tt.onset
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{tt.probs}}, 16000, c)
		events, err := d.Write(nil, make([]float32, 512*len(tt.probs)))
		if err != nil {
			t.Fatal(err)
		}
		if got := kindsOf(events, 512); !slices.Equal(got, tt.want) {
			t.Errorf("%v:\ngot  %q\nwant %q", tt.onset, got, tt.want)
		}
	}
}
