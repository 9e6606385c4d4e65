package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

type streamEvent struct {
	Event       string
	StartSample int64 `json:"start_sample"`
	EndSample   int64 `json:"end_sample"`
	Known       float64
}

// TestStream checks that the final segments are those of vad detect, at several
// rates and encodings.
func TestStream(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))
	want := detectJSON(t, speech)[0].Segments
	out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--final")
	if status != 0 {
		t.Fatal(stderr)
	}
	events := decodeJSON[streamEvent](t, out)
	if len(events) != len(want) {
		t.Fatalf("got %v, want %v", events, want)
	}
	for i, e := range events {
		if e.Event != "segment_final" || e.StartSample != want[i].StartSample || e.EndSample != want[i].EndSample {
			t.Errorf("got %v, want %v", e, want[i])
		}
	}

	out, stderr, status = vadRunInput(context.Background(), bytes.NewReader(raw), "stream")
	if status != 0 {
		t.Fatal(stderr)
	}
	var kinds []string
	for _, e := range decodeJSON[streamEvent](t, out) {
		kinds = append(kinds, e.Event)
	}
	if got, want := strings.Join(kinds, " "), strings.TrimSpace(strings.Repeat("speech_started speech_confirmed speech_ended segment_final ", 3)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestStreamLatency checks that an event goes out with the last sample of the
// window that decides it: the input then waits for the output.
func TestStreamLatency(t *testing.T) { testLatency(t, "", rawS16(samplesOf(t, speech))) }

// testLatency feeds a stream of 16-bit samples at 16 kHz after a header.
func testLatency(t *testing.T, header string, raw []byte) {
	reference, _, _ := vadRunInput(context.Background(), io.MultiReader(strings.NewReader(header), bytes.NewReader(raw)), "stream")

	in, feed := io.Pipe()
	results, out := io.Pipe()
	status := make(chan int)
	go func() {
		s := run(context.Background(), []string{"stream"}, terminal{in, out, io.Discard})
		out.Close()
		status <- s
	}()
	lines := bufio.NewScanner(results)
	if _, err := io.WriteString(feed, header); err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, want := range decodeJSON[streamEvent](t, reference) {
		if until := 2 * int(want.Known*16000+0.5); until > written {
			if _, err := feed.Write(raw[written:until]); err != nil {
				t.Fatal(err)
			}
			written = until
		}
		// This blocks for good if the event needs more than was written.
		var got streamEvent
		if !lines.Scan() {
			t.Fatal("the output has ended")
		}
		if err := json.Unmarshal(lines.Bytes(), &got); err != nil || got != want {
			t.Fatalf("got %v, %v, want %v", got, err, want)
		}
	}
	feed.Close()
	if lines.Scan() {
		t.Errorf("more events: %s", lines.Text())
	}
	if s := <-status; s != 0 {
		t.Errorf("status %d", s)
	}
}

// TestStreamInterrupt checks that open speech is reported when the user ends the
// command.
func TestStreamInterrupt(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))[:100_000] // in the middle of a sentence
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, _, status := vadRunInput(ctx, blocking{bytes.NewReader(raw), cancel}, "stream", "--final")
	events := decodeJSON[streamEvent](t, out)
	if status != statusInterrupted || len(events) != 1 || events[0].StartSample != 11296 {
		t.Errorf("status %d, events %v", status, events)
	}
}

func TestStreamErrors(t *testing.T) {
	for _, args := range [][]string{
		{"--rate=0"}, {"--channels=0"}, {"--channel=1"}, {"--raw=mp3"}, {"--threshold=2"}, {"--rate=10"},
	} {
		_, stderr, status := vadRun(append([]string{"stream"}, args...)...)
		if status != statusUsage || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
	}
}

// TestNoMicrophone checks the message where no server runs.
func TestNoMicrophone(t *testing.T) {
	t.Setenv("PULSE_SERVER", "unix:"+t.TempDir()+"/none")
	_, stderr, status := vadRun("stream", "--mic")
	if status != statusFailed || !strings.Contains(stderr, "PulseAudio or PipeWire") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d: %s", status, stderr)
	}
}
