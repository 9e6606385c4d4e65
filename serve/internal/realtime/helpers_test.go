package realtime

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/internal/audiotest"
)

var newModel = sync.OnceValues(vad.New)

func model(t testing.TB) *vad.Model {
	t.Helper()
	m, err := newModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// speech returns testdata/speech.wav in a format.
func speech(t testing.TB, f format) []byte {
	t.Helper()
	pcm := audiotest.Clip(t, "../../../testdata/speech.wav")
	r, err := resample.New(16000, f.rate)
	if err != nil {
		t.Fatal(err)
	}
	return f.encoding.Append(nil, r.Flush(r.Feed(nil, pcm)))
}

// silence returns zeros of audio/pcm.
func silence(ms int) []byte { return make([]byte, ms*formats[0].rate/1000*formats[0].bytes) }

// event is any event of the server, as a client sees it.
type event struct {
	Type       string
	EventID    string          `json:"event_id"`
	Session    json.RawMessage `json:"session"`
	AudioStart *int64          `json:"audio_start_ms"`
	AudioEnd   *int64          `json:"audio_end_ms"`
	Item       string          `json:"item_id"`
	Previous   *string         `json:"previous_item_id"`
	Error      *errorDetails   `json:"error"`
}

// client is a session and what it has sent.
type client struct {
	*Session
	t      testing.TB
	names  map[string]string // of items, in the order of their appearance
	events []event
}

func newClient(t testing.TB, l Layout) *client {
	c := &client{Session: New(model(t), l), t: t, names: map[string]string{}}
	c.keep(c.Start(nil))
	return c
}

// keep decodes events.
func (c *client) keep(out [][]byte) {
	c.t.Helper()
	for _, data := range out {
		var e event
		if err := json.Unmarshal(data, &e); err != nil {
			c.t.Fatalf("%v in %s", err, data)
		}
		for _, before := range c.events {
			if before.EventID == e.EventID {
				c.t.Fatalf("two events have the identifier %q", e.EventID)
			}
		}
		c.events = append(c.events, e)
	}
}

// send sends an event.
func (c *client) send(message string) *client {
	c.t.Helper()
	out, err := c.Receive(c.t.Context(), nil, []byte(message))
	if err != nil {
		c.t.Fatal(err)
	}
	c.keep(out)
	return c
}

// append sends audio in pieces of a size in bytes.
func (c *client) append(data []byte, size int) *client {
	c.t.Helper()
	for len(data) > 0 {
		n := min(size, len(data))
		c.send(fmt.Sprintf(`{"type":"input_audio_buffer.append","audio":"%s"}`, base64.StdEncoding.EncodeToString(data[:n])))
		data = data[n:]
	}
	return c
}

// lines returns the events since the last call, each in a line: items by number.
func (c *client) lines() []string {
	var lines []string
	for _, e := range c.events {
		line := strings.TrimPrefix(e.Type, "input_audio_buffer.")
		if e.AudioStart != nil {
			line += fmt.Sprintf(" from %d", *e.AudioStart)
		}
		if e.AudioEnd != nil {
			line += fmt.Sprintf(" to %d", *e.AudioEnd)
		}
		if e.Item != "" {
			line += " " + c.name(e.Item)
		}
		if e.Previous != nil {
			line += " after " + c.name(*e.Previous)
		}
		if e.Error != nil {
			line += " " + e.Error.Code
		}
		lines = append(lines, line)
	}
	c.events = nil
	return lines
}

func (c *client) name(item string) string {
	if _, ok := c.names[item]; !ok {
		c.names[item] = fmt.Sprintf("item%d", len(c.names)+1)
	}
	return c.names[item]
}
