package serve

import (
	"context"

	"github.com/gosilero/vad/live"
)

// keeper is what a stream keeps of its session; zero without one.
type keeper struct {
	session Session
}

// keeps reports whether the stream has a session.
func (k *keeper) keeps() bool { return k.session != nil }

// open takes the session over that the stream names, and goes on from its state.
func (st *stream) open(ctx context.Context) error {
	if st.params.session == "" {
		return nil
	}
	session, err := st.server.config.Sessions.Open(ctx, st.params.session)
	if err != nil {
		return err
	}
	st.keeper.session = session
	if state := session.State(); state != nil {
		return st.call.UnmarshalBinary(state)
	}
	return nil
}

// keep keeps the state before the events that led to it are sent.
func (st *stream) keep(ctx context.Context, events []live.CallEvent) error {
	if !st.keeper.keeps() || len(events) == 0 {
		return nil
	}
	return st.save(ctx)
}

// handOver keeps the state for the connection that goes on.
func (st *stream) handOver(ctx context.Context) error { return st.save(ctx) }

func (st *stream) save(ctx context.Context) error {
	state, err := st.call.MarshalWithoutAudio()
	if err != nil {
		return err
	}
	return st.keeper.session.Save(ctx, state)
}

// close gives the session back.
func (st *stream) close(ctx context.Context) {
	if st.keeper.keeps() {
		st.keeper.session.Close(ctx)
	}
}
