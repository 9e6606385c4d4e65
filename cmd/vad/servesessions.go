package main

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gosilero/vad/serve/sessions"
	"github.com/gosilero/vad/serve/sessions/natskv"
)

// sessionFlags say where the streams of sessions are kept.
type sessionFlags struct {
	SessionTTL   time.Duration `name:"session-ttl" group:"Sessions" default:"10m" placeholder:"TIME" help:"How long a session is kept after its last save (${default})."`
	NATS         string        `group:"Sessions" name:"nats" env:"NATS_URL" placeholder:"URL" help:"Keep sessions in JetStream at these servers, separated by commas, not in memory."`
	NATSBucket   string        `group:"Sessions" name:"nats-bucket" default:"vad-sessions" placeholder:"NAME" help:"The key-value bucket (${default}); it is created if there is none."`
	NATSReplicas int           `group:"Sessions" name:"nats-replicas" default:"1" placeholder:"N" help:"Replicas of a bucket that is created (${default})."`
	NATSMaxBytes int64         `group:"Sessions" name:"nats-max-bytes" default:"268435456" placeholder:"N" help:"Size of a bucket that is created, in bytes (${default})."`
	NATSCreds    string        `group:"Sessions" name:"nats-creds" env:"NATS_CREDS" placeholder:"FILE" help:"Credentials."`
	NATSNKey     string        `group:"Sessions" name:"nats-nkey" env:"NATS_NKEY" placeholder:"FILE" help:"Seed of an NKey."`
	NATSCA       string        `group:"Sessions" name:"nats-tlsca" env:"NATS_CA" placeholder:"FILE" help:"Certificates of authorities that the servers' certificates are signed by, in PEM."`
	NATSCert     string        `group:"Sessions" name:"nats-tlscert" env:"NATS_CERT" placeholder:"FILE" help:"Certificate of the client, in PEM."`
	NATSKey      string        `group:"Sessions" name:"nats-tlskey" env:"NATS_KEY" placeholder:"FILE" help:"Key of that certificate, in PEM."`
}

// memorySessions bounds what sessions take in memory: 10,000 or so.
const memorySessions = 64 << 20

// natsPatience is how long the servers of NATS may take to start.
const natsPatience = 15 * time.Second

// store returns where sessions are kept, and a function that closes it.
func (f *sessionFlags) store(ctx context.Context, log *slog.Logger) (sessions.Store, func(), error) {
	switch {
	case f.SessionTTL < time.Minute:
		return nil, nil, usage("--session-ttl is %v, want 1m or more", f.SessionTTL)
	case f.NATSReplicas < 1 || f.NATSReplicas > 5:
		return nil, nil, usage("--nats-replicas is %d, want 1 to 5", f.NATSReplicas)
	case (f.NATSCert == "") != (f.NATSKey == ""):
		return nil, nil, usage("--nats-tlscert and --nats-tlskey belong together")
	case f.NATS == "":
		return sessions.NewMemory(f.SessionTTL, memorySessions), func() {}, nil
	}
	if err := checkNATS(f.NATS); err != nil {
		return nil, nil, err
	}
	c := natskv.DefaultConfig(f.NATS)
	c.Creds, c.NKey, c.CA, c.Cert, c.Key = f.NATSCreds, f.NATSNKey, f.NATSCA, f.NATSCert, f.NATSKey
	c.Bucket, c.TTL, c.Replicas, c.MaxBytes, c.Logger = f.NATSBucket, f.SessionTTL, f.NATSReplicas, f.NATSMaxBytes, log
	ctx, cancel := context.WithTimeout(ctx, natsPatience)
	defer cancel()
	s, err := natskv.Open(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	return s, s.Close, nil
}

// checkNATS reports an option --nats that names no servers. Its URLs may have passwords,
// which errors do not show.
func checkNATS(list string) error {
	servers := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	if len(servers) == 0 {
		return usage("--nats has no server, want such as nats://one:4222,nats://two:4222")
	}
	for _, server := range servers {
		if !strings.Contains(server, "://") {
			server = "nats://" + server
		}
		u, err := url.Parse(server)
		switch {
		case err != nil || u.Hostname() == "":
			return usage("--nats has a server that is no URL, want such as nats://one:4222,nats://two:4222")
		case !slices.Contains([]string{"nats", "tls", "ws", "wss"}, u.Scheme):
			return usage("--nats has a server with %s://, want nats://, tls://, ws:// or wss://", u.Scheme)
		}
	}
	return nil
}
