package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// hostile is a client that misbehaves, over and over.
type hostile struct {
	kind        *hostileKind
	host        string
	part        *part
	connections int
	ended       int // by the server
}

// hostileKind is a way to misbehave: run connects, misbehaves, and returns an error if
// the server ends the connection.
type hostileKind struct {
	name string
	run  func(h *hostile, ctx context.Context) error
}

var hostileKinds = []hostileKind{
	{"sends a second of audio, then nothing", (*hostile).stall},
	{"sends half samples, text that is no JSON, wrong options", (*hostile).garbage},
	{"is gone in the middle of a frame", (*hostile).vanish},
	{"asks for more than it reads, which is nothing", (*hostile).neverRead},
}

// run misbehaves until ctx ends.
func (h *hostile) run(ctx context.Context) {
	for ctx.Err() == nil {
		h.connections++
		if err := h.kind.run(h, ctx); err != nil && ctx.Err() == nil {
			h.ended++
		}
		pause(ctx, 100*time.Millisecond)
	}
}

// pause waits, at most until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// speak sends audio in real time.
func (h *hostile) speak(ctx context.Context, ws *websocket.Conn, d time.Duration) error {
	due := time.Now()
	for i := range int(d / frameTime) {
		pause(ctx, time.Until(due.Add(time.Duration(i)*frameTime)))
		if err := ws.Write(ctx, websocket.MessageBinary, h.part.frames[i%len(h.part.frames)]); err != nil {
			return err
		}
	}
	return nil
}

func (h *hostile) stall(ctx context.Context) error {
	ws, err := dial(ctx, h.host, streamQuery)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	if err := h.speak(ctx, ws, time.Second); err != nil {
		return err
	}
	for {
		if _, _, err := ws.Read(ctx); err != nil {
			return err
		}
	}
}

func (h *hostile) garbage(ctx context.Context) error {
	if ws, err := dial(ctx, h.host, "/v1/stream?threshold=loud&rate=-1"); err == nil {
		ws.CloseNow()
		return nil // which no server should do
	}
	ws, err := dial(ctx, h.host, streamQuery)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	for _, text := range []string{"", "{", `{"type":"lost","ms":-1}`, `{"type":"config","threshold":7}`, "\x00\xff"} {
		if err := ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
			return err
		}
	}
	if err := h.speak(ctx, ws, 200*time.Millisecond); err != nil {
		return err
	}
	if err := ws.Write(ctx, websocket.MessageBinary, []byte{1, 2, 3}); err != nil {
		return err
	}
	for {
		if _, _, err := ws.Read(ctx); err != nil {
			return err
		}
	}
}

// vanish writes the beginning of a frame that is never completed, and resets the
// connection.
func (h *hostile) vanish(ctx context.Context) error {
	tcp, ws, err := h.dialTCP(ctx, streamQuery)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	if err := h.speak(ctx, ws, time.Second); err != nil {
		return err
	}
	if _, err := tcp.Write([]byte{0x82, 0xfe, 0x02, 0x80, 1, 2, 3, 4, 5, 6}); err != nil { // binary, masked, 640 bytes
		return err
	}
	if err := tcp.SetLinger(0); err != nil {
		return err
	}
	return tcp.Close()
}

// neverRead has the server write much more than the connection holds.
func (h *hostile) neverRead(ctx context.Context) error {
	_, ws, err := h.dialTCP(ctx, streamQuery+"&windows=true")
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	for {
		if err := h.speak(ctx, ws, frameTime); err != nil {
			return err
		}
		if err := ws.Write(ctx, websocket.MessageText, wrongText); err != nil {
			return err
		}
		pause(ctx, frameTime)
	}
}

// wrongText is answered by an error that repeats it: the events of windows alone would
// take minutes to fill the buffers of a connection.
var wrongText = []byte(`{"type":"` + strings.Repeat("?", 1<<14) + `"}`)

// smallBuffer is the receive buffer of connections that do not read.
const smallBuffer = 1 << 12

// dialTCP is dial that also returns the connection below, with a small receive buffer.
func (h *hostile) dialTCP(ctx context.Context, path string) (tcp *net.TCPConn, ws *websocket.Conn, err error) {
	dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) (err error) {
		outer := c.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, smallBuffer)
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
	ws, _, err = websocket.Dial(ctx, "ws://"+h.host+path, &websocket.DialOptions{HTTPClient: client})
	return tcp, ws, err
}
