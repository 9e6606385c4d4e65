package serve

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"sync/atomic"
)

// certificate is a certificate in files, with its key.
type certificate struct {
	files files
	pair  atomic.Pointer[tls.Certificate]
}

func openCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{}
	load := func() error {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", cert, key, err)
		}
		c.pair.Store(&pair)
		return nil
	}
	c.files = files{paths: []string{cert, key}, load: load, log: log}
	return c, c.files.open()
}

// config returns the configuration of TLS with the certificate as it is in its files
// when a client connects.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.files.refresh()
			return c.pair.Load(), nil
		},
	}
}
