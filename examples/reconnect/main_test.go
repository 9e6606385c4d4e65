package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/examples/reconnect/stream"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/serve"
	"github.com/gosilero/vad/serve/sessions"
)

const recording = "../../testdata/speech.wav"

// startServers starts two servers that share their sessions, each with a proxy in
// front that cuts connections off after some bytes. It returns the URLs.
func startServers(t *testing.T, cuts *atomic.Int32) (urls []string) {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	store := sessions.NewMemory(time.Minute, 1<<20)
	for range 2 {
		c := serve.DefaultConfig()
		c.Sessions = sessions.DefaultConfig(store)
		s, err := serve.New(m, c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		server := httptest.NewServer(s.Handler())
		t.Cleanup(server.Close)
		urls = append(urls, "ws://"+cutter(t, server.Listener.Addr().String(), cuts)+"/v1/stream")
	}
	return urls
}

// cutter is a proxy that ends connections after a random number of bytes.
func cutter(t *testing.T, to string, cuts *atomic.Int32) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		r := rand.New(rand.NewPCG(1, 1))
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			limit := 20_000 + r.Int64N(150_000)
			go func() {
				defer client.Close()
				server, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer server.Close()
				go io.Copy(client, server)
				if n, _ := io.CopyN(server, client, limit); n == limit {
					cuts.Add(1)
				}
			}()
		}
	}()
	return l.Addr().String()
}

// TestReconnect: the events are those of a detector in this process, although
// connections break.
func TestReconnect(t *testing.T) {
	var cuts atomic.Int32
	urls := startServers(t, &cuts)
	var out bytes.Buffer
	if err := run(t.Context(), &out, recording, urls, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	pcm, err := read(recording)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, strings.Split(strings.TrimSpace(out.String()), "\n"), func(d *live.Detector, events []live.Event) ([]live.Event, error) {
		return d.Write(events, pcm)
	})
	if n := cuts.Load(); n < 4 {
		t.Errorf("only %d connections were cut off", n)
	}
}

// compare compares the events of a client with those of a detector in this process,
// which play writes to, at their end flushed.
func compare(t *testing.T, got []string, play ...func(*live.Detector, []live.Event) ([]live.Event, error)) {
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
	var events []live.Event
	for _, step := range append(play, (*live.Detector).Flush) {
		if events, err = step(d, events); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != len(events) {
		t.Fatalf("got %d events, want %d:\n%s", len(got), len(events), strings.Join(got, "\n"))
	}
	for i, e := range events {
		want, _ := json.Marshal(e)
		if event, _, _ := strings.Cut(got[i], `,"seq":`); event+"}" != string(want) {
			t.Errorf("got %s, want %s", got[i], want)
		}
	}
}

// TestReconnectMessages: a loss and a flush in the middle count once, although
// connections break.
func TestReconnectMessages(t *testing.T) {
	pcm, err := read(recording)
	if err != nil {
		t.Fatal(err)
	}
	const flushed, lost = 250 * 320, 469 * 320 // positions, in speech
	var cuts atomic.Int32
	var got []string
	s := stream.New(stream.Config{
		URLs: startServers(t, &cuts), Session: "messages", SampleBytes: 2,
		Event: func(event []byte) { got = append(got, string(event)) },
	})
	go func() {
		for at := 0; at < len(pcm); at += 320 {
			switch at {
			case flushed:
				s.Send(`{"type":"flush"}`, 0)
			case lost:
				s.Send(`{"type":"lost","ms":100}`, 1600)
			}
			s.Write(audio.S16LE.Append(nil, pcm[at:min(at+320, len(pcm))]))
		}
		s.End()
	}()
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	write := func(pcm []float32) func(*live.Detector, []live.Event) ([]live.Event, error) {
		return func(d *live.Detector, events []live.Event) ([]live.Event, error) { return d.Write(events, pcm) }
	}
	compare(t, got, write(pcm[:flushed]), (*live.Detector).Flush, write(pcm[flushed:lost]),
		func(d *live.Detector, events []live.Event) ([]live.Event, error) { return d.Lost(events, 1600) }, write(pcm[lost:]))
	if n := cuts.Load(); n < 4 {
		t.Errorf("only %d connections were cut off", n)
	}
}

// TestReconnectRefused: what another try does not mend is an error.
func TestReconnectRefused(t *testing.T) {
	var cuts atomic.Int32
	urls := startServers(t, &cuts)
	err := run(t.Context(), io.Discard, recording, []string{urls[0] + "?threshold=high"}, time.Millisecond)
	if want := `threshold: got \"high\"`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestReconnectUnheard: a session that has begun on a connection that broke before the
// client heard of it goes on.
func TestReconnectUnheard(t *testing.T) {
	var cuts atomic.Int32
	urls := startServers(t, &cuts)
	u, err := url.Parse(urls[0])
	if err != nil {
		t.Fatal(err)
	}
	resumed := false
	s := stream.New(stream.Config{
		URLs:        []string{"ws://" + mute(t, u.Host) + "/v1/stream", urls[1]},
		Session:     "unheard",
		SampleBytes: 2,
		Timeout:     time.Second,
		Event:       func([]byte) {},
		Notice: func(message []byte) {
			resumed = resumed || strings.Contains(string(message), `"resumed"`)
		},
	})
	s.End()
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !resumed {
		t.Error("the session was not resumed")
	}
}

// mute is a proxy that passes the handshake of a WebSocket, and no message of the
// server: it ends the connection when one comes.
func mute(t *testing.T, to string) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		client, err := l.Accept()
		if err != nil {
			return
		}
		defer client.Close()
		server, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer server.Close()
		go io.Copy(server, client)
		answer := bufio.NewReader(server)
		for line := ""; line != "\r\n"; {
			if line, err = answer.ReadString('\n'); err != nil {
				return
			}
			io.WriteString(client, line)
		}
		answer.ReadByte()
	}()
	return l.Addr().String()
}
