package main

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// hostile is a client that misbehaves, over and over.
type hostile struct {
	kind        *hostileKind
	host        string
	part        *part
	connections atomic.Int64
	ended       atomic.Int64 // by the server
}

// hostileKind is a way to misbehave: run connects, misbehaves, and returns an error if
// the server ends the connection.
type hostileKind struct {
	name     string
	run      func(h *hostile, ctx context.Context) error
	vanishes bool // so that nobody ends its streams
}

var hostileKinds = []hostileKind{
	{"sends a second of audio, then nothing", (*hostile).stall, false},
	{"sends half samples, text that is no JSON, wrong options", (*hostile).garbage, false},
	{"is gone in the middle of a frame", (*hostile).vanish, true},
	{"asks for more than it reads, which is nothing", (*hostile).neverRead, false},
}

// run misbehaves until ctx ends.
func (h *hostile) run(ctx context.Context) {
	for ctx.Err() == nil {
		h.connections.Add(1)
		if err := h.kind.run(h, ctx); err != nil && ctx.Err() == nil {
			h.ended.Add(1)
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

// speak sends audio in real time, at most until ctx ends.
func (h *hostile) speak(ctx context.Context, tcp *net.TCPConn, d time.Duration) error {
	defer context.AfterFunc(ctx, func() { tcp.Close() })()
	due := time.Now()
	for i := range int(d / frameTime) {
		pause(ctx, time.Until(due.Add(time.Duration(i)*frameTime)))
		if _, err := tcp.Write(h.part.frames[i%len(h.part.frames)]); err != nil {
			return err
		}
	}
	return nil
}

func (h *hostile) stall(ctx context.Context) error {
	ws, tcp, err := dial(ctx, h.host, streamQuery, 0)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	if err := h.speak(ctx, tcp, time.Second); err != nil {
		return err
	}
	for {
		if _, _, err := ws.Read(ctx); err != nil {
			return err
		}
	}
}

func (h *hostile) garbage(ctx context.Context) error {
	if ws, _, err := dial(ctx, h.host, "/v1/stream?threshold=loud&rate=-1", 0); err == nil {
		ws.CloseNow()
		return nil // which no server should do
	}
	ws, tcp, err := dial(ctx, h.host, streamQuery, 0)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	for _, text := range []string{"", "{", `{"type":"lost","ms":-1}`, `{"type":"config","threshold":7}`, "\x00\xff"} {
		if err := ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
			return err
		}
	}
	if err := h.speak(ctx, tcp, 200*time.Millisecond); err != nil {
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
	ws, tcp, err := dial(ctx, h.host, streamQuery, 0)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	if err := h.speak(ctx, tcp, time.Second); err != nil {
		return err
	}
	if _, err := tcp.Write(h.part.frames[0][:frameBytes/2]); err != nil {
		return err
	}
	if err := tcp.SetLinger(0); err != nil {
		return err
	}
	return tcp.Close()
}

// smallBuffer is the receive buffer of connections that are not read.
const smallBuffer = 1 << 12

// neverRead has the server write much more than the connection holds.
func (h *hostile) neverRead(ctx context.Context) error {
	ws, tcp, err := dial(ctx, h.host, streamQuery+"&windows=true", smallBuffer)
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	for {
		if err := h.speak(ctx, tcp, frameTime); err != nil {
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
