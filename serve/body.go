package serve

import (
	"context"
	"io"
	"net/http"
	"time"
)

// body is the body of a request, which is read within the limits: of bytes, of time
// without any, and of recordings that are computed at once. It has a worker but for
// the time that it waits for its client.
type body struct {
	ctx     context.Context
	from    io.Reader
	control *http.ResponseController
	idle    time.Duration
	counts  *endpoint
	workers chan struct{}
	works   bool
	err     error // of reading, but for the end
	unwatch func() bool
}

// newBody returns the body of a request. When ctx ends, so does a read that waits.
func (s *Server) newBody(ctx context.Context, w http.ResponseWriter, r *http.Request, counts *endpoint) *body {
	limits := &s.config.Limits
	b := &body{
		ctx:     ctx,
		from:    http.MaxBytesReader(w, r.Body, limits.RecordingBytes),
		control: http.NewResponseController(w),
		idle:    limits.Idle,
		counts:  counts,
		workers: s.admission.workers,
	}
	b.unwatch = context.AfterFunc(ctx, func() { _ = b.control.SetReadDeadline(time.Now()) })
	return b
}

// Read implements io.Reader.
func (b *body) Read(dst []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	b.rest()
	_ = b.control.SetReadDeadline(time.Now().Add(b.idle))
	if b.err = b.ctx.Err(); b.err != nil { // perhaps before the deadline was set
		return 0, b.err
	}
	n, err := b.from.Read(dst)
	b.counts.received.Add(float64(n))
	if err != nil && err != io.EOF {
		b.err = err
		return n, err
	}
	select {
	case b.workers <- struct{}{}:
		b.works = true
	case <-b.ctx.Done():
		b.err = b.ctx.Err()
		return n, b.err
	}
	return n, err
}

// rest gives the worker back.
func (b *body) rest() {
	if b.works {
		<-b.workers
		b.works = false
	}
}

// close gives back what the body has.
func (b *body) close() {
	b.rest()
	b.unwatch()
}
