package sessions_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/serve/sessions"
)

const rate = 16000

var model = sync.OnceValues(vad.New)

// newDetector returns a detector without audio, as a server has.
func newDetector(t testing.TB) *live.Detector {
	t.Helper()
	m, err := model()
	if err != nil {
		t.Fatal(err)
	}
	c := live.DefaultConfig(rate)
	c.Audio = live.AudioNone
	d, err := live.New(m, c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// speech returns a recording.
func speech(t testing.TB) []float32 {
	t.Helper()
	return audiotest.Clip(t, "../../testdata/speech.wav")
}

func encodeEvents(t testing.TB, events []live.Event) (list [][]byte) {
	t.Helper()
	for _, e := range events {
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

func newKeeper(t testing.TB, s sessions.Store, change func(c *sessions.Config)) *sessions.Keeper {
	t.Helper()
	c := sessions.DefaultConfig(s)
	c.MinInterval = 0
	if change != nil {
		change(&c)
	}
	k, err := sessions.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// step is what a client sends: audio, or a message.
type step struct {
	pcm   []float32
	lost  int64
	flush bool
}

// samples returns how far a step moves the position.
func (s step) samples() int64 { return int64(len(s.pcm)) + s.lost }

// do has the detector take a step.
func (s step) do(d *live.Detector) ([]live.Event, error) {
	switch {
	case s.flush:
		return d.Flush(nil)
	case s.lost > 0:
		return d.Lost(nil, s.lost)
	}
	return d.Write(nil, s.pcm)
}

// steps cuts a recording into frames of 20 ms, with losses and flushes between them.
func steps(pcm []float32, r *rand.Rand) (list []step) {
	for f := range slices.Chunk(pcm, rate/50) {
		switch {
		case r.IntN(60) == 0:
			list = append(list, step{lost: int64(len(f))})
			continue
		case r.IntN(200) == 0:
			list = append(list, step{flush: true})
		}
		list = append(list, step{pcm: f})
	}
	return append(list, step{flush: true})
}

// from returns the steps that are to be sent again to a server that has heard up to
// sample, and taken a number of messages.
func from(list []step, sample, messages int64) []step {
	at, n := int64(0), int64(0)
	for i, s := range list {
		if s.pcm == nil {
			if n++; n > messages {
				return list[i:]
			}
		}
		if at += s.samples(); at > sample {
			if s.pcm == nil {
				panic("a message was taken in part")
			}
			rest := slices.Clone(list[i:])
			rest[0].pcm = rest[0].pcm[len(rest[0].pcm)-int(at-sample):]
			return rest
		}
	}
	return nil
}

// client is what a client has of a session.
type client struct {
	t      testing.TB
	seq    uint64
	events [][]byte // without seq and saved

	sample, messages int64 // as the last session or resumed message says
	unsaved          int   // events
	notes            []string
}

// read takes a message, as a client does from a connection.
func (c *client) read(b []byte) {
	c.t.Helper()
	var m struct {
		Event            string
		Seq              uint64
		Sample, Messages int64
		Saved            *bool
	}
	if err := json.Unmarshal(b, &m); err != nil {
		c.t.Fatalf("%s: %v", b, err)
	}
	switch m.Event {
	case "session", "resumed":
		c.sample, c.messages = m.Sample, m.Messages
		return
	case "saved", "unsaved":
		c.notes = append(c.notes, m.Event)
		return
	}
	if m.Seq != c.seq+1 {
		c.t.Fatalf("%s: want seq %d", b, c.seq+1)
	}
	c.seq = m.Seq
	if m.Saved != nil {
		c.unsaved++
	}
	event, _, _ := bytes.Cut(b, []byte(`,"seq":`))
	c.events = append(c.events, append(event, '}'))
}

// uninterrupted returns the events of a stream that nothing happens to.
func uninterrupted(t testing.TB, list []step) (events [][]byte) {
	t.Helper()
	d := newDetector(t)
	for _, s := range list {
		e, err := s.do(d)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, encodeEvents(t, e)...)
	}
	return events
}

// connection runs a session until it breaks, at the first random chance of one in
// breaks, and reports whether it came to the end instead.
func (c *client) connection(k *sessions.Keeper, resume bool, list []step, r *rand.Rand, breaks int) (done bool) {
	c.t.Helper()
	ctx := c.t.Context()
	d := newDetector(c.t)
	s, out, err := k.Open(ctx, sessions.Request{ID: "call", Resume: resume, Seq: c.seq}, d)
	if err != nil {
		c.t.Fatal(err)
	}
	// deliver has the client read messages, or some of them if the connection breaks.
	deliver := func(out [][]byte, broken bool) {
		if broken {
			out = out[:r.IntN(len(out)+1)]
		}
		for _, m := range out {
			c.read(m)
		}
	}
	deliver(out, false)
	for _, step := range from(list, c.sample, c.messages) {
		broken := r.IntN(breaks) == 0
		if step.pcm == nil {
			s.Message()
		}
		events, err := step.do(d)
		if err != nil {
			c.t.Fatal(err)
		}
		encoded := encodeEvents(c.t, events)
		if broken && r.IntN(2) == 0 {
			if r.IntN(2) == 0 { // the connection breaks, and the server lives
				if err := s.Close(ctx, encoded); err != nil && !errors.Is(err, sessions.ErrStore) {
					c.t.Fatal(err)
				}
			}
			return false
		}
		if out, err = s.Commit(ctx, encoded); err != nil {
			c.t.Fatal(err)
		}
		if deliver(out, broken); broken {
			return false
		}
	}
	if err := s.End(context.WithoutCancel(ctx)); err != nil && !errors.Is(err, sessions.ErrStore) {
		c.t.Fatal(err)
	}
	return true
}

func (c *client) check(want [][]byte) {
	c.t.Helper()
	if !slices.EqualFunc(c.events, want, bytes.Equal) {
		c.t.Errorf("got %d events, want %d as of an uninterrupted stream:\n%s\nwant\n%s",
			len(c.events), len(want), bytes.Join(c.events, []byte("\n")), bytes.Join(want, []byte("\n")))
	}
}

// TestMoves: a stream that breaks at random places, before or after its events are
// saved and while they are sent, has the events of one that does not.
func TestMoves(t *testing.T) {
	pcm := speech(t)
	connections := 0
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 1))
		list := steps(pcm, r)
		k := newKeeper(t, sessions.NewMemory(time.Hour, 1<<20), func(c *sessions.Config) { c.Wait = time.Minute })
		c := &client{t: t}
		for resume := false; !c.connection(k, resume, list, r, 80); resume = true {
			connections++
		}
		c.check(uninterrupted(t, list))
		if c.unsaved > 0 || slices.Contains(c.notes, "unsaved") {
			t.Errorf("%d events were unsaved", c.unsaved)
		}
		_, _, err := k.Open(t.Context(), sessions.Request{ID: "call", Resume: true, Seq: c.seq}, newDetector(t))
		if !errors.Is(err, sessions.ErrEnded) {
			t.Errorf("after the end: got %v, want %v", err, sessions.ErrEnded)
		}
	}
	if connections < 20 {
		t.Errorf("only %d connections broke", connections)
	}
}
