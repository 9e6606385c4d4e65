//go:build !plan9

package natskv

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/serve/sessions"
)

// Store is a bucket.
type Store struct {
	connection *nats.Conn
	bucket     jetstream.KeyValue
}

// Open connects to NATS, and opens or creates the bucket. It tries until ctx ends if
// the servers do not answer, and logs once that it waits for them.
func Open(ctx context.Context, c Config) (*Store, error) {
	options, err := c.options()
	if err != nil {
		return nil, err
	}
	for waits := false; ; waits = true {
		s, err := c.open(ctx, options)
		if err == nil || !isTemporary(err) {
			return s, err
		}
		if !waits {
			c.log().Warn("waiting for NATS", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// isTemporary reports whether a server that has just been started may answer so.
func isTemporary(err error) bool {
	for _, e := range []error{
		nats.ErrNoServers, nats.ErrTimeout, nats.ErrNoResponders, jetstream.ErrNoStreamResponse,
		jetstream.ErrJetStreamNotEnabled, context.DeadlineExceeded,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	var api *jetstream.APIError
	return errors.As(err, &api) && api.Code == 503
}

// open tries once.
func (c *Config) open(ctx context.Context, options []nats.Option) (*Store, error) {
	connection, err := nats.Connect(c.URL, options...)
	if err != nil {
		return nil, fmt.Errorf("natskv: connect: %w", err)
	}
	s := &Store{connection: connection}
	if s.bucket, err = c.openBucket(ctx, connection); err != nil {
		connection.Close()
		return nil, fmt.Errorf("natskv: bucket %q: %w", c.Bucket, err)
	}
	return s, nil
}

// openBucket opens the bucket, which another server may be creating.
func (c *Config) openBucket(ctx context.Context, connection *nats.Conn) (jetstream.KeyValue, error) {
	js, err := jetstream.New(connection)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	bucket, err := js.KeyValue(ctx, c.Bucket)
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return bucket, err
	}
	bucket, err = js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket:       c.Bucket,
		Description:  "Streams of vad serve",
		TTL:          c.TTL,
		Replicas:     c.Replicas,
		MaxBytes:     c.MaxBytes,
		MaxValueSize: c.MaxRecord,
	})
	if errors.Is(err, jetstream.ErrBucketExists) {
		return js.KeyValue(ctx, c.Bucket)
	}
	return bucket, err
}

// log returns Logger, or one that writes nothing.
func (c *Config) log() *slog.Logger {
	if c.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Logger
}

// options returns the options of the connection. Nothing is put into a buffer while it
// is lost: a save fails at once.
func (c *Config) options() ([]nats.Option, error) {
	log := c.log()
	options := []nats.Option{
		nats.Name("vad serve"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500 * time.Millisecond),
		nats.ReconnectBufSize(-1),
		nats.PingInterval(5 * time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil { // it was not closed
				log.Warn("NATS lost", "error", err.Error())
			}
		}),
		nats.ReconnectHandler(func(n *nats.Conn) { log.Info("NATS back", "server", n.ConnectedUrlRedacted()) }),
	}
	if c.Creds != "" {
		if _, err := os.Stat(c.Creds); err != nil { // it is read when the server asks
			return nil, fmt.Errorf("natskv: %w", err)
		}
		options = append(options, nats.UserCredentials(c.Creds))
	}
	if c.NKey != "" {
		o, err := nats.NkeyOptionFromSeed(c.NKey)
		if err != nil {
			return nil, fmt.Errorf("natskv: %s: %w", c.NKey, err)
		}
		options = append(options, o)
	}
	if c.CA != "" {
		options = append(options, nats.RootCAs(c.CA))
	}
	if c.Cert != "" || c.Key != "" {
		options = append(options, nats.ClientCert(c.Cert, c.Key))
	}
	return options, nil
}

// Close closes the connection.
func (s *Store) Close() { s.connection.Close() }

// Get implements [sessions.Store]. Any replica answers, which may lag.
func (s *Store) Get(ctx context.Context, id string) ([]byte, uint64, error) {
	entry, err := s.bucket.Get(ctx, id)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, 0, fmt.Errorf("%w: %q", sessions.ErrUnknown, id)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("natskv: %w", err)
	}
	return entry.Value(), entry.Revision(), nil
}

// Put implements [sessions.Store]. A majority of the replicas has the record when it
// returns.
func (s *Store) Put(ctx context.Context, id string, record []byte, revision uint64) (uint64, error) {
	put := func() (uint64, error) { return s.bucket.Update(ctx, id, record, revision) }
	if revision == 0 {
		put = func() (uint64, error) { return s.bucket.Create(ctx, id, record) }
	}
	n, err := put()
	if errors.Is(err, jetstream.ErrKeyExists) || errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
		return 0, fmt.Errorf("%w: %w", sessions.ErrRevision, err)
	}
	if err != nil {
		return 0, fmt.Errorf("natskv: %w", err)
	}
	return n, nil
}
