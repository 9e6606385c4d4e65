package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gosilero/vad/serve"
)

type serveCmd struct {
	Addr     string        `default:"127.0.0.1:8017" placeholder:"HOST:PORT" help:"Where to listen (${default})."`
	Tokens   string        `placeholder:"FILE" help:"Clients need one of the bearer tokens in this file, one a line; it is read again when it changes."`
	Insecure bool          `help:"Listen at addresses that others reach without --tokens."`
	Cert     string        `placeholder:"FILE" help:"Certificate for TLS, in PEM; it is read again when it changes."`
	Key      string        `placeholder:"FILE" help:"Key of the certificate, in PEM."`
	Origin   []string      `placeholder:"ORIGIN" help:"Pages of this origin may connect, such as https://example.com, besides the server's own; repeat for more."`
	Streams  int           `placeholder:"N" help:"Streams at once (4096)."`
	Drain    time.Duration `default:"20s" placeholder:"TIME" help:"How long streams have to end after a signal (${default})."`
	modelFlags
}

func (serveCmd) Help() string {
	return `Programs send audio and receive events over WebSocket, at /v1/stream; /metrics is for
Prometheus, /healthz and /readyz for what starts and stops it. The log goes to
standard error, in JSON. After an interrupt or SIGTERM the server takes no new
streams, ends open speech, and closes the streams.

Examples:

  vad serve
  vad serve --addr :8443 --tokens tokens.txt --cert cert.pem --key key.pem`
}

func (c *serveCmd) Run(ctx context.Context, t terminal) error {
	m, err := c.load()
	if err != nil {
		return err
	}
	config := serve.DefaultConfig()
	config.Addr, config.TokenFile, config.Insecure = c.Addr, c.Tokens, c.Insecure
	config.CertFile, config.KeyFile, config.Origins = c.Cert, c.Key, c.Origin
	config.Drain = c.Drain
	if c.Streams != 0 {
		config.Limits.Streams = c.Streams
	}
	config.Logger = slog.New(slog.NewJSONHandler(t.err, nil))
	server, err := serve.New(m, config)
	if err != nil {
		return err
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
