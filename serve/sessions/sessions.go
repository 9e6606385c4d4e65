// Package sessions keeps live streams of package live, so that another connection, to
// another server too, goes on with them: with the same events, none twice and none
// missing.
//
// A stream with a session is saved before each event that it reports, and every few
// seconds otherwise: its detector, its position and the last events. A client whose
// connection breaks comes back with the session's id and the seq of the last event
// that it has. It learns from which sample it is to send again, and gets the events
// that it lacks.
//
// A [Store] holds what is saved: [Memory] in one process, package natskv in a bucket of
// NATS JetStream. A connection that resumes a session takes it over: a save names the
// revision that it replaces, so that a server that had the stream before cannot
// overwrite it.
package sessions

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// Errors of Open. All but ErrStore are the client's.
var (
	ErrID      = errors.New("sessions: wrong session id")
	ErrExists  = errors.New("sessions: session exists")
	ErrUnknown = errors.New("sessions: unknown session")
	ErrEnded   = errors.New("sessions: session has ended")
	ErrParams  = errors.New("sessions: other parameters")
	ErrSeq     = errors.New("sessions: wrong seq")
	// ErrState says that what is saved is foreign, damaged, or of another version or
	// model.
	ErrState = errors.New("sessions: wrong state")
	// ErrStore says that the store cannot be reached or does not take a record.
	ErrStore = errors.New("sessions: store failed")
)

// ErrTaken says that another connection has taken the session over. The stream is to
// be closed: none of its events may be reported any more.
var ErrTaken = errors.New("sessions: session was taken over by another connection")

// ErrConfig says that a field of a Config is out of its range.
var ErrConfig = errors.New("sessions: wrong configuration")

// Detector is the stream that is kept: a *live.Detector or a *live.Call.
type Detector interface {
	AppendBinary(b []byte) ([]byte, error)
	UnmarshalBinary(data []byte) error
	// Samples returns the position in samples of the client.
	Samples() int64
}

// Config says how sessions are kept; start from DefaultConfig.
type Config struct {
	// Store holds what is saved.
	Store Store
	// Interval is the longest time between two saves of a stream.
	Interval time.Duration
	// MinInterval is the least time between two saves of a stream. An event that
	// comes sooner waits for it.
	MinInterval time.Duration
	// Wait is how long an event waits until it is saved. After that it is reported
	// all the same, with a message before it that says so, and it says itself that
	// it is unsaved.
	Wait time.Duration
	// Retry is how long it takes until saving is tried again after it has failed.
	Retry time.Duration
	// MaxBytes bounds what is saved of a stream.
	MaxBytes int
	// MaxEvents is the number of last events saved, which a client may lack. Of an
	// outage of the store, a client may have as many more than are saved.
	MaxEvents int
	// Observer counts and logs what happens. Nil means none.
	Observer Observer
}

// DefaultConfig returns a Config with a store that saves every 3 s, no more than 20
// times a second, 64 KB and 64 events at most, and has events wait for half a second.
func DefaultConfig(s Store) Config {
	return Config{
		Store:       s,
		Interval:    3 * time.Second,
		MinInterval: 50 * time.Millisecond,
		Wait:        500 * time.Millisecond,
		Retry:       time.Second,
		MaxBytes:    64 << 10,
		MaxEvents:   64,
	}
}

// Observer counts and logs. Its methods are called by any number of goroutines.
type Observer interface {
	// Saved is called after each try to save: how long it took, and the bytes.
	Saved(id string, took time.Duration, bytes int, err error)
	// Unsaved is called when events of a session begin to be reported without being
	// saved, and SavedAgain when they are saved again, or the stream ends.
	Unsaved(id string, err error)
	SavedAgain(id string)
}

// Keeper opens sessions. It is safe for use by any number of goroutines.
type Keeper struct{ config Config }

// New returns a Keeper.
func New(c Config) (*Keeper, error) {
	if c.Store == nil {
		return nil, fmt.Errorf("%w: Store is nil", ErrConfig)
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{
		{"Interval", c.Interval},
		{"Wait", c.Wait},
		{"Retry", c.Retry},
	} {
		if d.value <= 0 {
			return nil, fmt.Errorf("%w: %s is %v, want more than 0", ErrConfig, d.field, d.value)
		}
	}
	switch {
	case c.MinInterval < 0 || c.MinInterval > c.Interval:
		return nil, fmt.Errorf("%w: MinInterval is %v, want 0 to Interval, %v", ErrConfig, c.MinInterval, c.Interval)
	case c.MaxBytes <= 0:
		return nil, fmt.Errorf("%w: MaxBytes is %d, want more than 0", ErrConfig, c.MaxBytes)
	case c.MaxEvents <= 0:
		return nil, fmt.Errorf("%w: MaxEvents is %d, want more than 0", ErrConfig, c.MaxEvents)
	}
	if c.Observer == nil {
		c.Observer = nobody{}
	}
	return &Keeper{c}, nil
}

// Request is what a client asks for.
type Request struct {
	// ID names the session: 1 to 64 letters, digits, - and _. It is as good as a
	// password.
	ID string
	// Client, unless it is empty, is part of the name: a session is that client's
	// alone. It has the same letters.
	Client string
	// Params are the parameters of the stream, which a connection that resumes it
	// repeats.
	Params Params
	// Resume asks for the session that there is, of which the client has the events
	// up to Seq; otherwise there must be none.
	Resume bool
	Seq    uint64
}

// CheckID returns an error unless id can name a session.
func CheckID(id string) error {
	if len(id) < 1 || len(id) > 64 {
		return fmt.Errorf("%w: got %d characters, want 1 to 64", ErrID, len(id))
	}
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return fmt.Errorf("%w: got %q, want letters, digits, - and _", ErrID, id)
		}
	}
	return nil
}

// Open begins a session of a new detector, or resumes one: then d becomes what was
// saved, and a connection that has the session loses it. It returns the messages to
// be written to the client first: the event session or resumed, and the events that the
// client lacks. A store that does not answer is asked again until ctx ends.
func (k *Keeper) Open(ctx context.Context, r Request, d Detector) (*Session, [][]byte, error) {
	if err := CheckID(r.ID); err != nil {
		return nil, nil, err
	}
	s := &Session{config: &k.config, id: r.ID, detector: d}
	if r.Client != "" {
		if err := CheckID(r.Client); err != nil {
			return nil, nil, err
		}
		s.id = r.Client + "." + r.ID
	}
	rand.Read(s.record.owner[:])
	open := s.begin
	if r.Resume {
		open = s.resume
	}
	for {
		try, cancel := context.WithTimeout(ctx, putTimeout)
		kind, err := open(try, r)
		hung := try.Err() != nil && ctx.Err() == nil
		cancel()
		switch {
		case err == nil:
			return s, s.greeting(kind, r.ID), nil
		case !hung:
			return nil, nil, err
		}
	}
}

// nobody is an Observer that does nothing.
type nobody struct{}

func (nobody) Saved(string, time.Duration, int, error) {}
func (nobody) Unsaved(string, error)                   {}
func (nobody) SavedAgain(string)                       {}
