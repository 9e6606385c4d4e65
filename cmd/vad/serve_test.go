//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// startServe starts vad serve as a process, and returns its address, and what ends it
// and returns its log and its status.
func startServe(t *testing.T, args ...string) (address string, end func() outcome) {
	t.Helper()
	cmd := process(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("vad serve says no address: %v, %s", err, log.String())
	}
	return strings.TrimSuffix(strings.TrimSpace(line), "/"), func() outcome {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
		return outcome{stderr: log.String(), status: cmd.ProcessState.ExitCode()}
	}
}

// TestServeDetect: the service answers what vad detect prints, byte by byte.
func TestServeDetect(t *testing.T) {
	address, end := startServe(t)
	for _, name := range []string{speech, "../../testdata/voices.wav", audioClips + "speech-silk.webm"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Post(address+"/v1/detect?per_channel=true&threshold=0.4&file="+url.QueryEscape(name), "", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if want := mustRun(t, "detect", "-q", "-f", "json", "--per-channel", "--threshold=0.4", name); err != nil || string(got) != want {
			t.Errorf("%s: answered by %s, %v, want %s", name, got, err, want)
		}
	}
	if got := end(); got.status != 0 {
		t.Errorf("status %d: %s", got.status, got.stderr)
	}
}

// TestServeDrain: a process that gets SIGTERM in the middle of speech flushes it,
// closes the stream with the reason, and ends. The events are those of vad stream.
func TestServeDrain(t *testing.T) {
	data, err := os.ReadFile(speech)
	if err != nil {
		t.Fatal(err)
	}
	samples := data[44 : 44+2*5*16000] // in the middle of the first segment
	want, _, status := vadRunInput(t.Context(), bytes.NewReader(samples), "stream", "--raw", "s16le")
	if status != 0 || strings.Count(want, "\n") < 3 {
		t.Fatalf("vad stream: status %d, %s", status, want)
	}
	address, end := startServe(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, strings.Replace(address, "http", "ws", 1)+"/v1/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	for len(samples) > 0 {
		n := min(640, len(samples))
		if err := ws.Write(ctx, websocket.MessageBinary, samples[:n]); err != nil {
			t.Fatal(err)
		}
		samples = samples[n:]
	}
	// An answer comes after all that was sent before has been heard.
	if err := ws.Write(ctx, websocket.MessageText, []byte(`{"type":"config"}`)); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	ended := make(chan outcome, 1)
	for {
		_, message, err := ws.Read(ctx)
		if websocket.CloseStatus(err) == websocket.StatusServiceRestart {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(message, []byte(`"configured"`)) {
			go func() { ended <- end() }()
			continue
		}
		got.Write(message)
		got.WriteByte('\n')
	}
	if got.String() != want {
		t.Errorf("the events are\n%swant\n%s", got.String(), want)
	}
	result := <-ended
	if result.status != 0 {
		t.Errorf("status %d: %s", result.status, result.stderr)
	}
	for line := range strings.Lines(result.stderr) {
		var record struct{ Time, Level, Msg string }
		if err := json.Unmarshal([]byte(line), &record); err != nil || record.Time == "" || record.Level == "" || record.Msg == "" {
			t.Errorf("the log has %q: %v", line, err)
		}
	}
	for _, event := range []string{`"opened"`, `"draining"`, `"closed"`} {
		if !strings.Contains(result.stderr, event) {
			t.Errorf("the log has no %s: %s", event, result.stderr)
		}
	}
}

// TestServeErrors: what cannot be served ends with one line that says why.
func TestServeErrors(t *testing.T) {
	text := file(t, "text.pem", "no certificate\n")
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"--addr", ":0"}, statusUsage, "--tokens, or --insecure"},
		{[]string{"--addr", "8017"}, statusUsage, `--addr is "8017", want HOST:PORT`},
		{[]string{"--streams=-1"}, statusUsage, "--streams is -1, want more than 0"},
		{[]string{"--idle=0"}, statusUsage, "--idle is 0s, want more than 0"},
		{[]string{"--recording-workers=-1"}, statusUsage, "--recording-workers is -1, want more than 0"},
		{[]string{"--drain=-1s"}, statusUsage, "--drain is -1s, want 0 or more"},
		{[]string{"--cert=a.pem"}, statusUsage, "--cert and --key belong together"},
		{[]string{"--origin=["}, statusUsage, `--origin has "["`},
		{[]string{"--tokens=missing.txt"}, statusFailed, "missing.txt"},
		{[]string{"--tokens", file(t, "tokens", "# none\n")}, statusUsage, "vad: --tokens "},
		{[]string{"--cert=a.pem", "--key=b.pem"}, statusFailed, "a.pem"},
		{[]string{"--cert", text, "--key", text}, statusFailed, text},
		{[]string{"--session-ttl=1s"}, statusUsage, "--session-ttl is 1s, want 1m or more"},
		{[]string{"--nats=nats://127.0.0.1", "--nats-replicas=9"}, statusUsage, "--nats-replicas is 9"},
		{[]string{"--nats=nats://127.0.0.1", "--nats-tlscert=a.pem"}, statusUsage, "belong together"},
		{[]string{"--nats=http://x"}, statusUsage, "--nats has a server with http://, want nats://, tls://, ws:// or wss://"},
		{[]string{"--nats=nats://127.0.0.1,HTTPS://x"}, statusUsage, "--nats has a server with https://"},
		{[]string{"--nats=, "}, statusUsage, "--nats has no server"},
		{[]string{"--nats=wss://:4222"}, statusUsage, "--nats has a server that is no URL"},
		{[]string{"--nats=nats://user:secret@127.0.0.1:x"}, statusUsage, "is no URL, want such as nats://one:4222,nats://two:4222 (see vad serve --help)\n"},
		{[]string{"--nats=127.0.0.1, wss://127.0.0.1,", "--nats-creds=missing.creds"}, statusFailed, "missing.creds"},
		{[]string{"--nats=nats://127.0.0.1", "--nats-creds=missing.creds"}, statusFailed, "missing.creds"},
	} {
		_, stderr, status := vadRun(append([]string{"serve"}, c.args...)...)
		if status != c.status || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d, %q, want %d and %q", c.args, status, stderr, c.status, c.want)
		}
	}
}
