package chaos

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// patience bounds what a test waits for.
const patience = time.Minute

// cluster is three nats-servers with JetStream in files.
type cluster struct {
	t       testing.TB
	dir     string
	clients [3]int // ports
	routes  [3]int
	servers [3]*server.Server
}

func startCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{t: t, dir: t.TempDir()}
	ports := freePorts(t, 6)
	copy(c.clients[:], ports)
	copy(c.routes[:], ports[3:])
	for i := range c.servers {
		c.start(i)
	}
	t.Cleanup(func() {
		var stopped sync.WaitGroup
		for i := range c.servers {
			stopped.Go(func() { c.stop(i) })
		}
		stopped.Wait()
	})
	c.ready()
	return c
}

// freePorts returns ports that nobody listens at.
func freePorts(t testing.TB, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// url returns the URLs of all servers.
func (c *cluster) url() string {
	var list []string
	for _, port := range c.clients {
		list = append(list, fmt.Sprintf("nats://127.0.0.1:%d", port))
	}
	return strings.Join(list, ",")
}

// start starts a server, with what it had stored.
func (c *cluster) start(i int) {
	c.t.Helper()
	var routes []*url.URL
	for _, port := range c.routes {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", port)})
	}
	s, err := server.NewServer(&server.Options{
		ServerName: fmt.Sprintf("nats-%d", i),
		Host:       "127.0.0.1",
		Port:       c.clients[i],
		Cluster:    server.ClusterOpts{Name: "chaos", Host: "127.0.0.1", Port: c.routes[i]},
		Routes:     routes,
		JetStream:  true,
		StoreDir:   filepath.Join(c.dir, fmt.Sprint(i)),
		NoSigs:     true,
		NoLog:      true,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.servers[i] = s
	go s.Start()
	if !s.ReadyForConnections(patience) {
		c.t.Fatalf("nats-server %d does not start", i)
	}
}

// stop stops a server, if it runs.
func (c *cluster) stop(i int) {
	if s := c.servers[i]; s != nil {
		s.Shutdown()
		s.WaitForShutdown()
		c.servers[i] = nil
	}
}

// ready waits until the cluster has a leader.
func (c *cluster) ready() {
	c.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, s := range c.servers {
			if s != nil && s.JetStreamIsLeader() && len(s.JetStreamClusterPeers()) == len(c.servers) {
				return
			}
		}
	}
	c.t.Fatal("the cluster has no leader")
}
