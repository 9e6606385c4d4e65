// Package serve is the service that vad serve runs: detectors of speech for programs
// that are not written in Go, over WebSocket and HTTP. All streams share one model and
// one scheduler.
//
//	server, err := serve.New(model, serve.DefaultConfig())
//	...
//	listener, err := server.Listen()
//	...
//	err = server.Run(ctx, listener) // until ctx ends; then it drains
//
// docs/serve.md has the protocol.
package serve

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/serve/sessions"
)

// ErrExposed says that others than this machine reach Config.Addr, and need no token.
var ErrExposed = errors.New("serve: without tokens, only loopback is served")

// Config says what a Server serves, and to whom; start from DefaultConfig.
type Config struct {
	// Addr is where Listen listens. Other addresses than loopback are refused
	// without TokenFile, unless Insecure is set.
	Addr     string
	Insecure bool
	// TokenFile holds the bearer tokens that clients need, one a line; lines that
	// are empty or begin with # do not count. It is read again when it changes.
	// Empty means that none is needed.
	TokenFile string
	// CertFile and KeyFile are the certificate and key of TLS, in PEM. They are
	// read again when they change. Empty means no TLS.
	CertFile, KeyFile string
	// Origins are the origins, besides the server's own, whose pages may connect,
	// such as "https://example.com" or "*.example.com". A request without an
	// origin comes from no browser.
	Origins []string
	// Limits are what a client, and all together, may take.
	Limits Limits
	// Drain is how long streams have to end, after ctx of Run has ended.
	Drain time.Duration
	// Scheduler sets the limits of the scheduler.
	Scheduler vad.SchedulerConfig
	// Sessions says how streams are kept that name a session. Without a Store, such
	// streams are refused. Without an Observer, the server counts and logs.
	Sessions sessions.Config
	// Logger takes a record for each stream. Nil means none.
	Logger *slog.Logger
}

// DefaultConfig returns a configuration for loopback, with DefaultLimits.
func DefaultConfig() Config {
	return Config{Addr: "127.0.0.1:8017", Limits: DefaultLimits(), Drain: 20 * time.Second}
}

// Server is the service. It is safe for use by any number of goroutines. Make one
// with New, and close it.
type Server struct {
	config    Config
	model     *vad.Model
	scheduler *vad.Scheduler
	tokens    *tokens      // nil if none is needed
	cert      *certificate // nil without TLS
	admission admission
	handler   http.Handler
	metrics   *metrics
	log       *slog.Logger

	sessions       *sessions.Keeper // nil if none are kept
	sessionMetrics *sessionMetrics

	ctx      context.Context // ends when connections must be gone
	cut      context.CancelFunc
	draining context.Context // ends when no new streams are taken
	drain    context.CancelFunc
}

// New returns a server of detectors that run m.
func New(m *vad.Model, c Config) (*Server, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	s := &Server{config: c, model: m, log: c.Logger}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if c.TokenFile != "" {
		if s.tokens, err = openTokens(c.TokenFile, s.log); err != nil {
			return nil, err
		}
	}
	if c.CertFile != "" {
		if s.cert, err = openCertificate(c.CertFile, c.KeyFile, s.log); err != nil {
			return nil, err
		}
	}
	if s.scheduler, err = vad.NewScheduler(m, c.Scheduler); err != nil {
		return nil, err
	}
	s.ctx, s.cut = context.WithCancel(context.Background())
	s.draining, s.drain = context.WithCancel(s.ctx)
	s.admission.init(c.Limits)
	s.metrics = newMetrics(s.scheduler)
	if err := s.keepSessions(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.handler = s.routes()
	return s, nil
}

// keepSessions begins to keep sessions, if there is a store.
func (s *Server) keepSessions() (err error) {
	c := s.config.Sessions
	if c.Store == nil {
		return nil
	}
	s.sessionMetrics = newSessionMetrics(s)
	if c.Observer == nil {
		c.Observer = s.sessionMetrics
	}
	s.sessions, err = sessions.New(c)
	return err
}

// routes returns the handler of all paths.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/stream", s.serveStream)
	mux.HandleFunc("GET /v1/realtime", s.serveRealtime)
	mux.Handle("GET /metrics", s.guarded(s.metrics.handler()))
	mux.HandleFunc("GET /healthz", s.serveHealth)
	mux.HandleFunc("GET /readyz", s.serveReadiness)
	mux.HandleFunc("POST /v1/detect", s.serveDetect)
	s.routeRest(mux)
	return mux
}

// Handler returns the handler of all paths, for servers other than Run's.
func (s *Server) Handler() http.Handler { return s.handler }

// isDraining reports whether the server takes no new streams.
func (s *Server) isDraining() bool { return s.draining.Err() != nil }
