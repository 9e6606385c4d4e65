package serve

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gosilero/vad/serve/sessions"
)

// sessionMetrics count how streams with a session are saved, and log when that fails.
// They are a sessions.Observer.
type sessionMetrics struct {
	server *Server

	opened  *prometheus.CounterVec // by how
	saves   *prometheus.CounterVec // by result
	took    prometheus.Histogram
	bytes   prometheus.Counter
	unsaved prometheus.Gauge
}

func newSessionMetrics(s *Server) *sessionMetrics {
	m := &sessionMetrics{
		server: s,
		opened: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vad_sessions_opened_total", Help: "Streams with a session, by how they began: new or resumed.",
		}, []string{"how"}),
		saves: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vad_session_saves_total", Help: "Saves of streams, by result: saved, failed, or taken, if another connection has the session.",
		}, []string{"result"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vad_session_save_seconds", Help: "How long saves took.", Buckets: delays,
		}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "vad_session_saved_bytes_total", Help: "Bytes that were saved of streams.",
		}),
		unsaved: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "vad_sessions_unsaved", Help: "Streams whose events are sent without being saved, since saving fails.",
		}),
	}
	s.metrics.registry.MustRegister(m.opened, m.saves, m.took, m.bytes, m.unsaved)
	return m
}

// Saved implements sessions.Observer.
func (m *sessionMetrics) Saved(_ string, took time.Duration, bytes int, err error) {
	result := "saved"
	switch {
	case errors.Is(err, sessions.ErrTaken):
		result = "taken"
	case err != nil:
		result = "failed"
	default:
		m.bytes.Add(float64(bytes))
	}
	m.saves.WithLabelValues(result).Inc()
	m.took.Observe(took.Seconds())
}

// Unsaved implements sessions.Observer.
func (m *sessionMetrics) Unsaved(_ string, err error) {
	m.unsaved.Inc()
	m.server.metrics.failed("session_store")
	m.server.log.Warn("a session is not saved", "error", err.Error())
}

// SavedAgain implements sessions.Observer.
func (m *sessionMetrics) SavedAgain(string) { m.unsaved.Dec() }
