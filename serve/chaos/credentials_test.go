package chaos

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"github.com/gosilero/vad/serve/sessions/natskv"
)

// TestCredentials: a nats-server that asks who comes lets in those whom it knows, and
// the others get its answer at once.
func TestCredentials(t *testing.T) {
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	public, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "seed")
	if err := os.WriteFile(file, seed, 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePorts(t, 1)[0]
	s, err := server.NewServer(&server.Options{
		Host:      "127.0.0.1",
		Port:      port,
		JetStream: true,
		StoreDir:  t.TempDir(),
		Users:     []*server.User{{Username: "vad", Password: "right"}},
		Nkeys:     []*server.NkeyUser{{Nkey: public}},
		NoSigs:    true,
		NoLog:     true,
	})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(patience) {
		t.Fatal("the nats-server does not start")
	}
	for _, c := range []struct {
		name, user, nkey string
		want             error
	}{
		{"password", "vad:right@", "", nil},
		{"nkey", "", file, nil},
		{"wrong password", "vad:wrong@", "", nats.ErrAuthorization},
		{"nobody", "", "", nats.ErrAuthorization},
	} {
		config := natskv.DefaultConfig(fmt.Sprintf("nats://%s127.0.0.1:%d", c.user, port))
		config.NKey = c.nkey
		store, err := natskv.Open(t.Context(), config)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if err == nil {
			store.Close()
		}
	}
}
