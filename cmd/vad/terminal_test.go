//go:build linux || darwin

package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// openTerminal returns a terminal, and the end that a person sits at.
func openTerminal(t *testing.T) (terminal, person *os.File) {
	t.Helper()
	person, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		person.Close()
		terminal.Close()
	})
	return terminal, person
}

// screen returns what arrives at a person until the terminal is closed.
func screen(person *os.File) <-chan string {
	got := make(chan string)
	go func() {
		var b bytes.Buffer
		io.Copy(&b, person) // ends with an error when the terminal is closed
		got <- b.String()
	}()
	return got
}

// TestWaiting checks that what waits for a person says so.
func TestWaiting(t *testing.T) {
	for _, args := range [][]string{{"stream"}, {"detect", "-"}, {"split", "-"}, {"detect", "--probs", "-"}} {
		terminal, _ := openTerminal(t)
		cmd := process(t, args...)
		cmd.Stdin = terminal
		stderr, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(stderr).ReadString('\n')
		if !strings.HasPrefix(line, "vad: waiting for ") {
			t.Errorf("vad %v: %q, %v", args, line, err)
		}
		cmd.Process.Signal(os.Interrupt)
		if cmd.Wait(); cmd.ProcessState.ExitCode() != statusInterrupted {
			t.Errorf("vad %v: status %d", args, cmd.ProcessState.ExitCode())
		}
	}
	if got := runProcess(t, strings.NewReader(contents(t, speech)), "detect", "-q", "-"); got.stderr != "" {
		t.Errorf("a pipe: %q", got.stderr)
	}
}

// TestNamesOnTerminal checks that no format sends a terminal what moves its cursor.
func TestNamesOnTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a\x1b[2J\u202egpj.wav")
	if err := os.WriteFile(path, []byte(contents(t, speech)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"detect"}, {"detect", "-f", "csv"}, {"detect", "-f", "json"}, {"detect", "-f", "rttm"}, {"probs"},
		{"split", "-o", t.TempDir()}, {"plot", "-o", t.TempDir()}, {"bench", "--time=1ms"},
	} {
		terminal, person := openTerminal(t)
		cmd := process(t, append(args, path)...)
		cmd.Stdout, cmd.Stderr = terminal, nil
		got := screen(person)
		if err := cmd.Run(); err != nil {
			t.Errorf("vad %v: %v", args, err)
		}
		terminal.Close()
		if out := <-got; strings.Contains(out, "\x1b") || strings.Contains(out, "\u202e") || !strings.Contains(out, "[2J") {
			t.Errorf("vad %v: %.200q", args, out)
		}
	}
}

// TestProgress checks that the bar shows what was read, and goes; and that a short run
// has none.
func TestProgress(t *testing.T) {
	for _, test := range []struct {
		since time.Duration // the start
		want  string
	}{
		{time.Hour, "1 recording  75%"},
		{-time.Hour, ""},
	} {
		terminal, person := openTerminal(t)
		got := screen(person)
		p := newProgress(terminal, []input{{name: "a", size: 200}}, false)
		p.started = time.Now().Add(-test.since)
		p.Write(make([]byte, 150))
		p.pause()()
		p.finish()
		terminal.WriteString("end")
		terminal.Close()
		out := <-got
		if !strings.Contains(out, test.want) || onScreen(out) != "end" || test.want == "" && out != "end" {
			t.Errorf("%v after the start: %q", test.since, out)
		}
	}
}
