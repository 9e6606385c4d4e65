package clients

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/serve"
)

// The turn detection that the clients ask for, in milliseconds.
const (
	threshold = 0.45
	prefix    = 200
	silence   = 400
)

// rate is that of audio/pcm.
const rate = 24000

// setUp runs a server on loopback with TLS, since a client knows no other, and returns
// its samples and the events that a detector in this process finds in them.
func setUp(t *testing.T) (server *httptest.Server, pcm []byte, want []string) {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := serve.New(m, serve.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	server = httptest.NewTLSServer(s.Handler())
	t.Cleanup(server.Close)
	r, err := resample.New(16000, rate)
	if err != nil {
		t.Fatal(err)
	}
	pcm = audio.S16LE.Append(nil, r.Flush(r.Feed(nil, audiotest.Clip(t, "../../testdata/speech.wav"))))
	return server, pcm, detect(t, m, pcm)
}

// detect returns what a detector finds, each event in a line.
func detect(t *testing.T, m *vad.Model, data []byte) []string {
	t.Helper()
	c := live.DefaultConfig(rate)
	c.Audio = live.AudioNone
	c.Segments.Threshold = threshold
	c.Segments.MinSpeech = 90 * time.Millisecond
	c.Segments.MaxSpeech = 0
	c.Segments.MinSilence = silence * time.Millisecond
	d, err := live.New(m, c)
	if err != nil {
		t.Fatal(err)
	}
	pcm := make([]float32, len(data)/2)
	audio.S16LE.Decode(pcm, data)
	events, err := d.Write(nil, pcm)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	items, buffer := 0, int64(0)
	for _, e := range events {
		switch e.Kind {
		case segment.SpeechConfirmed:
			items++
			lines = append(lines, started(max(buffer, e.Segment.Start-prefix*rate/1000)*1000/rate, items))
		case segment.SpeechEnded:
			buffer = min(e.Known, e.Segment.End+silence*rate/1000)
			lines = append(lines, stopped(buffer*1000/rate, items), committed(items, items-1))
		}
	}
	if len(lines) < 6 {
		t.Fatalf("got %q, want two turns", lines)
	}
	return lines
}

// Events in lines, items by their number in the order of their appearance.
func started(ms int64, item int) string { return fmt.Sprintf("started at %d ms: item %d", ms, item) }
func stopped(ms int64, item int) string { return fmt.Sprintf("stopped at %d ms: item %d", ms, item) }
func committed(item int, previous int) string {
	return fmt.Sprintf("committed item %d after %d", item, previous)
}

// items numbers items; 0 is none.
type items map[string]int

func (i items) number(id string) int {
	if id == "" {
		return 0
	}
	if i[id] == 0 {
		i[id] = len(i) + 1
	}
	return i[id]
}
