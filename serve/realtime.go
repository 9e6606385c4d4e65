package serve

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gosilero/vad/serve/internal/realtime"
)

// realtimeProtocols are the subprotocols of /v1/realtime.
var realtimeProtocols = []string{"realtime"}

// serveRealtime serves /v1/realtime: OpenAI's Realtime protocol, as far as it finds
// turns. Its query, which names a model that would answer, does not matter.
func (s *Server) serveRealtime(w http.ResponseWriter, r *http.Request) {
	rt := &realtimeStream{session: realtime.New(s.scheduler, realtimeLayout(r))}
	s.handleConn(w, r, realtimeProtocols, func() error { return nil }, rt.run)
}

// realtimeLayout returns the layout that a client asks for: by a header or, from a
// page, by a subprotocol.
func realtimeLayout(r *http.Request) realtime.Layout {
	protocols := strings.Join(r.Header.Values("Sec-WebSocket-Protocol"), ",")
	if r.Header.Get("OpenAI-Beta") == "realtime=v1" || strings.Contains(protocols, "openai-beta.realtime-v1") {
		return realtime.Beta
	}
	return realtime.Current
}

// realtimeStream is a stream of /v1/realtime.
type realtimeStream struct {
	conn    *conn
	session *realtime.Session
	last    time.Time // when the last message came, or a stall was reported
	events  [][]byte
}

// lateByTheClock is how much later than by its audio a stream times out by the clock:
// one that sends audio without a pause never does.
const lateByTheClock = 500 * time.Millisecond

// run takes messages until the stream ends.
func (rt *realtimeStream) run(ctx context.Context, c *conn) error {
	rt.conn, rt.last = c, time.Now()
	if err := rt.deliver(rt.session.Start(rt.events[:0]), nil); err != nil {
		return err
	}
	c.wake = rt.stalled
	for {
		rt.setWake()
		m, err := c.next()
		if err != nil {
			return rt.end(ctx, err)
		}
		if err := rt.take(ctx, m); err != nil {
			return err
		}
	}
}

// setWake sets when the stream stalls, if it is to.
func (rt *realtimeStream) setWake() {
	rt.conn.wakeAt = time.Time{}
	if d, ok := rt.session.Patience(); ok {
		rt.conn.wakeAt = time.Now().Add(d + lateByTheClock)
	}
}

// stalled reports that no message came.
func (rt *realtimeStream) stalled() error {
	elapsed := time.Since(rt.last) - lateByTheClock
	rt.last = time.Now()
	err := rt.deliver(rt.session.Stalled(rt.events[:0], elapsed), nil)
	rt.setWake()
	return err
}

// take takes a message.
func (rt *realtimeStream) take(ctx context.Context, m message) error {
	rt.last = m.came
	before, refused := rt.session.Duration(), rt.session.Refused()
	events, err := rt.session.Receive(ctx, rt.events[:0], m.data)
	if rt.session.Refused() > refused {
		rt.conn.server.metrics.failed("message")
	}
	if err := rt.deliver(events, err); err != nil {
		return err
	}
	if audio := rt.session.Duration() - before; audio > 0 {
		rt.conn.done(m, audio, 1)
	}
	return nil
}

// end ends the stream for a reason that next gave: open speech ends, unless the client
// has gone.
func (rt *realtimeStream) end(ctx context.Context, reason error) error {
	var end *closing
	if !errors.As(reason, &end) {
		return reason
	}
	if err := rt.deliver(rt.session.Finish(ctx, rt.events[:0])); err != nil {
		return err
	}
	return reason
}

// deliver sends events, and returns the error that came with them.
func (rt *realtimeStream) deliver(events [][]byte, err error) error {
	rt.events = events[:0]
	for _, e := range events {
		if err := rt.conn.send(json.RawMessage(e)); err != nil {
			return err
		}
	}
	return err
}
