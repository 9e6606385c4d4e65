package natskv

import (
	"context"
	"errors"

	"github.com/gosilero/vad/serve/sessions"
)

// Store is a bucket. There is none on Plan 9, for which the client of NATS does not
// build.
type Store struct{ sessions.Store }

// Open returns an error.
func Open(context.Context, Config) (*Store, error) {
	return nil, errors.New("natskv: there is no client of NATS for Plan 9")
}

// Close does nothing.
func (s *Store) Close() {}
