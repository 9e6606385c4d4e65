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

// readAll reads messages until the connection ends. It reads no faster than the limit
// allows, and one message ahead of the handler.
func (c *conn) readAll() {
	limits := &c.server.config.Limits
	limiter := rate.NewLimiter(rate.Limit(limits.BytesPerSecond), max(limits.BytesPerSecond, limits.MessageBytes))
	var buffers [2][]byte // the handler may have one
	for i := 0; ; i ^= 1 {
		if cap(buffers[i]) > keptBuffer {
			buffers[i] = nil
		}
		kind, r, err := c.ws.Reader(context.Background())
		if err == nil {
			buffers[i], err = readInto(buffers[i][:0], r)
		}
		if err != nil {
			c.stop(readError(err, limits))
			return
		}
		c.idle.Stop() // the client is not to blame for what follows
		c.counts.received.Add(float64(len(buffers[i])))
		m := message{kind == websocket.MessageBinary, buffers[i], time.Now()}
		if wait := limiter.ReserveN(m.came, len(m.data)).DelayFrom(m.came); wait > 0 {
			select {
			case <-time.After(wait):
			case <-c.stopped:
				return
			}
		}
		select {
		case c.in <- m:
			c.idle.Reset(limits.Idle)
		case <-c.stopped:
			return
		}
	}
}

// keptBuffer is the largest buffer that is kept for the next message.
const keptBuffer = 1 << 16

// readInto appends all of r to b.
func readInto(b []byte, r io.Reader) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// readError returns the error of next for one of reading.
func readError(err error, l *Limits) error {
	switch {
	case errors.Is(err, websocket.ErrMessageTooBig):
		return &closing{websocket.StatusMessageTooBig, "message_size", fmt.Sprintf("a message may have %d bytes", l.MessageBytes)}
	case websocket.CloseStatus(err) != -1:
		return fmt.Errorf("%w: %w", io.EOF, err)
	}
	return fmt.Errorf("%w: %v", errGone, err) // which may be io.EOF
}
