package serve

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// refusedWith returns the status and the error that a stream is refused with.
func (r *running) refusedWith(t testing.TB, path string, header http.Header, protocols ...string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, "ws://"+r.host+path, &websocket.DialOptions{HTTPHeader: header, Subprotocols: protocols})
	if err == nil {
		ws.CloseNow()
		return 0, ""
	}
	if resp == nil {
		t.Fatal(err)
	}
	var answer struct{ Error string }
	body, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Errorf("%s: %d %s: %v", path, resp.StatusCode, body, err)
	}
	return resp.StatusCode, answer.Error
}

// TestRefuseParameters: a wrong parameter is named.
func TestRefuseParameters(t *testing.T) {
	server := start(t, nil)
	for query, want := range map[string]string{
		"rate=999":                      `rate is "999", want 1000 to`,
		"rate=16k":                      `rate is "16k"`,
		"rate=-1":                       `rate is "-1"`,
		"rate=99999999999999999999":     `rate is "9999`,
		"rate=8000&rate=16000":          `"rate" is given 2 times`,
		"encoding=mp3":                  `encoding is "mp3", want s16le, f32le, mulaw or alaw`,
		"encoding=u8":                   `encoding is "u8"`,
		"channels=0":                    `channels is "0", want 1 to 8`,
		"channels=9":                    `channels is "9"`,
		"final=perhaps":                 `final is "perhaps"`,
		"threshold=1.5":                 "threshold: got 1.5",
		"threshold=NaN":                 `threshold: got "NaN"`,
		"threshold=0.3&neg_threshold=1": "neg_threshold: got 1",
		"min_speech_duration_ms=x":      `min_speech_duration_ms: got "x"`,
		"min_speech_duration_ms=":       `min_speech_duration_ms: got ""`,
		"speech_pad_ms=-1":              "speech_pad_ms: got -1ms",
		"max_gap_ms=-1":                 "max_gap_ms: got -1ms",
		"max_gap_ms=10001":              "max_gap_ms: got 10.001s, want 10s or less",
		"smoothing=1":                   "smoothing: got 1",
		"token=abc":                     `no such option: "token"`,
		"session=a":                     "keeps no sessions",
		"a;b":                           "the query: ",
		"%zz=1":                         "the query: ",
	} {
		if status, text := server.refusedWith(t, "/v1/stream?"+query, nil); status != http.StatusBadRequest || !strings.Contains(text, want) || strings.Contains(text, "options: ") {
			t.Errorf("%s is refused with %d %q, want 400 and %q", query, status, text, want)
		}
	}
}

// TestRefuseRequests: requests that are no streams are answered by what they should be.
func TestRefuseRequests(t *testing.T) {
	server := start(t, nil)
	for _, c := range []struct {
		method, path string
		status       int
		want         string
	}{
		{"POST", "/v1/stream", 405, "/v1/stream takes GET, not POST"},
		{"GET", "/v1/detect", 405, "/v1/detect takes POST, not GET"},
		{"DELETE", "/metrics", 405, "/metrics takes GET, not DELETE"},
		{"GET", "/v2/stream", 404, ""},
		{"GET", "/healthz", 200, "ok"},
		{"GET", "/readyz", 200, "ready"},
	} {
		request, err := http.NewRequest(c.method, "http://"+server.host+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != c.status || !strings.Contains(string(body), c.want) {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, resp.StatusCode, body, c.status, c.want)
		}
	}
}

// TestRefuseHandshakes: a request that is no handshake of WebSocket is answered in JSON,
// and by what it should be.
func TestRefuseHandshakes(t *testing.T) {
	server := start(t, nil)
	upgrade := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
	version := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}}
	for _, c := range []struct {
		path   string
		header http.Header
		status int
		want   string
		name   string // of a header of the answer
		value  string
	}{
		{"/v1/stream", nil, 426, "/v1/stream takes WebSocket connections", "Upgrade", "websocket"},
		{"/v1/realtime", nil, 426, "/v1/realtime takes WebSocket connections", "Upgrade", "websocket"},
		{"/v1/stream", http.Header{"Connection": {"Upgrade"}}, 426, "Upgrade: websocket", "Connection", "Upgrade"},
		{"/v1/stream", upgrade, 400, "only 13 is supported", "Sec-WebSocket-Version", "13"},
		{"/v1/stream", version, 400, "missing Sec-WebSocket-Key", "Upgrade", ""},
	} {
		request, err := http.NewRequest(http.MethodGet, "http://"+server.host+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = c.header
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		var answer struct{ Error string }
		if err := json.Unmarshal(body, &answer); err != nil || resp.StatusCode != c.status || !strings.Contains(answer.Error, c.want) {
			t.Errorf("%s with %v: %d %s, want %d and %q in JSON", c.path, c.header, resp.StatusCode, body, c.status, c.want)
		}
		if kind := resp.Header.Get("Content-Type"); kind != "application/json" || resp.Header.Get(c.name) != c.value {
			t.Errorf("%s with %v: the headers are %v, want application/json and %s: %s", c.path, c.header, resp.Header, c.name, c.value)
		}
	}
	if got := server.metric(t, `vad_errors_total{kind="handshake"}`); got != 5 {
		t.Errorf("%v handshakes are counted as refused, want 5", got)
	}
}

// TestRefuseOrigins: pages of this server and of the origins that are given connect,
// others do not.
func TestRefuseOrigins(t *testing.T) {
	server := start(t, func(c *Config) { c.Origins = []string{"https://example.com", "*.example.org"} })
	for origin, allowed := range map[string]bool{
		"":                        true,
		"http://" + server.host:   true,
		"https://example.com":     true,
		"http://example.com":      false,
		"https://www.example.com": false,
		"https://a.EXAMPLE.org":   true,
		"https://example.org":     false,
		"http://127.0.0.1:1":      false,
		"null":                    false,
		"https://":                false,
		"%":                       false,
	} {
		status, text := server.refusedWith(t, "/v1/stream", http.Header{"Origin": {origin}})
		if allowed != (status == 0) || !allowed && (status != http.StatusForbidden || !strings.Contains(text, origin)) {
			t.Errorf("origin %q: %d %s, want it allowed: %v", origin, status, text, allowed)
		}
	}
	for _, pattern := range []string{"", "[", "https://[a"} {
		c := DefaultConfig()
		c.Origins = []string{pattern}
		if _, err := New(newModel(t), c); !errors.Is(err, ErrConfig) {
			t.Errorf("the pattern %q: %v", pattern, err)
		}
	}
}

// bearer is the header with a token.
func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// TestRefuseTokens: a client needs one of the tokens in the file, in a header or a
// subprotocol.
func TestRefuseTokens(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte("# of the recorders\nfirst\n\n  second-token  \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := start(t, func(c *Config) { c.TokenFile, c.Addr = file, "localhost:0" })
	for _, c := range []struct {
		header    http.Header
		protocols []string
		allowed   bool
		want      string
	}{
		{nil, nil, false, "a bearer token is needed"},
		{bearer("first"), nil, true, ""},
		{bearer("second-token"), nil, true, ""},
		{http.Header{"Authorization": {"bearer first"}}, nil, true, ""},
		{http.Header{"Authorization": {"Basic first"}}, nil, false, "a bearer token is needed"},
		{bearer(""), nil, false, "a bearer token is needed"},
		{bearer("First"), nil, false, "the bearer token is wrong"},
		{bearer("first second-token"), nil, false, "the bearer token is wrong"},
		{bearer("# of the recorders"), nil, false, "the bearer token is wrong"},
		{nil, []string{"vad", "bearer.first"}, true, ""},
		{nil, []string{"vad", "bearer.third"}, false, "the bearer token is wrong"},
	} {
		status, text := server.refusedWith(t, "/v1/stream", c.header, c.protocols...)
		if c.allowed != (status == 0) || !c.allowed && (status != http.StatusUnauthorized || text != c.want) {
			t.Errorf("%v %v: %d %q, want %q", c.header, c.protocols, status, text, c.want)
		}
	}
	for path, want := range map[string]int{"/metrics": 401, "/healthz": 200, "/readyz": 200} {
		if status, _ := server.get(t, path); status != want {
			t.Errorf("%s without a token: %d, want %d", path, status, want)
		}
	}
}

// TestRefuseTooMany: neither all clients together nor one may have more streams than
// the limits, and a stream that has ended makes room.
func TestRefuseTooMany(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte("a\nb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := start(t, func(c *Config) { c.TokenFile, c.Limits.Streams, c.Limits.StreamsPerClient = file, 3, 2 })
	first := server.dial(t, "/v1/stream", bearer("a"))
	server.dial(t, "/v1/stream", bearer("a"))
	if status, text := server.refusedWith(t, "/v1/stream", bearer("a")); status != http.StatusTooManyRequests || !strings.Contains(text, "2 streams") {
		t.Errorf("the third stream of a client: %d %s", status, text)
	}
	server.dial(t, "/v1/stream", bearer("b"))
	if status, text := server.refusedWith(t, "/v1/stream", bearer("b")); status != http.StatusServiceUnavailable || !strings.Contains(text, "3 streams") {
		t.Errorf("the fourth stream: %d %s", status, text)
	}
	first.ws.Close(websocket.StatusNormalClosure, "")
	eventually(t, func() bool {
		status, _ := server.refusedWith(t, "/v1/stream", bearer("a"))
		return status == 0
	})
}

// TestConfigErrors: a wrong configuration is refused with its name, and nobody is
// served whom no token keeps out.
func TestConfigErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte("# none\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(c *Config){
		"Drain":                   func(c *Config) { c.Drain = -1 },
		"Limits.Streams":          func(c *Config) { c.Limits.Streams = 0 },
		"Limits.Idle":             func(c *Config) { c.Limits.Idle = -1 },
		"Limits.RecordingWorkers": func(c *Config) { c.Limits.RecordingWorkers = 0 },
		"KeyFile":                 func(c *Config) { c.CertFile = missing },
		missing:                   func(c *Config) { c.TokenFile = missing },
		empty + " has no token":   func(c *Config) { c.TokenFile = empty },
		"missing":                 func(c *Config) { c.CertFile, c.KeyFile = missing, missing },
		"Workers":                 func(c *Config) { c.Scheduler.Workers = -1 },
	} {
		c := DefaultConfig()
		change(&c)
		if s, err := New(newModel(t), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", want, s, err)
		}
	}
	for addr, served := range map[string]bool{
		"127.0.0.1:0": true, "localhost:0": true, "[::1]:0": true, "127.9.9.9:0": true,
		":0": false, "0.0.0.0:0": false, "[::]:0": false, "192.0.2.1:0": false, "example.com:0": false,
	} {
		c := Config{Addr: addr}
		if err := c.checkAddr(); served != (err == nil) || !served && !errors.Is(err, ErrExposed) {
			t.Errorf("%s: %v, want it served: %v", addr, err, served)
		}
		if c.Insecure = true; c.checkAddr() != nil {
			t.Errorf("%s is refused though it is insecure", addr)
		}
		if c = (Config{Addr: addr, TokenFile: "tokens"}); c.checkAddr() != nil {
			t.Errorf("%s is refused though tokens are needed", addr)
		}
	}
	if err := (&Config{Addr: "8017"}).checkAddr(); !errors.Is(err, ErrConfig) {
		t.Errorf("an address without a port: %v", err)
	}
}
