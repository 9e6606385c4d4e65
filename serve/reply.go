package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// refusal is an error with the status that a request is answered by.
type refusal struct {
	status int
	kind   string // in metrics
	text   string
}

func (r *refusal) Error() string { return r.text }

// refuse returns a refusal.
func refuse(status int, kind, format string, args ...any) error {
	return &refusal{status, kind, fmt.Sprintf(format, args...)}
}

// replyError answers a request by an error: {"error": "..."}.
func replyError(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	text := "internal error"
	var r *refusal
	switch {
	case errors.As(err, &r):
		status, text = r.status, r.text
	case errors.Is(err, errDraining):
		status, text = http.StatusServiceUnavailable, err.Error()
	}
	switch status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="vad"`)
	case http.StatusUpgradeRequired:
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": text})
}

// replyText answers a request by a line of text.
func replyText(w http.ResponseWriter, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, line+"\n")
}
