// Package natskv holds sessions in a key-value bucket of NATS JetStream: servers that
// share it go on with each other's streams. With three replicas it survives the loss
// of a nats-server.
package natskv

import (
	"log/slog"
	"time"
)

// Config says where the bucket is; start from DefaultConfig.
type Config struct {
	// URL has the servers, separated by commas, such as
	// nats://user:password@one:4222,nats://two:4222.
	URL string
	// Creds is a file of credentials, NKey one of a seed. Empty means none.
	Creds, NKey string
	// CA is a file of certificates that servers may have, Cert and Key are those of
	// the client, in PEM. Empty means the system's, and none.
	CA, Cert, Key string
	// Bucket is the bucket's name. It is created with what follows if there is none;
	// one that there is stays as it is.
	Bucket string
	// TTL is the time after which a session is forgotten that was not saved.
	TTL time.Duration
	// Replicas is the number of nats-servers that hold the bucket.
	Replicas int
	// MaxBytes bounds the bucket, and MaxRecord what is saved of a session, with
	// about 100 bytes besides.
	MaxBytes  int64
	MaxRecord int32
	// Logger takes a record when Open waits for the servers, when the connection is
	// lost and when it is back. Nil means none.
	Logger *slog.Logger
}

// DefaultConfig returns a Config for a bucket "vad-sessions" on one nats-server, of
// 256 MiB at most, that forgets after ten minutes.
func DefaultConfig(url string) Config {
	return Config{URL: url, Bucket: "vad-sessions", TTL: 10 * time.Minute, Replicas: 1, MaxBytes: 256 << 20, MaxRecord: 65 << 10}
}
