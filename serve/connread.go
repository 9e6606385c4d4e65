package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"
)

// message is what a client sent. Its data are valid until the next call of next.
type message struct {
	binary bool
	data   []byte
	came   time.Time
}

// reading is what next needs.
type reading struct {
	limiter *rate.Limiter
	owed    int       // bytes that count besides those of messages
	buffer  []byte    // of the last message
	waiting time.Time // since when next has waited for the client
	armed   time.Time // the deadline of reads

	// The handler's: next calls wake at a time, zero for never. An error of wake
	// stops the connection.
	wake   func() error
	wakeAt time.Time
}

func newReading(l *Limits) reading {
	return reading{limiter: rate.NewLimiter(rate.Limit(l.BytesPerSecond), max(l.BytesPerSecond, l.MessageBytes))}
}

// next reads the next message, no faster than the limit allows. Its error wraps io.EOF
// when the client has closed the connection, errGone when it has gone without that,
// errDraining when the server ends, or a closing that a limit demands; after these
// two, send still works.
//
// A frame costs a read of the connection and little else: there is neither another
// goroutine nor a timer for each. The deadline of reads stands for all that is due at a
// time; it is set when it has passed, and not for each message.
func (c *conn) next() (message, error) {
	if err := c.stopCause(); err != nil { // before what has come in
		return message{}, err
	}
	c.waiting = time.Now()
	c.wire.between()
	if err := c.arm(); err != nil {
		return message{}, err
	}
	kind, r, err := c.ws.Reader(context.Background())
	if err == nil {
		err = c.readInto(r)
	}
	if err != nil {
		return message{}, c.readError(err)
	}
	c.counts.received.Add(float64(len(c.buffer)))
	m := message{kind == websocket.MessageBinary, c.buffer, time.Now()}
	return m, c.throttle(m)
}

// owe has bytes count in the rate of the next message, up to what may come at once.
func (c *conn) owe(bytes int64) {
	c.owed = int(min(int64(c.owed)+bytes, int64(c.limiter.Burst())))
}

// The sizes of a buffer for messages: to begin with, and the largest that is kept for
// the next message.
const (
	firstBuffer = 1 << 10
	keptBuffer  = 1 << 16
)

// readInto reads all of r into the buffer.
func (c *conn) readInto(r io.Reader) error {
	if cap(c.buffer) == 0 || cap(c.buffer) > keptBuffer {
		c.buffer = make([]byte, 0, firstBuffer)
	}
	b := c.buffer[:0]
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		c.buffer = b
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readError returns the error of next for one of reading.
func (c *conn) readError(err error) error {
	if cause := c.stopCause(); cause != nil {
		return cause
	}
	switch {
	case errors.Is(err, websocket.ErrMessageTooBig):
		return &closing{websocket.StatusMessageTooBig, "message_size", fmt.Sprintf("a message may have %d bytes", c.server.config.Limits.MessageBytes)}
	case websocket.CloseStatus(err) != -1:
		return fmt.Errorf("%w: %w", io.EOF, err)
	}
	return fmt.Errorf("%w: %v", errGone, err) // which may be io.EOF
}

// throttle waits until the limit allows another message after m.
func (c *conn) throttle(m message) error {
	bytes := min(len(m.data)+c.owed, c.limiter.Burst())
	c.owed = 0
	if c.limiter.AllowN(m.came, bytes) {
		return nil
	}
	until := m.came.Add(c.limiter.ReserveN(m.came, bytes).DelayFrom(m.came))
	c.waiting = until // the client is not to blame before
	for now := m.came; now.Before(until); now = time.Now() {
		at := c.due()
		if until.Before(at) {
			at = until
		}
		select {
		case <-time.After(at.Sub(now)):
		case <-c.stopped:
			return c.cause
		}
		if err := c.overdue(); err != nil {
			return err
		}
	}
	return nil
}
