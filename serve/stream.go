package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/serve/sessions"
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
		if st.params.session != "" && s.sessions == nil {
			return badParam("session is given, but this server keeps no sessions")
		}
		st.call, err = s.newCall(st.params)
		return err
	}, st.run)
}

// stream is a stream of /v1/stream.
type stream struct {
	server  *Server
	conn    *conn
	params  *params
	call    *live.Call
	session *sessions.Session // nil if the stream names none

	pcm    []float32
	events []live.CallEvent
}

// run opens the stream's session, if it has one, and takes messages until the stream
// ends.
func (st *stream) run(ctx context.Context, c *conn) error {
	st.conn = c
	err := st.open(ctx)
	if err == nil {
		err = st.take(ctx)
	}
	return st.close(ctx, err)
}

// take takes messages until the stream ends, and has its session commit in time.
func (st *stream) take(ctx context.Context) error {
	if st.session != nil {
		st.conn.wake = func() error {
			err := st.commit(ctx, nil)
			st.setWake()
			return err
		}
	}
	for {
		st.setWake()
		m, err := st.conn.next()
		switch {
		case err != nil:
			return st.end(ctx, err)
		case m.binary:
			err = st.audio(ctx, m)
		default:
			err = st.control(ctx, m.data)
		}
		if err != nil {
			return err
		}
	}
}

// setWake sets when the session is to commit, if there is one.
func (st *stream) setWake() {
	if st.session != nil {
		st.conn.wakeAt = time.Now().Add(st.session.Wait())
	}
}

// pieceSamples is how many samples of a message are decoded at once, about: memory does
// not grow with messages.
const pieceSamples = 1 << 13

// audio takes a binary message.
func (st *stream) audio(ctx context.Context, m message) error {
	size, channels := streamEncodings[st.params.encoding], st.params.channels
	if whole := size * channels; len(m.data)%whole != 0 {
		return st.fail(websocket.StatusInvalidFramePayloadData, "frame",
			fmt.Sprintf("a binary message has %d bytes, want a multiple of %d: %s, %d channels", len(m.data), whole, st.params.encoding, channels))
	}
	for data := m.data; len(data) > 0; {
		n := min(pieceSamples/channels*channels, len(data)/size)
		st.pcm = slices.Grow(st.pcm[:0], n)
		pcm := st.pcm[:n]
		st.params.encoding.Decode(pcm, data[:len(pcm)*size])
		data = data[len(pcm)*size:]
		events, err := st.call.WriteContext(ctx, st.events[:0], pcm)
		if err := st.deliver(ctx, events, err); err != nil {
			return err
		}
	}
	st.conn.done(m, st.duration(len(m.data)/size), channels)
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
	if !errors.As(reason, &end) || st.session != nil {
		return reason
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
	if sendErr := st.report(ctx, events); sendErr != nil {
		return sendErr
	}
	switch {
	case errors.Is(err, vad.ErrSample), errors.Is(err, segment.ErrProbability), errors.Is(err, live.ErrScale):
		return st.fail(websocket.StatusInvalidFramePayloadData, "samples", err.Error())
	}
	return err
}

// report sends events, by the session if there is one.
func (st *stream) report(ctx context.Context, events []live.CallEvent) error {
	if st.session != nil {
		return st.commit(ctx, events)
	}
	for i := range events {
		if v := st.printed(&events[i]); v != nil {
			if err := st.conn.send(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// printed returns an event as vad stream prints it, nil if the stream does not want it.
func (st *stream) printed(e *live.CallEvent) any {
	switch {
	case st.params.final && e.Kind != segment.SegmentFinal && e.Kind != live.TurnFinal:
		return nil
	case st.params.channels > 1:
		return *e
	}
	return e.Event
}

// failure is the event of an error.
type failure struct {
	Event string `json:"event"` // error
	Error string `json:"error"`
	Kind  string `json:"kind"` // as in metrics
}

// complain sends an error that does not end the stream.
func (st *stream) complain(kind, text string) error {
	st.server.metrics.failed(kind)
	return st.conn.send(failure{"error", text, kind})
}

// fail sends an error and returns one that ends the stream.
func (st *stream) fail(code websocket.StatusCode, kind, text string) error {
	if err := st.conn.send(failure{"error", text, kind}); err != nil {
		return err
	}
	return &closing{code, kind, reasonOf(text)}
}
