package queue

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/archive/storage"
)

// slowPlace returns a place that delivers the recordings of a folder in the given time
// each.
func slowPlace(t *testing.T, folder string, takes time.Duration) *storage.Place {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, err := os.ReadFile(filepath.Join(folder, filepath.Base(r.URL.Path)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		w.Header().Set("Last-Modified", time.Unix(0, 0).UTC().Format(http.TimeFormat))
		for rest := strings.NewReader(string(content)); rest.Len() > 0; {
			if _, err := io.CopyN(w, rest, int64(len(content)/10+1)); err != nil && err != io.EOF {
				return
			}
			w.(http.Flusher).Flush()
			select {
			case <-time.After(takes / 10):
			case <-over:
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(over) })
	p, err := storage.Open(t.Context(), "s3://slow?region=us-east-1&use_path_style=true&endpoint="+server.URL, storage.Read, quick)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
