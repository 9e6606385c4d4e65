package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gosilero/vad/serve"
	"github.com/gosilero/vad/serve/sessions"
)

type serveCmd struct {
	Addr     string        `default:"127.0.0.1:8017" placeholder:"HOST:PORT" help:"Where to listen (${default})."`
	Tokens   string        `placeholder:"FILE" help:"Clients need one of the bearer tokens in this file, one a line; it is read again when it changes."`
	Insecure bool          `help:"Listen at addresses that others reach without --tokens."`
	Cert     string        `placeholder:"FILE" help:"Certificate for TLS, in PEM; it is read again when it changes."`
	Key      string        `placeholder:"FILE" help:"Key of the certificate, in PEM."`
	Origin   []string      `placeholder:"ORIGIN" help:"Pages of this origin may connect, such as https://example.com, besides the server's own; repeat for more."`
	Drain    time.Duration `default:"20s" placeholder:"TIME" help:"How long streams have to end after a signal (${default})."`
	serveLimits
	sessionFlags
	modelFlags
}

func (serveCmd) Help() string {
	return `Programs send audio to /v1/stream, over WebSocket, and receive the events of vad
stream; they post recordings to /v1/detect, and receive what vad detect prints in JSON.
/metrics is for Prometheus, /healthz and /readyz for what starts and stops the server,
and / is the page of vad web. The log goes to standard error, in JSON. After an
interrupt or SIGTERM the server takes no new streams, ends open speech, and closes the
streams. docs/serve.md has the protocol.

A stream that names a session goes on when its connection breaks: the client comes back
and misses no event. With --nats, it does so on any server that shares the bucket, even
when its own is killed. nats-servers need JetStream.

Examples:

  vad serve
  vad serve --addr :8443 --tokens tokens.txt --cert cert.pem --key key.pem
  vad serve --nats nats://one:4222,nats://two:4222 --nats-replicas 3`
}

func (c *serveCmd) Run(ctx context.Context, t terminal) error {
	if err := checkAddr(c.Addr); err != nil {
		return err
	}
	config := c.serverConfig()
	if err := config.Check(); err != nil {
		return configError(err)
	}
	m, err := c.load()
	if err != nil {
		return err
	}
	config.Logger = slog.New(slog.NewJSONHandler(t.err, nil))
	store, closeStore, err := c.store(ctx, config.Logger)
	if err != nil {
		return err
	}
	defer closeStore()
	config.Sessions = sessions.DefaultConfig(store)
	server, err := serve.New(m, config)
	if err != nil {
		return configError(err)
	}
	defer server.Close()
	listener, err := server.Listen()
	if errors.Is(err, serve.ErrExposed) {
		return usage("others reach --addr %s: give --tokens, or --insecure", c.Addr)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s\n", server.URL(listener.Addr()))
	return server.Run(ctx, listener)
}
