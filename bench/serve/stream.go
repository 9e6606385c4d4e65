package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/coder/websocket"
)

// arrival is an event and when it came.
type arrival struct {
	event
	at time.Time
}

// stream is a client that behaves: it sends a part in real time and reads events.
type stream struct {
	part     *part
	sent     []time.Time // when each frame was about to be sent
	due      time.Time   // when the first one is; the others follow in frameTime
	arrivals []arrival
	err      error
}

// patience is how long a server may take for what it should do at once, before the
// client gives up.
const patience = 30 * time.Second

func dial(ctx context.Context, host, path string) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, "ws://"+host+path, nil)
	return ws, err
}

// run sends the part over a connection and reads all events.
func (s *stream) run(ctx context.Context, ws *websocket.Conn) {
	defer ws.CloseNow()
	ctx, cancel := context.WithDeadline(ctx, s.due.Add(time.Duration(len(s.part.frames))*frameTime+patience))
	defer cancel()
	read := make(chan error, 1)
	go func() { read <- s.read(ctx, ws) }()
	if s.err = s.send(ctx, ws); s.err == nil {
		s.err = <-read
	}
	if s.err == nil {
		s.err = ws.Close(websocket.StatusNormalClosure, "")
	}
}

// send sends each frame when its last sample would have been recorded.
func (s *stream) send(ctx context.Context, ws *websocket.Conn) error {
	s.sent = make([]time.Time, len(s.part.frames))
	for i, f := range s.part.frames {
		time.Sleep(time.Until(s.due.Add(time.Duration(i) * frameTime)))
		s.sent[i] = time.Now()
		if err := ws.Write(ctx, websocket.MessageBinary, f); err != nil {
			return fmt.Errorf("frame %d: %w", i, err)
		}
	}
	return ws.Write(ctx, websocket.MessageText, []byte(`{"type":"flush"}`))
}

// read reads events up to the answer to flush.
func (s *stream) read(ctx context.Context, ws *websocket.Conn) error {
	for {
		_, data, err := ws.Read(ctx)
		if err != nil {
			return err
		}
		a := arrival{at: time.Now()}
		if err := json.Unmarshal(data, &a.event); err != nil {
			return fmt.Errorf("%w in %s", err, data)
		}
		switch a.Event {
		case "flushed":
			return nil
		case "error":
			return fmt.Errorf("got %s", data)
		}
		s.arrivals = append(s.arrivals, a)
	}
}

// wrong returns how many events did not come or were not those of a detector.
func (s *stream) wrong() int {
	want := append(s.part.events[:len(s.part.events):len(s.part.events)], s.part.flush...)
	n := max(0, len(s.arrivals)-len(want))
	for i, w := range want {
		if i >= len(s.arrivals) || s.arrivals[i].event != w {
			n++
		}
	}
	return n
}

// late appends how long after its last sample was sent each event came. Those that the
// end of the stream caused depend on no sample.
func (s *stream) late(dst []time.Duration) []time.Duration {
	for _, a := range s.arrivals[:min(len(s.arrivals), len(s.part.events))] {
		if i := int((a.Known - 1) / frame); i >= 0 && i < len(s.sent) && !s.sent[i].IsZero() {
			dst = append(dst, a.at.Sub(s.sent[i]))
		}
	}
	return dst
}

// behind appends how far behind real time each frame was sent.
func (s *stream) behind(dst []time.Duration) []time.Duration {
	for i, at := range s.sent {
		if !at.IsZero() {
			dst = append(dst, at.Sub(s.due.Add(time.Duration(i)*frameTime)))
		}
	}
	return dst
}
