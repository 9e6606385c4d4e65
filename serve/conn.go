package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// maxReason is the most bytes that a close frame has for a reason.
const maxReason = 123

// reasonOf returns a text as far as a close frame has it.
func reasonOf(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}

// closing is an error that ends a connection with a close code and a reason.
type closing struct {
	code   websocket.StatusCode
	kind   string // in metrics
	reason string
}

func (c *closing) Error() string { return c.reason }

// errDraining ends connections when the server does.
var errDraining = &closing{websocket.StatusServiceRestart, "draining", "the server is shutting down"}

// errGone reports a client that has gone without a close frame.
var errGone = errors.New("serve: the client has gone")

// conn is the connection of a client, which is read and written within the limits.
// One goroutine uses it, the handler: next reads a message, and send puts what goes
// out into a queue. Where the client reads slowly, send waits; where the handler is
// slow, no more is read.
type conn struct {
	server *Server
	ws     *websocket.Conn
	wire   *wire // below it
	log    *slog.Logger
	client string // a name of the token or the address
	counts *endpoint
	began  time.Time
	clock  clock

	reading
	out     chan []byte
	stopped chan struct{} // closed when next is to return cause
	broken  chan struct{} // closed when nothing can be written any more
	written sync.WaitGroup

	mu    sync.Mutex
	cause error // why it was stopped
}

// handleConn runs handle for the connection of a request, which it admits and
// upgrades. protocols are the subprotocols that the endpoint knows. prepare, unless it
// is nil, checks the request before the upgrade; its error answers it.
func (s *Server) handleConn(w http.ResponseWriter, r *http.Request, protocols []string, prepare func() error, handle func(ctx context.Context, c *conn) error) {
	client, err := s.admit(r)
	if err == nil {
		defer s.admission.leave(client)
		if prepare != nil {
			err = prepare()
		}
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h := &hijacked{ResponseWriter: w}
	ws, err := websocket.Accept(h, r, acceptOptions(protocols, func() { h.wire.between() }))
	if err != nil {
		s.refuse(w, r, h.refusal(r, err))
		return
	}
	c := s.newConn(ws, h.wire, r, client)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.wire.Close() })()
	defer context.AfterFunc(s.draining, func() { c.stop(errDraining) })()
	c.opened()
	err = c.run(ctx, handle)
	c.finish(err)
	c.closed(err)
}

// hijacked keeps the connection below a WebSocket, to cut it off: closing the
// WebSocket may wait for the client. Where websocket.Accept refuses a request, it keeps
// the status and discards the text, so that the answer can be JSON.
type hijacked struct {
	http.ResponseWriter
	wire   *wire
	status int
}

// WriteHeader implements http.ResponseWriter.
func (h *hijacked) WriteHeader(status int) {
	h.status = status
	if status == http.StatusSwitchingProtocols {
		h.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter. It writes nothing.
func (h *hijacked) Write(data []byte) (int, error) { return len(data), nil }

// refusal returns the refusal of a request that websocket.Accept refused with err.
func (h *hijacked) refusal(r *http.Request, err error) error {
	if h.status == http.StatusUpgradeRequired {
		return refuse(h.status, "handshake", "%s takes WebSocket connections, and the request has no Upgrade: websocket, or a proxy removed it", r.URL.Path)
	}
	return refuse(h.status, "handshake", "%v", err)
}

// Hijack implements http.Hijacker.
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.wire = &wire{Conn: conn, reader: buffers.Reader}
	return h.wire, buffers, nil
}

func (s *Server) newConn(ws *websocket.Conn, wire *wire, r *http.Request, client string) *conn {
	limits := &s.config.Limits
	c := &conn{
		server:  s,
		ws:      ws,
		wire:    wire,
		log:     s.log.With("path", r.URL.Path, "remote", r.RemoteAddr, "client", client),
		client:  client,
		counts:  s.metrics.endpoint(r.URL.Path),
		began:   time.Now(),
		reading: newReading(limits),
		out:     make(chan []byte, limits.Queue),
		stopped: make(chan struct{}),
		broken:  make(chan struct{}),
	}
	wire.overdue = c.overdue
	ws.SetReadLimit(int64(limits.MessageBytes))
	c.written.Add(1)
	go c.writeAll()
	return c
}

// run runs the handler. A panic of it ends this connection alone.
func (c *conn) run(ctx context.Context, handle func(ctx context.Context, c *conn) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("serve: panic: %v", p)
		}
	}()
	return handle(ctx, c)
}

// stop has next return an error. The first one counts.
func (c *conn) stop(cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause == nil {
		c.cause = cause
		close(c.stopped)
		_ = c.wire.SetReadDeadline(past)
	}
}

// stopCause returns why the connection was stopped, nil if it was not.
func (c *conn) stopCause() error {
	select {
	case <-c.stopped:
		return c.cause
	default:
		return nil
	}
}

// send puts a message into the queue, as JSON. It waits while the queue is full. Its
// error says why nothing can be written any more.
func (c *conn) send(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	select {
	case c.out <- data:
		return nil
	case <-c.broken: // after stop
		return c.cause
	}
}

// writeAll writes the queue. A client that does not read within the limit is cut off.
func (c *conn) writeAll() {
	defer c.written.Done()
	limit := c.server.config.Limits.Write
	for data := range c.out {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		err := c.ws.Write(ctx, websocket.MessageText, data)
		slow := ctx.Err() != nil
		cancel()
		if err == nil {
			c.counts.sent.Add(float64(len(data)))
			continue
		}
		if slow {
			c.stop(&closing{websocket.StatusPolicyViolation, "slow_reader", fmt.Sprintf("a message was not read within %v", limit)})
		} else {
			c.stop(fmt.Errorf("%w: %v", errGone, err))
		}
		close(c.broken)
		_ = c.ws.CloseNow()
		return
	}
}

// finish writes what is in the queue and closes the connection, with the code of a
// handler's error. A client that does not answer that within the limit is cut off. The
// handler has returned.
func (c *conn) finish(err error) {
	close(c.out)
	c.written.Wait()
	c.stop(io.EOF) // from here on, nothing ends a read but the following
	c.wire.release()
	defer time.AfterFunc(c.server.config.Limits.Write, func() { c.wire.Close() }).Stop()
	var end *closing
	switch {
	case err == nil, errors.Is(err, io.EOF):
		c.ws.Close(websocket.StatusNormalClosure, "")
	case errors.Is(err, errGone):
		_ = c.ws.CloseNow()
	case errors.As(err, &end):
		c.ws.Close(end.code, end.reason)
	default:
		c.log.Error("failed", "error", err.Error())
		c.ws.Close(websocket.StatusInternalError, "internal error")
	}
}
