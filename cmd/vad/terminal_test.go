//go:build linux

package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal returns a terminal, and the end that a person sits at.
func openTerminal(t *testing.T) (terminal, person *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return terminal, person
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
		read := make(chan string)
		go func() {
			var all strings.Builder
			bufio.NewReader(person).WriteTo(&all) // ends with an error when the terminal closes
			read <- all.String()
		}()
		if err := cmd.Run(); err != nil {
			t.Errorf("vad %v: %v", args, err)
		}
		terminal.Close()
		if out := <-read; strings.Contains(out, "\x1b") || strings.Contains(out, "\u202e") || !strings.Contains(out, "[2J") {
			t.Errorf("vad %v: %.200q", args, out)
		}
	}
}
