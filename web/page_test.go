package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

// page returns a handler of two files.
func page(t *testing.T) http.Handler {
	files := fstest.MapFS{}
	for name, content := range map[string]string{"index.html": "<p>page", "vad.wasm": "\x00asm"} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		files[name+".gz"] = &fstest.MapFile{Data: b.Bytes()}
	}
	return handler{files}
}

func TestHandler(t *testing.T) {
	for _, c := range []struct {
		method, target, accept string
		status                 int
		encoding, kind         string
	}{
		{"GET", "/", "gzip, br", 200, "gzip", "text/html; charset=utf-8"},
		{"GET", "/", "", 200, "", "text/html; charset=utf-8"},
		{"GET", "/vad.wasm", "gzip", 200, "gzip", "application/wasm"},
		{"GET", "/vad.wasm.gz", "gzip", 404, "", "text/plain; charset=utf-8"},
		{"GET", "/../page.go", "gzip", 404, "", "text/plain; charset=utf-8"},
		{"POST", "/", "gzip", 405, "", "text/plain; charset=utf-8"},
	} {
		r := httptest.NewRequest(c.method, "http://localhost"+c.target, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		page(t).ServeHTTP(w, r)
		got := w.Result()
		if got.StatusCode != c.status || got.Header.Get("Content-Encoding") != c.encoding || got.Header.Get("Content-Type") != c.kind {
			t.Errorf("%s %s: got %d, %v", c.method, c.target, got.StatusCode, got.Header)
		}
		if c.status == 200 && got.Header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s %s: got no policy", c.method, c.target)
		}
	}
}

func TestHandlerExpands(t *testing.T) {
	w := httptest.NewRecorder()
	page(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if body, err := io.ReadAll(w.Result().Body); err != nil || string(body) != "<p>page" {
		t.Errorf("got %q, %v", body, err)
	}
}

// TestNoPage holds for builds without the tag webassets, which tests are.
func TestNoPage(t *testing.T) {
	if files != nil {
		t.Skip("the page is part of this build")
	}
	if _, err := Handler(); !errors.Is(err, ErrNoPage) {
		t.Errorf("got %v, want ErrNoPage", err)
	}
}
