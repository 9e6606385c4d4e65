//go:build !plan9

package natskv_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gosilero/vad/serve/sessions/natskv"
)

// closedURL returns the URL of a port at which nothing listens.
func closedURL(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "nats://" + l.Addr().String()
}

// TestOpenWaits: while the servers do not answer, the log has one line about it.
func TestOpenWaits(t *testing.T) {
	var log bytes.Buffer
	config := natskv.DefaultConfig(closedURL(t))
	config.Logger = slog.New(slog.NewTextHandler(&log, nil))
	ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond) // three tries
	defer cancel()
	if _, err := natskv.Open(ctx, config); !errors.Is(err, nats.ErrNoServers) {
		t.Errorf("got %v, want %v", err, nats.ErrNoServers)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `level=WARN msg="waiting for NATS" error=`) {
		t.Errorf("the log is %q, want one line", got)
	}
}

// TestOpenFails: what cannot work is an error that names it, at once where waiting
// does not help. The module serve/chaos has the tests with servers.
func TestOpenFails(t *testing.T) {
	url := closedURL(t)
	absent := filepath.Join(t.TempDir(), "absent")
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(c *natskv.Config)
		want   error
		text   string
	}{
		{"no server", func(*natskv.Config) {}, nats.ErrNoServers, "connect"},
		{"creds", func(c *natskv.Config) { c.Creds = absent }, fs.ErrNotExist, absent},
		{"nkey", func(c *natskv.Config) { c.NKey = empty }, nil, empty},
		{"ca", func(c *natskv.Config) { c.CA = absent }, fs.ErrNotExist, absent},
		{"cert", func(c *natskv.Config) { c.Cert, c.Key = absent, absent }, fs.ErrNotExist, absent},
	} {
		config := natskv.DefaultConfig(url)
		c.change(&config)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, err := natskv.Open(ctx, config)
		cancel()
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %s", c.name, err, c.want, c.text)
		}
	}
}
