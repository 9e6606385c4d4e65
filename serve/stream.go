package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// streamProtocols are the subprotocols of /v1/stream.
var streamProtocols = []string{"vad"}

// serveStream serves /v1/stream: binary messages of audio in, events out.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	st := &stream{server: s}
	s.handleConn(w, r, streamProtocols, func() (err error) {
		if st.params, err = readParams(r.URL.RawQuery, &s.config.Limits); err != nil {
			return err
		}
		if st.params.session != "" && s.config.Sessions == nil {
			return badParam("session is given, but this server keeps no sessions")
		}
		st.call, err = s.newCall(st.params)
		return err
	}, st.run)
}

// stream is a stream of /v1/stream.
type stream struct {
	server *Server
	conn   *conn
	params *params
	call   *live.Call
	keeper keeper

	pcm    []float32
	events []live.CallEvent
}

// run takes messages until the stream ends.
func (st *stream) run(ctx context.Context, c *conn) error {
	st.conn = c
	if err := st.open(ctx); err != nil {
		return err
	}
	defer st.close(ctx)
	for {
		m, err := c.next()
		if err != nil {
			return st.end(ctx, err)
		}
		if m.binary {
			err = st.audio(ctx, m)
		} else {
			err = st.control(ctx, m.data)
		}
		if err != nil {
			return err
		}
	}
}

// audio takes a binary message.
func (st *stream) audio(ctx context.Context, m message) error {
	data, size := m.data, streamEncodings[st.params.encoding]
	if whole := size * st.params.channels; len(data)%whole != 0 {
		return st.fail(websocket.StatusInvalidFramePayloadData, "frame",
			fmt.Sprintf("a binary message has %d bytes, want a multiple of %d: %s, %d channels", len(data), whole, st.params.encoding, st.params.channels))
	}
	n := len(data) / size
	if cap(st.pcm) < n {
		st.pcm = make([]float32, n)
	}
	pcm := st.pcm[:n]
	st.params.encoding.Decode(pcm, data)
	events, err := st.call.WriteContext(ctx, st.events[:0], pcm)
	if err := st.deliver(ctx, events, err); err != nil {
		return err
	}
	st.conn.done(m, st.duration(n), st.params.channels)
	return nil
}

// duration returns how long samples of all channels last.
func (st *stream) duration(samples int) time.Duration {
	return time.Duration(samples/st.params.channels) * time.Second / time.Duration(st.params.config.SampleRate)
}

// end ends the stream for a reason that next gave: open speech is flushed, unless the
// client has gone or the session goes on elsewhere.
func (st *stream) end(ctx context.Context, reason error) error {
	var end *closing
	if !errors.As(reason, &end) {
		return reason
	}
	if st.keeper.keeps() {
		return errors.Join(reason, st.handOver(ctx))
	}
	events, err := st.call.FlushContext(ctx, st.events[:0])
	if err := st.deliver(ctx, events, err); err != nil {
		return err
	}
	return reason
}

// deliver sends events, and handles the error that came with them.
func (st *stream) deliver(ctx context.Context, events []live.CallEvent, err error) error {
	st.events = events[:0]
	if keepErr := st.keep(ctx, events); keepErr != nil {
		return keepErr
	}
	for i := range events {
		if sendErr := st.event(&events[i]); sendErr != nil {
			return sendErr
		}
	}
	switch {
	case errors.Is(err, segment.ErrProbability), errors.Is(err, live.ErrScale):
		return st.fail(websocket.StatusInvalidFramePayloadData, "samples", err.Error())
	}
	return err
}

// event sends an event, as vad stream prints it.
func (st *stream) event(e *live.CallEvent) error {
	if st.params.final && e.Kind != segment.SegmentFinal && e.Kind != live.TurnFinal {
		return nil
	}
	if st.params.channels > 1 {
		return st.conn.send(*e)
	}
	return st.conn.send(e.Event)
}

// failure is the event of an error.
type failure struct {
	Event string `json:"event"` // error
	Error string `json:"error"`
}

// complain sends an error that does not end the stream.
func (st *stream) complain(kind, text string) error {
	st.server.metrics.failed(kind)
	return st.conn.send(failure{"error", text})
}

// fail sends an error and returns one that ends the stream.
func (st *stream) fail(code websocket.StatusCode, kind, text string) error {
	if err := st.conn.send(failure{"error", text}); err != nil {
		return err
	}
	return &closing{code, kind, text[:min(len(text), maxReason)]}
}
