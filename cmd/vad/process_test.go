//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// process returns the command as a process of its own, not yet started.
func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// A process that hangs fails its test instead of blocking it.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), actAsVad+"=1")
	return cmd
}

// outcome is what a process printed, and its status: -1 after a signal.
type outcome struct {
	stdout, stderr string
	status         int
}

// runProcess runs the command as a process with in on standard input, nil for
// nothing.
func runProcess(t *testing.T, in io.Reader, args ...string) outcome {
	t.Helper()
	return finish(t, process(t, args...), in)
}

// finish runs a process to its end.
func finish(t *testing.T, cmd *exec.Cmd, in io.Reader) outcome {
	t.Helper()
	var out, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &out, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{out.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// absolute returns the path of a file, for processes in another folder.
func absolute(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
