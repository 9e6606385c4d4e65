package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/bench/internal/ort"
)

// build builds a program of a module.
func build(t *testing.T, module, path string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	command := exec.Command("go", "build", "-C", module, "-o", program, path)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// short is a load for tests.
func short(t *testing.T) (o options, list []part) {
	t.Helper()
	o.shorten()
	list, err := readParts("../../testdata/speech.wav", o.duration)
	if err != nil {
		t.Fatal(err)
	}
	return o, list
}

// TestLoad: beside clients that misbehave, every stream has its events, in order and
// once, on one connection. How late they are is not a matter of a test.
func TestLoad(t *testing.T) {
	o, list := short(t)
	o.vad = build(t, "../..", "./cmd/vad")
	checkLoad(t, o, list)
}

// TestLoadORT: the same on ONNX Runtime. It needs its files; VAD_REQUIRE_ORT=1 makes
// missing ones fail.
func TestLoadORT(t *testing.T) {
	t.Chdir("../..") // where .cache is
	_, err := ort.Library()
	if err == nil {
		_, err = ort.Model()
	}
	if errors.Is(err, ort.ErrMissing) && os.Getenv("VAD_REQUIRE_ORT") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("bench/serve")
	o, list := short(t)
	o.ort = build(t, "..", "./serve/ort")
	t.Chdir("../..")
	checkLoad(t, o, list)
}

func checkLoad(t *testing.T, o options, list []part) {
	t.Helper()
	for _, c := range o.allServers() {
		r, err := measure(t.Context(), c, o, list)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if err := r.check(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if len(r.late) < 3*len(r.streams) || len(r.behind) != 250*len(r.streams) {
			t.Errorf("%s: %d events and %d frames were timed", c.name, len(r.late), len(r.behind))
		}
		if c.program == o.vad && !r.hostileEnded() {
			t.Errorf("%s: clients that misbehave were left alone", c.name)
		}
	}
}

// TestWrong: what is missing, too much, twice or different counts.
func TestWrong(t *testing.T) {
	a, b, c := event{Event: "speech_started", Known: 512}, event{Event: "speech_ended", Known: 1024}, event{Event: "segment_final", Known: 1024}
	for _, test := range []struct {
		got  []event
		want int
	}{
		{[]event{a, b, c}, 0},
		{[]event{a, b}, 1},
		{nil, 3},
		{[]event{a, b, c, c}, 1},
		{[]event{a, a, b, c}, 3},
		{[]event{a, {Event: b.Event, Known: 1536}, c}, 1},
	} {
		s := stream{part: &part{events: []event{a, b}, flush: []event{c}}}
		for _, e := range test.got {
			s.arrivals = append(s.arrivals, arrival{event: e})
		}
		if got := s.wrong(); got != test.want {
			t.Errorf("%v: got %d, want %d", test.got, got, test.want)
		}
		r := result{streams: []*stream{&s}}
		r.sum()
		if err := r.check(); (err != nil) != (test.want > 0) {
			t.Errorf("%v: got the error %v", test.got, err)
		}
	}
}

// TestLate: an event is late by the time since the frame that has its last sample.
func TestLate(t *testing.T) {
	begin := time.Now()
	s := stream{part: &part{events: make([]event, 2)}, sent: []time.Time{begin, begin.Add(20 * time.Millisecond)}, due: begin}
	for _, known := range []int64{frame, frame + 1, 2 * frame} {
		s.arrivals = append(s.arrivals, arrival{event{Known: known}, begin.Add(25 * time.Millisecond)})
	}
	late := s.late(nil)
	if len(late) != 2 || late[0] != 25*time.Millisecond || late[1] != 5*time.Millisecond {
		t.Errorf("got %v, want 25ms, 5ms, and none for the third, which no sample caused", late)
	}
}

// TestHeld: the limit holds where no event is later and none is missing, and the words
// beneath the table say of how many streams.
func TestHeld(t *testing.T) {
	o := options{limit: 100 * time.Millisecond, step: 10}
	of := func(streams int, late time.Duration) *result {
		return &result{streams: make([]*stream, streams), late: []time.Duration{0, late}}
	}
	all, late, most := of(30, o.limit), of(30, o.limit+1), of(20, o.limit)
	wrong, failed := of(30, 0), of(30, 0)
	wrong.wrong, failed.failed = 1, 1
	if !all.holds(o.limit) || late.holds(o.limit) || wrong.holds(o.limit) || failed.holds(o.limit) {
		t.Error("the limit holds where it does not, or the other way round")
	}
	for _, test := range []struct {
		all, most *result
		want      string
	}{
		{all, nil, "No event is later than 100 ms."},
		{late, most, "Of 20 streams, no event is later than 100 ms"},
		{late, nil, "An event is later than 100 ms with each number"},
	} {
		var b strings.Builder
		printHeld(&b, o, test.all, test.most)
		if !strings.Contains(b.String(), test.want) {
			t.Errorf("got %q, want %q", b.String(), test.want)
		}
	}
}

func TestQuantile(t *testing.T) {
	list := make([]time.Duration, 1000)
	for i := range list {
		list[i] = time.Duration(i + 1)
	}
	for _, test := range []struct {
		share float64
		want  time.Duration
	}{{0.5, 500}, {0.99, 990}, {0.999, 999}, {1, 1000}} {
		if got := quantile(list, test.share); got != test.want {
			t.Errorf("%v: got %d, want %d", test.share, got, test.want)
		}
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("of none: got %v", got)
	}
}
