package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

const speech = "../../testdata/speech.wav"

// asProgram has the test binary run as the program itself.
const asProgram = "RESUME_EXAMPLE_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process runs the program in a process of its own and returns what it prints.
func process(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	command := exec.CommandContext(t.Context(), self, args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	command.Stdout, command.Stderr = &out, &errs
	err = command.Run()
	return out.String(), errs.String(), err
}

// uninterrupted returns the events of a recording that one detector makes of it.
func uninterrupted(t *testing.T) string {
	t.Helper()
	pcm, rate, err := read(speech)
	if err != nil {
		t.Fatal(err)
	}
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := live.New(m, live.DefaultConfig(rate))
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
	var out bytes.Buffer
	if err := write(&out, events); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestResume: two processes print the events of one, wherever the first stops:
// in speech, in silence, in an unfinished window.
func TestResume(t *testing.T) {
	want := uninterrupted(t)
	if n := strings.Count(want, `"segment_final"`); n != 3 {
		t.Fatalf("got %d segments, want 3", n)
	}
	for _, c := range []struct {
		stop   string
		speech bool
	}{
		{"0s", false},
		{"800ms", true}, // not confirmed yet
		{"5s", true},
		{"8s", false},
		{"10.0007s", true},
	} {
		state := filepath.Join(t.TempDir(), "state")
		before, stderr, err := process(t, "save", state, speech, c.stop)
		if err != nil {
			t.Fatalf("%s: save: %v: %s", c.stop, err, stderr)
		}
		open := strings.Count(before, `"speech_started"`) > strings.Count(before, `"speech_ended"`)
		if open != c.speech {
			t.Errorf("%s: saved with open speech: %v, want %v", c.stop, open, c.speech)
		}
		after, stderr, err := process(t, "continue", state, speech)
		if err != nil {
			t.Fatalf("%s: continue: %v: %s", c.stop, err, stderr)
		}
		if got := before + after; got != want {
			t.Errorf("%s: got\n%s\nand\n%s\nwant\n%s", c.stop, before, after, want)
		}
	}
}

// TestErrors: the program fails with the reason.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	if _, stderr, err := process(t, "save", state, speech, "5s"); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	data, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	damaged := filepath.Join(dir, "damaged")
	if err := os.WriteFile(damaged, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "usage: "},
		{[]string{"save", state, speech, "5"}, "missing unit"},
		{[]string{"save", state, speech, "1h"}, "cannot stop at 1h0m0s of 18.890 s"},
		{[]string{"save", state, "main.go", "5s"}, "main.go: "},
		{[]string{"continue", filepath.Join(dir, "none"), speech}, "none"},
		{[]string{"continue", damaged, speech}, "live: wrong encoding"},
		{[]string{"continue", state, "../../audio/testdata/speech.flac"}, "saved after 80000 samples at 16000 Hz"},
		{[]string{"continue", state, "../../audio/testdata/click.mp3"}, "at 48000 Hz"},
	} {
		out, stderr, err := process(t, c.args...)
		if err == nil || out != "" || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: got %v, %q, want %q", c.args, err, stderr, c.want)
		}
	}
}
