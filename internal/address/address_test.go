package address

import (
	"net"
	"testing"
)

// TestLocal: addresses that stand for all of the machine become localhost, others stay.
func TestLocal(t *testing.T) {
	for listened, want := range map[string]string{
		":8017": "localhost:8017", "0.0.0.0:8017": "localhost:8017", "[::]:8017": "localhost:8017",
		"127.0.0.1:8017": "127.0.0.1:8017", "[::1]:8017": "[::1]:8017", "192.0.2.1:8017": "192.0.2.1:8017",
		"[2001:db8::1]:8017": "[2001:db8::1]:8017", "[fe80::1%eth0]:8017": "[fe80::1%eth0]:8017",
	} {
		host, _, err := net.SplitHostPort(listened)
		if err != nil {
			t.Fatal(err)
		}
		addr := &net.TCPAddr{IP: net.ParseIP(host), Port: 8017}
		if host == "fe80::1%eth0" {
			addr.IP, addr.Zone = net.ParseIP("fe80::1"), "eth0"
		}
		if got := Local(addr); got != want {
			t.Errorf("%s is at %s, want %s", listened, got, want)
		}
	}
	if got := Local(&net.UnixAddr{Name: "/run/vad", Net: "unix"}); got != "/run/vad" {
		t.Errorf("a socket is at %s", got)
	}
}
