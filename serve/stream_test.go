package serve

import (
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
)

// TestStreamEvents: the events of a stream are those of a detector in this process.
func TestStreamEvents(t *testing.T) {
	server := start(t, nil)
	for _, c := range []struct {
		name, query string
		encoding    audio.Encoding
		rate        int
		channels    int
		config      func(c *live.Config)
	}{
		{"defaults", "", audio.S16LE, 16000, 1, func(*live.Config) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pcm := clip(t, "speech.wav")
			config := defaultConfig(c.rate)
			c.config(&config)
			want := local(t, c.channels, config, pcm)
			client := server.dial(t, "/v1/stream"+c.query, nil)
			client.speak(c.encoding, pcm, 320)
			client.text(`{"type":"flush"}`)
			got := client.until("flushed")
			if len(want) < 10 || !slices.Equal(got, want) {
				t.Errorf("%d events, want %d, more than 10:\n%q\n%q", len(got), len(want), got, want)
			}
		})
	}
}

// TestDrain: when the server ends, open speech is flushed, and the connection closed
// with the reason.
func TestDrain(t *testing.T) {
	server := start(t, func(c *Config) { c.Drain = patience })
	client := server.dial(t, "/v1/stream", nil)
	client.speak(audio.S16LE, clip(t, "speech.wav")[:3*16000], 320)
	if got := client.read(); got == "" {
		t.Fatal("no event")
	}
	time.AfterFunc(100*time.Millisecond, server.stop)
	events, err := client.rest()
	if websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("closed with %v, want the status 1012", err)
	}
	if len(events) == 0 {
		t.Error("open speech was not flushed")
	}
	if err := server.wait(t); err != nil {
		t.Error(err)
	}
}
