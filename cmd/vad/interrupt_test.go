//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestOpenFilePipe checks that a named pipe is closed with its input, so that what
// writes to it ends.
func TestOpenFilePipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	opened := make(chan *os.File)
	go func() {
		writer, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
		}
		opened <- writer
	}()
	in, err := openFile(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	writer := <-opened
	defer writer.Close()
	if _, err := writer.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	if n, err := in.Read(make([]byte, 10)); n != 1 || err != nil {
		t.Fatalf("read %d bytes, %v", n, err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	// A read that waits may hold the file until it is interrupted.
	writer.SetWriteDeadline(time.Now().Add(20 * time.Second))
	for err == nil {
		_, err = writer.Write(make([]byte, 1<<12))
	}
	if !errors.Is(err, syscall.EPIPE) {
		t.Errorf("writing to the pipe: got %v, want %v", err, syscall.EPIPE)
	}
}
