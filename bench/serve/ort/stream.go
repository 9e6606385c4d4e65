package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/bench/internal/ort"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

const (
	rate   = 16000
	window = 512
	// How long a client may take to read an event, and how large its messages may be,
	// as in vad serve.
	writeLimit   = 10 * time.Second
	messageBytes = 1 << 20
)

// stream is a stream of a client.
type stream struct {
	ws      *websocket.Conn
	network network
	windows bool // are reported

	segmenter *segment.Segmenter
	pcm       []float32 // less than a window, and what has come
	samples   int64     // of complete windows
	events    []segment.Event
}

// serve serves /v1/stream: binary messages of 16 bits at 16 kHz in, events out.
func (p *pool) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("threshold") {
		http.Error(w, "options have their defaults here", http.StatusBadRequest)
		return
	}
	segmenter, err := segment.New(rate, segment.DefaultConfig())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(messageBytes)
	network := p.open()
	defer network.close()
	s := &stream{ws: ws, network: network, windows: r.URL.Query().Get("windows") == "true", segmenter: segmenter}
	s.run(r.Context())
}

// run takes messages until the client has gone or an error ends the stream.
func (s *stream) run(ctx context.Context) {
	for {
		kind, data, err := s.ws.Read(ctx)
		switch {
		case err != nil:
			return
		case kind == websocket.MessageText:
			err = s.control(ctx, data)
		case len(data)%2 != 0:
			s.ws.Close(websocket.StatusInvalidFramePayloadData, "half a sample")
			return
		default:
			n := len(s.pcm)
			s.pcm = append(s.pcm, make([]float32, len(data)/2)...)
			audio.S16LE.Decode(s.pcm[n:], data)
			err = s.judge(ctx)
		}
		if err != nil {
			return
		}
	}
}

// control takes the message of a type that the load sends.
func (s *stream) control(ctx context.Context, data []byte) error {
	var message struct{ Type string }
	if err := json.Unmarshal(data, &message); err != nil || message.Type != "flush" {
		return s.send(ctx, map[string]string{"event": "error", "error": fmt.Sprintf("got a message of type %q, want flush", message.Type)})
	}
	total := s.samples + int64(len(s.pcm))
	if len(s.pcm) > 0 {
		s.pcm = append(s.pcm, make([]float32, window-len(s.pcm))...)
	}
	if err := s.judge(ctx); err != nil {
		return err
	}
	s.events = s.segmenter.FinishEvents(s.events[:0], total)
	if err := s.report(ctx, total); err != nil {
		return err
	}
	return s.send(ctx, map[string]string{"event": "flushed"})
}

// judge computes the windows that are complete.
func (s *stream) judge(ctx context.Context) error {
	for len(s.pcm) >= window {
		prob, err := s.network.step(s.pcm[:window])
		if err != nil {
			return err
		}
		s.pcm = s.pcm[:copy(s.pcm, s.pcm[window:])]
		s.samples += window
		s.events = s.segmenter.PushEvents(s.events[:0], prob)
		if s.windows {
			e := segment.Event{Kind: live.Window, Segment: segment.Segment{Start: s.samples - window, End: s.samples}, Known: s.samples}
			s.events = append([]segment.Event{e}, s.events...)
		}
		if err := s.report(ctx, s.samples); err != nil {
			return err
		}
	}
	return nil
}

// report sends events, none past a position.
func (s *stream) report(ctx context.Context, now int64) error {
	for _, e := range s.events {
		e.Segment = segment.Segment{Start: min(e.Segment.Start, now), End: min(e.Segment.End, now)}
		e.Known = now
		if err := s.send(ctx, live.Event{Event: e}); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) send(ctx context.Context, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	return s.ws.Write(ctx, websocket.MessageText, data)
}

// pool has the sessions that no stream uses.
type pool struct {
	free   chan *ort.Session
	shared bool // a stream takes a session for a window, rather than for its life
}

// network is the network of one stream.
type network struct {
	pool    *pool
	session *ort.Session // of its own; nil if sessions are shared
	state   []float32    // if they are
}

func (p *pool) open() network {
	if p.shared {
		return network{pool: p, state: make([]float32, ort.StateSize)}
	}
	n := network{pool: p, session: <-p.free}
	n.session.Reset()
	return n
}

func (n *network) close() {
	if n.session != nil {
		n.pool.free <- n.session
	}
}

// step computes the next window.
func (n *network) step(samples []float32) (prob float32, err error) {
	probs := [1]float32{}
	if n.session != nil {
		err = n.session.Step([][]float32{samples}, probs[:])
		return probs[0], err
	}
	s := <-n.pool.free
	defer func() { n.pool.free <- s }()
	s.SetState(n.state)
	err = s.Step([][]float32{samples}, probs[:])
	s.State(n.state)
	return probs[0], err
}
