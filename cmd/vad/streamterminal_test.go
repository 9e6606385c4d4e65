//go:build linux || darwin

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs the command with one or both outputs on a terminal of the test's
// own, and returns what the terminal got.
func onTerminal(t *testing.T, in io.Reader, out, errs io.Writer, args ...string) string {
	t.Helper()
	own, person := openTerminal(t)
	if err := pty.Setsize(own, &pty.Winsize{Rows: 24, Cols: 72}); err != nil {
		t.Fatal(err)
	}
	got := screen(person)
	if out == nil {
		out = own
	}
	if errs == nil {
		errs = own
	}
	status := run(context.Background(), args, terminal{in, out, errs})
	own.Close()
	text := <-got
	if status != 0 {
		t.Errorf("%v: status %d: %s", args, status, text)
	}
	return text
}

// segmentLines are what remains on the screen.
const segmentLines = "     0.706      7.422      6.716\n     8.834     11.486      2.652\n    12.834     17.790      4.956\n"

// onScreen returns the lines that text leaves on a screen: what a carriage return
// goes back over is written over.
func onScreen(text string) string {
	var b strings.Builder
	for _, row := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		var cells []rune
		for _, part := range strings.Split(row, "\r") {
			if over := []rune(part); len(over) >= len(cells) {
				cells = over
			} else {
				copy(cells, over)
			}
		}
		b.WriteString(strings.TrimRight(string(cells), " ") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// TestStreamTerminal checks what a terminal shows: segments above a meter, in colour
// where that is wanted, and no more than lines where it can do no more.
func TestStreamTerminal(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))
	t.Setenv("LC_ALL", "C.UTF-8")
	escapes := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, test := range []struct {
		name, term, noColour string
		args                 []string
		meter, colour        bool
	}{
		{"colours", "xterm-256color", "", nil, true, true},
		{"no colours", "xterm", "1", nil, true, false},
		{"dumb", "dumb", "", nil, false, false},
		{"quiet", "xterm", "", []string{"--quiet", "--format=text"}, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("TERM", test.term)
			t.Setenv("NO_COLOR", test.noColour)
			text := onTerminal(t, bytes.NewReader(raw), nil, io.Discard, append([]string{"stream"}, test.args...)...)
			if got := escapes.MatchString(text); got != test.colour {
				t.Errorf("colours: %v, want %v", got, test.colour)
			}
			text = escapes.ReplaceAllString(text, "")
			if got := strings.Contains(text, " dB "); got != test.meter {
				t.Errorf("a meter: %v, want %v: %q", got, test.meter, text)
			}
			if got := onScreen(text); got != segmentLines {
				t.Errorf("the screen shows\n%s\nwant\n%s", got, segmentLines)
			}
		})
	}
}

// TestStreamTerminalJSON checks that json stays json on a terminal, and that the
// meter is beside what goes to a file.
func TestStreamTerminalJSON(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))
	t.Setenv("TERM", "xterm")
	text := onTerminal(t, bytes.NewReader(raw), nil, io.Discard, "stream", "--final", "--format=json")
	if events := decodeJSON[streamEvent](t, strings.ReplaceAll(text, "\r\n", "\n")); len(events) != 3 {
		t.Errorf("got %q", text)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text = onTerminal(t, bytes.NewReader(raw), file, nil, "stream", "--final")
	if events := decodeJSON[streamEvent](t, contents(t, file.Name())); len(events) != 3 || !strings.Contains(text, " dB ") {
		t.Errorf("%d events in the file, the terminal got %q", len(events), text)
	}
	// A pipe's reader may write to the same terminal.
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, read)
	if text = onTerminal(t, bytes.NewReader(raw), write, nil, "stream"); text != "" {
		t.Errorf("beside a pipe, the terminal got %q", text)
	}
	write.Close()
}

// TestStreamPipe runs the command as a process between two others.
func TestStreamPipe(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", `tail -c +45 `+speech+` | "$0" stream --final | grep -c segment_final`, program)
	shell.Env = append(os.Environ(), actAsVad+"=1")
	if out, err := shell.Output(); err != nil || string(out) != "3\n" {
		t.Errorf("got %q, %v", out, err)
	}
	// A reader that ends early ends the command.
	shell = exec.Command("sh", "-c", `{ tail -c +45 `+speech+`; sleep 0.2; tail -c +45 `+speech+`; } | "$0" stream | head -1`, program)
	shell.Env = append(os.Environ(), actAsVad+"=1")
	if out, err := shell.Output(); err != nil || strings.Count(string(out), "\n") != 1 {
		t.Errorf("got %q, %v", out, err)
	}
}
