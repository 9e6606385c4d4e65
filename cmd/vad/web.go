package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gosilero/vad/internal/address"
	"github.com/gosilero/vad/web"
)

type webCmd struct {
	Addr string `default:"127.0.0.1:8016" placeholder:"HOST:PORT" help:"Where to serve the page (${default}); browsers open microphones on localhost and over https alone."`
}

func (webCmd) Help() string {
	return `The page finds speech in the sound of a microphone or in recordings. All is
computed in the browser: no audio leaves it, and this command only hands out files.

Examples:

  vad web
  vad web --addr localhost:0`
}

// checkAddr reports an option --addr that is no address with a port.
func checkAddr(addr string) error {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return usage("--addr is %q, want HOST:PORT, such as localhost:8016", addr)
	}
	return nil
}

func (c *webCmd) Run(ctx context.Context, t terminal) error {
	if err := checkAddr(c.Addr); err != nil {
		return err
	}
	handler, err := web.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "http://%s/\n", address.Local(listener.Addr()))
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
