package testbed

import (
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// NATS returns a server of NATS in this process, with JetStream in files of a folder. It
// has a port of its own if port is -1.
func NATS(folder string, port int) (*server.Server, error) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: folder, NoLog: true, NoSigs: true})
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		return nil, fmt.Errorf("nats-server is not ready on port %d", port)
	}
	return s, nil
}

// StartNATS starts a server that ends with the test, and returns its URL.
func StartNATS(t testing.TB) string {
	t.Helper()
	s, err := NATS(t.TempDir(), server.RANDOM_PORT)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	return s.ClientURL()
}
