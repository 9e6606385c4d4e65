package serve

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// refuse answers a request by an error, and records it.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	s.metrics.failed(kindOf(err))
	s.log.Info("refused", "path", r.URL.Path, "remote", r.RemoteAddr, "reason", err.Error())
	replyError(w, err)
}

// opened records that a connection was opened.
func (c *conn) opened() {
	c.counts.opened.Inc()
	c.counts.open.Inc()
	c.log.Info("opened")
}

// closed records that a connection has ended, and why.
func (c *conn) closed(err error) {
	lasted := time.Since(c.began)
	c.counts.open.Dec()
	c.counts.length.Observe(lasted.Seconds())
	reason := "closed by the client"
	if err != nil && !errors.Is(err, io.EOF) {
		reason = err.Error()
		c.server.metrics.failed(kindOf(err))
	}
	c.log.Info("closed", "seconds", lasted.Seconds(), "reason", reason)
}

// kindOf returns the kind of an error in metrics.
func kindOf(err error) string {
	var refused *refusal
	var end *closing
	switch {
	case errors.As(err, &refused):
		return refused.kind
	case errors.As(err, &end):
		return end.kind
	case errors.Is(err, errGone):
		return "gone"
	}
	return "internal"
}

// done records that a message with audio was computed, and its events wait to be
// sent. audio is the time that it lasts, in each of the channels.
func (c *conn) done(m message, audio time.Duration, channels int) {
	now := time.Now()
	c.counts.audio.Add(audio.Seconds() * float64(channels))
	c.server.metrics.late.Observe(now.Sub(c.clock.came(m.came, audio)).Seconds())
	c.server.metrics.handling.Observe(now.Sub(m.came).Seconds())
}
