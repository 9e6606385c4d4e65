package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gosilero/vad/internal/address"
)

// Listen listens at Config.Addr.
func (s *Server) Listen() (net.Listener, error) {
	if err := s.config.checkAddr(); err != nil {
		return nil, err
	}
	return net.Listen("tcp", s.config.Addr)
}

// URL returns the address of the server for one that it listens at, by which a page on
// this machine reaches it: localhost where it listens at all addresses.
func (s *Server) URL(addr net.Addr) string {
	scheme := "http"
	if s.cert != nil {
		scheme = "https"
	}
	return scheme + "://" + address.Local(addr) + "/"
}

// checkAddr refuses to serve everybody.
func (c *Config) checkAddr() error {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return configError("Addr", "is %q: %v", c.Addr, err)
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() || c.TokenFile != "" || c.Insecure {
		return nil
	}
	return fmt.Errorf("%w: Addr is %q", ErrExposed, c.Addr)
}

// Run serves a listener until ctx ends. Then it drains, within Config.Drain: it takes
// no new streams, ends open speech, and closes the streams. It closes the listener.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    1 << 16,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	if s.cert != nil {
		server.TLSConfig = s.cert.config()
		go func() { failed <- server.ServeTLS(listener, "", "") }()
	} else {
		go func() { failed <- server.Serve(listener) }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limited, cancel := context.WithTimeout(context.Background(), s.config.Drain)
	defer cancel()
	s.log.Info("draining")
	err := s.Shutdown(limited)
	if e := server.Shutdown(limited); err == nil && e != nil {
		err = e
	}
	server.Close()
	if serveErr := <-failed; !errors.Is(serveErr, http.ErrServerClosed) {
		return serveErr
	}
	return err
}

// Shutdown takes no new streams, ends open speech and closes the streams. It returns
// when they are gone, or cuts them off when ctx ends, which is its error. Then the
// server can only be closed.
func (s *Server) Shutdown(ctx context.Context) error {
	s.drain()
	gone := make(chan struct{})
	go func() {
		s.admission.wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
	}
	s.cut()
	<-gone
	return fmt.Errorf("serve: streams were cut off: %w", ctx.Err())
}

// Close cuts off all streams and frees what the server has.
func (s *Server) Close() error {
	s.drain()
	s.cut()
	s.admission.wait()
	return s.scheduler.Close()
}
