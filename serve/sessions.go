package serve

import "context"

// Sessions keeps the states of streams that name a session, so that another
// connection, to another server too, goes on where one ended.
type Sessions interface {
	// Open takes a session over from the connection that has it, if any.
	Open(ctx context.Context, id string) (Session, error)
}

// Session is what is kept of one session.
type Session interface {
	// State returns what was saved last, nil for a new session.
	State() []byte
	// Save keeps a state. An error says that another connection has taken the
	// session over, or that the state could not be kept.
	Save(ctx context.Context, state []byte) error
	// Close gives the session back. It stays kept.
	Close(ctx context.Context) error
}
