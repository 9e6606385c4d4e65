package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/web"
)

// TestWeb serves the page where it is part of the build. Elsewhere, the command says
// how to get it.
func TestWeb(t *testing.T) {
	if _, err := web.Handler(); errors.Is(err, web.ErrNoPage) {
		if _, stderr, status := vadRun("web"); status != statusFailed || !strings.Contains(stderr, "make web") {
			t.Errorf("got status %d, %q, want what makes the page", status, stderr)
		}
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	out, in := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"web", "--addr", "127.0.0.1:0"}, terminal{strings.NewReader(""), in, io.Discard})
	}()
	line := make([]byte, 100)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(strings.TrimSpace(string(line[:n])))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("got %s", response.Status)
	}
	stop()
	if status := <-ended; status != 0 {
		t.Errorf("got status %d after the end, want 0", status)
	}
}
