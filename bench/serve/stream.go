package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
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
	ws       *websocket.Conn
	tcp      *net.TCPConn // below it
	sent     []time.Time  // when each frame was about to be sent
	due      time.Time    // when the first one is; the others follow in frameTime
	arrivals []arrival
	err      error // of reading, which that of sending becomes
}

// run reads all events and closes the connection, which pace writes.
func (s *stream) run(ctx context.Context) {
	defer s.ws.CloseNow()
	ctx, cancel := context.WithDeadline(ctx, s.due.Add(time.Duration(len(s.part.frames))*frameTime+patience))
	defer cancel()
	if s.err = s.read(ctx); s.err == nil {
		s.err = s.ws.Close(websocket.StatusNormalClosure, "")
	}
}

// burst is how long a pacer sleeps beyond the time of the next frame, so that it sends
// a few at once: a sleep takes more of the processors than a frame does.
const burst = 2 * time.Millisecond

// pace sends the frames of streams, each when its last sample would have been
// recorded or up to a burst later, and flushes them. The streams are in the order of
// their first frames. One goroutine sends for many: a timer for each stream would take
// more of the processors than sending does.
func pace(streams []*stream) {
	for _, s := range streams {
		s.sent = make([]time.Time, 0, len(s.part.frames))
	}
	for i := range streams[0].part.frames {
		for _, s := range streams {
			now := time.Now()
			if early := s.due.Add(time.Duration(i) * frameTime).Sub(now); early > 0 {
				time.Sleep(early + burst)
				now = time.Now()
			}
			s.sent = append(s.sent, now)
			s.write(s.part.frames[i])
		}
	}
	for _, s := range streams {
		s.write(flushFrame)
	}
}

// write writes a frame of the protocol. Nothing else writes to the connection yet.
func (s *stream) write(frame []byte) {
	if _, err := s.tcp.Write(frame); err != nil {
		s.tcp.Close() // which ends reading
	}
}

// read reads events up to the answer to flush.
func (s *stream) read(ctx context.Context) error {
	for {
		_, data, err := s.ws.Read(ctx)
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
		if i := int((a.Known - 1) / frame); i >= 0 && i < len(s.sent) {
			dst = append(dst, a.at.Sub(s.sent[i]))
		}
	}
	return dst
}

// behind appends how far behind real time each frame was sent.
func (s *stream) behind(dst []time.Duration) []time.Duration {
	for i, at := range s.sent {
		dst = append(dst, at.Sub(s.due.Add(time.Duration(i)*frameTime)))
	}
	return dst
}
