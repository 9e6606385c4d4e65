package main

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// patience is how long a server may take for what it should do at once, before the
// client gives up.
const patience = 30 * time.Second

// dial connects to a path of a host. It returns the connection and the one below it,
// whose receive buffer has a size; 0 is the system's.
func dial(ctx context.Context, host, path string, buffer int) (ws *websocket.Conn, tcp *net.TCPConn, err error) {
	dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) (err error) {
		if buffer == 0 {
			return nil
		}
		outer := c.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, buffer)
		})
		return errors.Join(outer, err)
	}}
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err == nil {
				tcp = c.(*net.TCPConn)
			}
			return c, err
		},
	}}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ws, _, err = websocket.Dial(ctx, "ws://"+host+path, &websocket.DialOptions{HTTPClient: client})
	return ws, tcp, err
}

// The first bytes of frames: whole messages.
const (
	textFrame   = 0x81
	binaryFrame = 0x82
)

// mask is the key of all frames. A client of a service would choose another for each.
var mask = [4]byte{0x5a, 0xa5, 0x3c, 0xc3}

// newFrame returns a message of less than 64 KiB as a frame of a client, as RFC 6455
// lays it out.
func newFrame(first byte, message []byte) []byte {
	const masked, length16, longest7 = 0x80, 126, 125
	f := []byte{first, masked | byte(len(message))}
	if len(message) > longest7 {
		f[1] = masked | length16
		f = binary.BigEndian.AppendUint16(f, uint16(len(message)))
	}
	f = append(f, mask[:]...)
	for i, b := range message {
		f = append(f, b^mask[i%len(mask)])
	}
	return f
}

// flushFrame ends a stream.
var flushFrame = newFrame(textFrame, []byte(`{"type":"flush"}`))
