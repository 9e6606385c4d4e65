package chaos

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/examples/reconnect/stream"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/live"
)

// recording returns samples of 16 kHz.
func recording(t testing.TB) []float32 {
	t.Helper()
	return audiotest.Clip(t, "../../testdata/speech.wav")
}

// uninterrupted returns the events of a detector in this process, and the samples at
// which speech is open.
func uninterrupted(t testing.TB, pcm []float32) (events []string, speech []int) {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	c := live.DefaultConfig(16000)
	c.Segments.MaxSpeech, c.Audio = 0, live.AudioNone
	d, err := live.New(m, c)
	if err != nil {
		t.Fatal(err)
	}
	add := func(list []live.Event, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, string(b))
		}
	}
	for i := 0; i < len(pcm); i += frame {
		add(d.Write(nil, pcm[i:min(i+frame, len(pcm))]))
		if _, open := d.Speech(); open {
			speech = append(speech, i)
		}
	}
	add(d.Flush(nil))
	return events, speech
}

// frame is the number of samples of a message.
const frame = 320

// speed is how much faster than real time streams are.
const speed = 4

// call is a stream and what came of it.
type call struct {
	stream *stream.Stream

	lock    sync.Mutex
	events  []string // without seq
	unsaved int
	seqs    []uint64
	resumed []time.Time
}

func newCall(urls []string, session string) *call {
	c := &call{}
	c.stream = stream.New(stream.Config{URLs: urls, Session: session, SampleBytes: 2, Timeout: 2 * time.Second, Event: c.event, Notice: c.notice})
	return c
}

func (c *call) event(event []byte) {
	var e struct {
		Seq   uint64
		Saved *bool
	}
	json.Unmarshal(event, &e)
	text, _, _ := strings.Cut(string(event), `,"seq":`)
	c.lock.Lock()
	defer c.lock.Unlock()
	c.events, c.seqs = append(c.events, text+"}"), append(c.seqs, e.Seq)
	if e.Saved != nil {
		c.unsaved++
	}
}

func (c *call) notice(message []byte) {
	if strings.HasPrefix(string(message), `{"event":"resumed"`) {
		c.lock.Lock()
		defer c.lock.Unlock()
		c.resumed = append(c.resumed, time.Now())
	}
}

// speak sends a recording, and calls at with each position.
func (c *call) speak(pcm []float32, at func(sample int)) {
	tick := time.NewTicker(20 * time.Millisecond / speed)
	defer tick.Stop()
	for i := 0; i < len(pcm); i += frame {
		<-tick.C
		if at != nil {
			at(i)
		}
		c.stream.Write(audio.S16LE.Append(nil, pcm[i:min(i+frame, len(pcm))]))
	}
	c.stream.End()
}

// run sends a recording, and waits until all events have come.
func (c *call) run(t testing.TB, pcm []float32, at func(sample int)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	go c.speak(pcm, at)
	if err := c.stream.Run(ctx); err != nil {
		t.Errorf("the stream ended: %v", err)
	}
}

func (c *call) check(t testing.TB, want []string) {
	t.Helper()
	if !slices.Equal(c.events, want) {
		t.Errorf("got %d events with the numbers %v, want %d as of an uninterrupted stream:\n%s\nwant\n%s",
			len(c.events), c.seqs, len(want), strings.Join(c.events, "\n"), strings.Join(want, "\n"))
	}
}
