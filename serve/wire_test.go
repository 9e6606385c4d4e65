package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// handler returns a handler of requests that runs handle for the streams of a server.
func handler(t *testing.T, change func(c *Config), handle func(ctx context.Context, c *conn) error) (*Server, http.Handler) {
	t.Helper()
	server := start(t, change).Server
	return server, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { server.handleConn(w, r, nil, nil, handle) })
}

// handled returns the connection of a client below a WebSocket, whose stream runs handle.
func handled(t *testing.T, change func(c *Config), handle func(ctx context.Context, c *conn) error) net.Conn {
	t.Helper()
	server, h := handler(t, change, handle)
	second := httptest.NewServer(h)
	t.Cleanup(second.Close)
	other := &running{Server: server, host: second.Listener.Addr().String()}
	return other.handshake(t)
}

// sleeper is a stream that is woken each millisecond until it has a message.
type sleeper struct {
	woken atomic.Int32
	got   chan string
}

func (s *sleeper) handle(_ context.Context, c *conn) error {
	c.wake = func() error {
		s.woken.Add(1)
		c.wakeAt = time.Now().Add(time.Millisecond)
		return nil
	}
	c.wakeAt = time.Now()
	m, err := c.next()
	s.got <- string(m.data)
	return err
}

// TestWakeInFrame: a handler is woken in the middle of a frame, and then has the whole
// message.
func TestWakeInFrame(t *testing.T) {
	const wakes = 3
	s := sleeper{got: make(chan string, 1)}
	conn := handled(t, nil, s.handle)
	message := strings.Repeat("a frame in pieces ", 40)
	for _, b := range frameOf([]byte(message)) {
		before := s.woken.Load()
		if before < wakes {
			eventually(t, func() bool { return s.woken.Load() > before })
		}
		if _, err := conn.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	if m := <-s.got; m != message {
		t.Errorf("got %q, want %q", m, message)
	}
}

// TestWakeOverTLS: with TLS too, a handler that was woken has the message that follows.
func TestWakeOverTLS(t *testing.T) {
	s := sleeper{got: make(chan string, 1)}
	_, h := handler(t, nil, s.handle)
	second := httptest.NewTLSServer(h)
	defer second.Close()
	ws, _, err := websocket.Dial(t.Context(), second.URL, &websocket.DialOptions{HTTPClient: second.Client()})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	eventually(t, func() bool { return s.woken.Load() > 3 })
	if err := ws.Write(t.Context(), websocket.MessageText, []byte("after all")); err != nil {
		t.Fatal(err)
	}
	if m := <-s.got; m != "after all" {
		t.Errorf("got %q", m)
	}
}

// TestWakeFails: an error of waking is that of next.
func TestWakeFails(t *testing.T) {
	failure := errors.New("a failure")
	got := make(chan error, 1)
	handled(t, nil, func(_ context.Context, c *conn) error {
		c.wake, c.wakeAt = func() error { return failure }, time.Now()
		_, err := c.next()
		got <- err
		return err
	})
	if err := <-got; !errors.Is(err, failure) {
		t.Errorf("got %v, want %v", err, failure)
	}
}

// TestWakeWhileThrottled: a handler is woken while its client sends too fast.
func TestWakeWhileThrottled(t *testing.T) {
	const limit = 1 << 10
	var woken atomic.Int32
	got := make(chan error, 2)
	conn := handled(t, func(c *Config) {
		c.Limits.BytesPerSecond, c.Limits.MessageBytes, c.Limits.Idle = limit, limit, 100*time.Millisecond
	}, func(_ context.Context, c *conn) error {
		c.wake = func() error {
			woken.Add(1)
			c.wakeAt = time.Time{}
			return nil
		}
		for range cap(got) {
			m, err := c.next()
			if err == nil && len(m.data) != limit {
				err = errors.New("a message of another length")
			}
			got <- err
			c.wakeAt = time.Now().Add(time.Millisecond)
		}
		return nil
	})
	for range cap(got) { // the second waits for a second, longer than clients may be idle
		if _, err := conn.Write(frameOf(make([]byte, limit))); err != nil {
			t.Fatal(err)
		}
	}
	for range cap(got) {
		if err := <-got; err != nil {
			t.Error(err)
		}
	}
	if woken.Load() == 0 {
		t.Error("the handler was not woken")
	}
}

// TestStopInFrame: a stream that is cut off in the middle of a frame is closed with
// the reason.
func TestStopInFrame(t *testing.T) {
	conn := handled(t, func(c *Config) { c.Limits.Idle = 50 * time.Millisecond }, func(_ context.Context, c *conn) error {
		_, err := c.next()
		return err
	})
	if _, err := conn.Write(frameOf(make([]byte, 640))[:100]); err != nil {
		t.Fatal(err)
	}
	reason := "no message came for 50ms"
	frame := make([]byte, 4+len(reason))
	conn.SetReadDeadline(time.Now().Add(patience))
	if n, err := conn.Read(frame); err != nil || n != len(frame) || string(frame[4:]) != reason ||
		websocket.StatusCode(frame[2])<<8|websocket.StatusCode(frame[3]) != websocket.StatusPolicyViolation {
		t.Errorf("got %q and %v, want a close frame with %q", frame[:n], err, reason)
	}
}
