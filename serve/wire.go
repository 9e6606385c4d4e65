package serve

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/coder/websocket"
)

// wire is the connection below a WebSocket. A read whose deadline has passed goes on,
// in the middle of a frame too, unless overdue has an error.
type wire struct {
	net.Conn
	reader  *bufio.Reader // which reads from it
	overdue func() error  // does what is due, and sets the next deadline
	inFrame bool          // a part of a frame has been read, perhaps
	ending  time.Time     // when the rest of a frame must have come, once overdue has had an error
}

// Read implements io.Reader.
func (w *wire) Read(p []byte) (int, error) {
	for {
		n, err := w.Conn.Read(p)
		if n > 0 {
			w.inFrame = true
		}
		if err == nil || n > 0 || w.overdue == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if err := w.overdue(); err != nil && !w.endFrame() {
			return 0, err
		}
	}
}

// frameGrace is how long the rest of a frame may take when the connection is stopped:
// where a frame is cut off, the close frame of the client cannot be found.
const frameGrace = time.Second

// endFrame reports whether a part of a frame has been read, and there is time for the
// rest, for which it sets the deadline.
func (w *wire) endFrame() bool {
	now := time.Now()
	if w.ending.IsZero() {
		w.ending = now.Add(frameGrace)
	}
	return w.inFrame && now.Before(w.ending) && w.SetReadDeadline(w.ending) == nil
}

// between notes that a frame has ended.
func (w *wire) between() { w.inFrame = w.reader.Buffered() > 0 }

// release has reads wait without a deadline, and overdue do nothing.
func (w *wire) release() {
	w.overdue = nil
	_ = w.SetReadDeadline(time.Time{})
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// due returns when the next thing is due that is not a message.
func (c *conn) due() time.Time {
	limits := &c.server.config.Limits
	at := c.waiting.Add(limits.Idle)
	if end := c.began.Add(limits.Duration); end.Before(at) {
		at = end
	}
	if !c.wakeAt.IsZero() && c.wakeAt.Before(at) {
		at = c.wakeAt
	}
	return at
}

// arm sets the deadline of reads to what is due next, if that comes before it. Its
// error says why the connection was stopped.
func (c *conn) arm() error {
	at := c.due()
	if !c.armed.IsZero() && !at.Before(c.armed) {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause != nil { // which has set the deadline
		return c.cause
	}
	c.armed = at
	return c.wire.SetReadDeadline(at)
}

// overdue does what is due, and sets the deadline of reads. Its error says why the
// connection was stopped.
func (c *conn) overdue() error {
	if cause := c.stopCause(); cause != nil {
		return cause
	}
	limits := &c.server.config.Limits
	now := time.Now()
	switch {
	case !now.Before(c.began.Add(limits.Duration)):
		c.stop(&closing{websocket.StatusPolicyViolation, "duration", fmt.Sprintf("a stream may last %v", limits.Duration)})
	case !now.Before(c.waiting.Add(limits.Idle)):
		c.stop(&closing{websocket.StatusPolicyViolation, "idle", fmt.Sprintf("no message came for %v", limits.Idle)})
	case !c.wakeAt.IsZero() && !now.Before(c.wakeAt):
		if err := c.wake(); err != nil {
			c.stop(err)
		}
	}
	c.armed = time.Time{}
	return c.arm()
}
