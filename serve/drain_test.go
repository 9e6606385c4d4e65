package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
)

// TestDrain: when the server ends, open speech is flushed, and each connection closed
// with the reason; meanwhile, new streams are refused and readiness is denied.
func TestDrain(t *testing.T) {
	server := start(t, func(c *Config) { c.Drain = patience })
	speaker := server.dial(t, "/v1/stream", nil)
	speaker.speak(audio.S16LE, clip(t, "speech.wav")[:3*16000], 320)
	for _, want := range []string{"speech_started", "speech_confirmed"} { // too short, it would be dropped
		if got := speaker.read(); !strings.Contains(got, want) {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	silent := server.dial(t, "/v1/stream", nil) // does not read: its close handshake waits
	server.stop()
	events, err := speaker.rest()
	if end := new(websocket.CloseError); !errors.As(err, end) || end.Code != websocket.StatusServiceRestart || end.Reason != "the server is shutting down" {
		t.Errorf("closed with %v", err)
	}
	if len(events) == 0 || !strings.Contains(events[len(events)-1], "segment_final") {
		t.Errorf("open speech was not flushed: %q", events)
	}
	for path, want := range map[string]int{"/v1/stream": 503, "/readyz": 503, "/healthz": 200} {
		status, body := server.get(t, path)
		if status != want || want == 503 && !strings.Contains(body, "shutting down") {
			t.Errorf("%s is answered by %d %s while draining, want %d", path, status, body, want)
		}
	}
	if resp, err := http.Post("http://"+server.host+"/v1/detect", "", strings.NewReader("x")); err != nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a recording while draining: %v, %v", resp, err)
	}
	if _, err := silent.rest(); websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("a stream without audio ended with %v", err)
	}
	if err := server.wait(t); err != nil {
		t.Error(err)
	}
}

// TestDrainDeadline: what has not ended by the deadline is cut off.
func TestDrainDeadline(t *testing.T) {
	server := start(t, func(c *Config) { c.Drain = 50 * time.Millisecond })
	server.dial(t, "/v1/stream", nil) // answers no close frame, since nothing reads it
	server.dial(t, "/v1/stream", nil)
	server.stop()
	if err := server.wait(t); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("draining ended with %v", err)
	}
}

// get requests a path, and returns the status and the body of the answer.
func (r *running) get(t testing.TB, path string) (int, string) {
	t.Helper()
	resp, err := http.Get("http://" + r.host + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
