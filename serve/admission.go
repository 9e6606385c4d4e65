package serve

import (
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
)

// admission counts what clients have open.
type admission struct {
	limits Limits

	mu      sync.Mutex
	all     int
	clients map[string]int
	gone    *sync.Cond // signals that all has become 0

	recordings chan struct{} // has one for each recording
	workers    chan struct{} // has one for each recording that is computed
}

func (a *admission) init(l Limits) {
	a.limits, a.clients = l, make(map[string]int)
	a.gone = sync.NewCond(&a.mu)
	a.recordings = make(chan struct{}, l.Recordings)
	a.workers = make(chan struct{}, l.RecordingWorkers)
}

// enter counts a stream of a client.
func (a *admission) enter(client string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all >= a.limits.Streams {
		return refuse(http.StatusServiceUnavailable, "streams", "the server has all the %d streams it takes", a.limits.Streams)
	}
	if a.clients[client] >= a.limits.StreamsPerClient {
		return refuse(http.StatusTooManyRequests, "streams_per_client", "this client has all the %d streams it may have", a.limits.StreamsPerClient)
	}
	a.all++
	a.clients[client]++
	return nil
}

// leave counts a stream that has ended.
func (a *admission) leave(client string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all--
	if a.clients[client]--; a.clients[client] == 0 {
		delete(a.clients, client)
	}
	if a.all == 0 {
		a.gone.Broadcast()
	}
}

// wait returns when no stream is left.
func (a *admission) wait() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.all > 0 {
		a.gone.Wait()
	}
}

// admit checks a request for a stream, and counts the stream; the caller calls
// admission.leave when it ends.
func (s *Server) admit(r *http.Request) (client string, err error) {
	client, err = s.identify(r)
	if err == nil && s.isDraining() {
		err = errDraining
	}
	if err == nil {
		err = s.admission.enter(client)
	}
	return client, err
}

// identify checks the token and the origin of a request, and returns a name for its
// client.
func (s *Server) identify(r *http.Request) (client string, err error) {
	if !s.allowsOrigin(r) {
		return "", refuse(http.StatusForbidden, "origin", "pages of the origin %q may not connect", r.Header.Get("Origin"))
	}
	if s.tokens == nil {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		return host, nil
	}
	token := tokenOf(r)
	if token == "" {
		return "", refuse(http.StatusUnauthorized, "token", "a bearer token is needed")
	}
	client, ok := s.tokens.find(token)
	if !ok {
		return "", refuse(http.StatusUnauthorized, "token", "the bearer token is wrong")
	}
	return client, nil
}

// allowsOrigin reports whether a request comes from a page of this server, of an
// origin that may connect, or of none.
func (s *Server) allowsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	if strings.EqualFold(u.Host, r.Host) {
		return true
	}
	for _, pattern := range s.config.Origins {
		target := u.Host
		if strings.Contains(pattern, "://") {
			target = u.Scheme + "://" + u.Host
		}
		if ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(target)); ok {
			return true
		}
	}
	return false
}
