// Package address names the addresses that servers listen at.
package address

import "net"

// Local returns HOST:PORT by which a program on this machine reaches a server that
// listens at addr: where that is any address of the machine, HOST is localhost.
func Local(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil || host != "" && !net.ParseIP(host).IsUnspecified() {
		return addr.String()
	}
	return net.JoinHostPort("localhost", port)
}
