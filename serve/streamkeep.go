package serve

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/serve/sessions"
)

// sessionTimeout is how long opening a session, and saving it for the last time, may
// take.
const sessionTimeout = 5 * time.Second

// sessionErrors are the errors of sessions, with their kinds and close codes.
var sessionErrors = []struct {
	err  error
	kind string
	code websocket.StatusCode
}{
	{sessions.ErrExists, "session_exists", websocket.StatusPolicyViolation},
	{sessions.ErrUnknown, "session_unknown", websocket.StatusPolicyViolation},
	{sessions.ErrEnded, "session_ended", websocket.StatusPolicyViolation},
	{sessions.ErrParams, "session_params", websocket.StatusPolicyViolation},
	{sessions.ErrSeq, "session_seq", websocket.StatusPolicyViolation},
	{sessions.ErrState, "session_state", websocket.StatusPolicyViolation},
	{sessions.ErrTaken, "session_taken", websocket.StatusPolicyViolation},
	{sessions.ErrStore, "session_store", websocket.StatusTryAgainLater},
}

// failSession sends an error of sessions and returns one that ends the stream; others
// as they are.
func (st *stream) failSession(err error) error {
	for _, e := range sessionErrors {
		if errors.Is(err, e.err) {
			return st.fail(e.code, e.kind, err.Error())
		}
	}
	return err
}

// open begins or resumes the session that the stream names.
func (st *stream) open(ctx context.Context) error {
	p := st.params
	if p.session == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, sessionTimeout)
	defer cancel()
	request := sessions.Request{ID: p.session, Params: p.began, Resume: p.resumes, Seq: p.seq}
	if st.server.tokens != nil {
		request.Client = st.conn.client
	}
	session, out, err := st.server.sessions.Open(ctx, request, st.call)
	if err != nil {
		return st.failSession(err)
	}
	st.session = session
	how := "new"
	if p.resumes {
		how = "resumed"
	}
	st.server.sessionMetrics.opened.WithLabelValues(how).Inc()
	return st.sendAll(out)
}

// commit has the session take events, and sends what it releases.
func (st *stream) commit(ctx context.Context, events []live.CallEvent) error {
	var list [][]byte
	for i := range events {
		if v := st.printed(&events[i]); v != nil {
			data, err := json.Marshal(v)
			if err != nil {
				return err
			}
			list = append(list, data)
		}
	}
	out, err := st.session.Commit(ctx, list)
	if err != nil {
		return st.failSession(err)
	}
	return st.sendAll(out)
}

// release waits until no event of the session is held back.
func (st *stream) release(ctx context.Context) error {
	for st.session != nil && st.session.Holds() {
		select {
		case <-time.After(st.session.Wait()):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := st.commit(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// sendAll sends messages that are encoded.
func (st *stream) sendAll(list [][]byte) error {
	for _, data := range list {
		if err := st.conn.send(json.RawMessage(data)); err != nil {
			return err
		}
	}
	return nil
}

// close gives the session up, for a reason which it returns: it has ended if the
// client has closed the connection for good, else it is saved for the connection that
// goes on. A stream that was cut off may be in the middle of a message: what was saved
// before counts.
func (st *stream) close(ctx context.Context, reason error) error {
	if st.session == nil || ctx.Err() != nil {
		return reason
	}
	ctx, cancel := context.WithTimeout(ctx, sessionTimeout)
	defer cancel()
	var err error
	if errors.Is(reason, io.EOF) && websocket.CloseStatus(reason) == websocket.StatusNormalClosure {
		err = st.session.End(ctx)
	} else {
		err = st.session.Close(ctx, nil)
	}
	if err != nil && !errors.Is(err, sessions.ErrTaken) {
		st.conn.log.Warn("the end of a session is not saved", "error", err.Error())
	}
	return reason
}
