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

// message is what a client sent. Its data are valid until the next call of next.
type message struct {
	binary bool
	data   []byte
	came   time.Time
}

// conn is the connection of a client, which is read and written within the limits.
// One goroutine uses it, the handler: next takes what came in, and send puts what goes
// out into a queue. Where the client reads slowly, send waits; where the handler is
// slow, no more is read.
type conn struct {
	server *Server
	ws     *websocket.Conn
	below  net.Conn
	log    *slog.Logger
	client string // a name of the token or the address
	counts *endpoint
	began  time.Time
	clock  clock

	in      chan message
	out     chan []byte
	stopped chan struct{} // closed when next is to return cause
	broken  chan struct{} // closed when nothing can be written any more
	written sync.WaitGroup
	idle    *time.Timer

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
	ws, err := websocket.Accept(h, r, &websocket.AcceptOptions{
		Subprotocols:       protocols,
		InsecureSkipVerify: true, // admit has checked the origin
	})
	if err != nil { // Accept has answered
		s.refused(r, refuse(http.StatusBadRequest, "handshake", "%v", err))
		return
	}
	c := s.newConn(ws, h.conn, r, client)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.below.Close() })()
	c.opened()
	err = c.run(ctx, handle)
	c.finish(err)
	c.closed(err)
}

// hijacked keeps the connection below a WebSocket, to cut it off: closing the
// WebSocket may wait for the client.
type hijacked struct {
	http.ResponseWriter
	conn net.Conn
}

// Hijack implements http.Hijacker.
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(h.ResponseWriter).Hijack()
	h.conn = conn
	return conn, buffers, err
}

func (s *Server) newConn(ws *websocket.Conn, below net.Conn, r *http.Request, client string) *conn {
	limits := &s.config.Limits
	c := &conn{
		server:  s,
		ws:      ws,
		below:   below,
		log:     s.log.With("path", r.URL.Path, "remote", r.RemoteAddr, "client", client),
		client:  client,
		counts:  s.metrics.endpoint(r.URL.Path),
		in:      make(chan message),
		out:     make(chan []byte, limits.Queue),
		stopped: make(chan struct{}),
		broken:  make(chan struct{}),
	}
	ws.SetReadLimit(int64(limits.MessageBytes))
	c.idle = time.AfterFunc(limits.Idle, func() {
		c.stop(&closing{websocket.StatusPolicyViolation, "idle", fmt.Sprintf("no message came for %v", limits.Idle)})
	})
	c.written.Add(1)
	go c.writeAll()
	go c.readAll()
	return c
}

// run runs the handler. A panic of it ends this connection alone.
func (c *conn) run(ctx context.Context, handle func(ctx context.Context, c *conn) error) (err error) {
	limit := c.server.config.Limits.Duration
	end := time.AfterFunc(limit, func() {
		c.stop(&closing{websocket.StatusPolicyViolation, "duration", fmt.Sprintf("a stream may last %v", limit)})
	})
	defer end.Stop()
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
	}
}

// next returns the next message, or without one when wake says so. Its error wraps
// io.EOF when the client has closed the connection, errGone when it has gone without
// that, errDraining when the server ends, or a closing that a limit demands; after these
// two, send still works.
func (c *conn) next(wake <-chan time.Time) (m message, woken bool, err error) {
	select {
	case <-c.stopped: // before what has come in
		return message{}, false, c.cause
	case <-c.server.draining:
		return message{}, false, errDraining
	default:
	}
	select {
	case m := <-c.in:
		return m, false, nil
	case <-wake:
		return message{}, true, nil
	case <-c.stopped:
		return message{}, false, c.cause
	case <-c.server.draining:
		return message{}, false, errDraining
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
	c.idle.Stop()
	defer time.AfterFunc(c.server.config.Limits.Write, func() { c.below.Close() }).Stop()
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
	c.stop(io.EOF) // the reader
}
