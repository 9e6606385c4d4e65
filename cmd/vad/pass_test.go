package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOrder checks that results come in the order of the names, whichever is ready
// first.
func TestOrder(t *testing.T) {
	const long = "../../testdata/synthetic.wav"
	for _, jobs := range []string{"1", "2", "8"} {
		names := []string{long, speech, speech, long, speech}
		var got []string
		for _, r := range detectJSON(t, append([]string{"-j", jobs}, names...)...) {
			got = append(got, r.File)
		}
		if !slices.Equal(got, names) {
			t.Errorf("%s jobs: got %v", jobs, got)
		}
	}
}

// TestOneFails checks that the other recordings are there, in order, and the
// one is named.
func TestOneFails(t *testing.T) {
	out, stderr, status := vadRun("detect", "-f", "rttm", speech, "missing.wav", speech)
	if status != statusFailed {
		t.Errorf("status %d", status)
	}
	if want := strings.Repeat(formatTests[6].want, 2); out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "vad: missing.wav: ") || !strings.HasPrefix(lines[1], "vad: 2 recordings, 37.8 s of audio in ") {
		t.Errorf("standard error is %q", stderr)
	}
	if _, stderr, _ := vadRun("detect", "-q", speech); stderr != "" {
		t.Errorf("standard error is %q with -q", stderr)
	}
	name := filepath.Join(t.TempDir(), "out.rttm")
	if _, _, status := vadRun("detect", "-f", "rttm", "-o", name, "missing.wav", speech); status != statusFailed {
		t.Errorf("status %d with -o", status)
	}
	if got := contents(t, name); got != formatTests[6].want {
		t.Errorf("the file holds %q", got)
	}
}

// TestDamaged checks that a file cut short gives what is there, and a warning.
func TestDamaged(t *testing.T) {
	half := file(t, "half.wav", contents(t, speech)[:300_000])
	out, stderr, status := vadRun("detect", half)
	if status != 0 || !strings.HasPrefix(stderr, "vad: warning: "+half+": ") || !strings.Contains(out, "segment") {
		t.Errorf("status %d\n%s\n%s", status, out, stderr)
	}
}

// blocking is an input that never ends: it cancels the context, then waits
// forever.
type blocking struct {
	first  io.Reader
	cancel func()
}

func (b blocking) Read(p []byte) (int, error) {
	if n, err := b.first.Read(p); err == nil {
		return n, nil
	}
	b.cancel()
	select {}
}

// TestInterrupt checks that what was finished is printed, and nothing else, when
// the user ends the command.
func TestInterrupt(t *testing.T) {
	for _, verb := range []string{"detect", "probs"} {
		for _, output := range []string{"", "file", "folder"} {
			t.Run(verb+output, func(t *testing.T) {
				folder := t.TempDir()
				format := map[string]string{"detect": "rttm", "probs": "csv"}[verb]
				complete := mustRun(t, verb, "-f", format, speech)
				args := []string{verb, "-f", format, "-j", "1", speech, "-", speech}
				switch output {
				case "file":
					args = append(args, "-o", filepath.Join(folder, "out"))
				case "folder":
					args = append(args, "-o", folder)
					args[len(args)-3] = "../../testdata/synthetic.wav" // of another name
				}
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				in := blocking{bytes.NewReader([]byte(contents(t, speech)[:100_000])), cancel}
				out, stderr, status := vadRunInput(ctx, in, args...)
				if status != statusInterrupted || !strings.Contains(stderr, "1 of 3") {
					t.Errorf("status %d: %s", status, stderr)
				}
				entries, _ := os.ReadDir(folder)
				switch output {
				case "":
					if out != complete {
						t.Errorf("got\n%s\nwant\n%s", out, complete)
					}
				case "file":
					if len(entries) != 1 || out != "" || contents(t, filepath.Join(folder, "out")) != complete {
						t.Errorf("output %q, files %v, want the first recording's results", out, entries)
					}
				case "folder":
					if len(entries) != 1 || contents(t, filepath.Join(folder, "speech."+format)) != complete {
						t.Errorf("files %v, want the first recording's", entries)
					}
				}
			})
		}
	}
}

// broken is an output that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestBrokenOutput(t *testing.T) {
	for _, args := range [][]string{
		{"detect", speech}, {"probs", speech}, {"info"}, {"man"}, {"completion", "bash"},
		{"split", "-o", t.TempDir(), speech}, {"plot", "-o", t.TempDir(), speech},
	} {
		var stderr bytes.Buffer
		status := run(context.Background(), args, terminal{strings.NewReader(""), broken{}, &stderr})
		if status != statusFailed || stderr.String() != "vad: broken pipe\n" {
			t.Errorf("vad %v: status %d: %s", args, status, &stderr)
		}
	}
}
