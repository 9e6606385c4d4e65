package serve

import (
	"net/http"
	"time"

	"github.com/gosilero/vad/web"
)

// routeRest routes the page, and requests that no handler takes.
func (s *Server) routeRest(mux *http.ServeMux) {
	for path, method := range map[string]string{
		"/v1/stream": http.MethodGet, "/v1/realtime": http.MethodGet, "/v1/detect": http.MethodPost,
		"/metrics": http.MethodGet, "/healthz": http.MethodGet, "/readyz": http.MethodGet,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", method)
			s.refuse(w, r, refuse(http.StatusMethodNotAllowed, "request", "%s takes %s, not %s", path, method, r.Method))
		})
	}
	page, err := web.Handler()
	if err != nil {
		page = http.HandlerFunc(s.serveNothing)
	}
	mux.Handle("/", s.brief(page))
}

// brief returns a handler whose answers clients have to read within the limit.
func (s *Server) brief(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Now().Add(s.config.Limits.Write))
		h.ServeHTTP(w, r)
		control.Flush()
		_ = control.SetWriteDeadline(time.Time{})
	})
}

// guarded returns a handler for clients with a token, if tokens are needed.
func (s *Server) guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.identify(r); err != nil {
			s.refuse(w, r, err)
			return
		}
		s.brief(h).ServeHTTP(w, r)
	})
}

// serveHealth answers that the process lives.
func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) { replyText(w, "ok") }

// serveReadiness answers whether new streams are taken.
func (s *Server) serveReadiness(w http.ResponseWriter, _ *http.Request) {
	if s.isDraining() {
		replyError(w, errDraining)
		return
	}
	replyText(w, "ready")
}

// serveNothing answers requests for what is not there.
func (s *Server) serveNothing(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, refuse(http.StatusNotFound, "request", "there is no %s: see /v1/stream, /v1/realtime, /v1/detect, /metrics, /healthz and /readyz", r.URL.Path))
}
