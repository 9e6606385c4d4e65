package serve

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
)

// wellServed checks that a stream gets its events, whatever others do.
func (r *running) wellServed(t testing.TB) {
	t.Helper()
	pcm := clip(t, "speech.wav")
	client := r.dial(t, "/v1/stream", nil)
	client.speak(audio.S16LE, pcm, 320)
	client.text(`{"type":"flush"}`)
	if got, want := client.until("flushed"), local(t, 1, defaultConfig(16000), pcm); !slices.Equal(got, want) {
		t.Errorf("a stream beside them has %d events, want %d", len(got), len(want))
	}
}

// ends checks that a stream is closed with a code and a reason, and counted by kind.
func (r *running) ends(t testing.TB, c *client, code websocket.StatusCode, kind, reason string) {
	t.Helper()
	before, err := c.rest()
	var end websocket.CloseError
	if !errors.As(err, &end) || end.Code != code || !strings.Contains(end.Reason, reason) {
		t.Errorf("closed with %v after %q, want %d and %q", err, before, code, reason)
	}
	eventually(t, func() bool { return r.metric(t, `vad_errors_total{kind="`+kind+`"}`) > 0 })
}

// TestWrongFrames: a binary message that is no audio ends its stream with an error
// that says why.
func TestWrongFrames(t *testing.T) {
	server := start(t, func(c *Config) { c.Limits.MessageBytes = 1 << 16 })
	huge := binary.LittleEndian.AppendUint32(nil, math.Float32bits(1e20))
	for _, c := range []struct {
		name, query string
		data        []byte
		code        websocket.StatusCode
		kind, want  string
	}{
		{"odd", "", make([]byte, 639), websocket.StatusInvalidFramePayloadData, "frame", "639 bytes, want a multiple of 2"},
		{"channels", "?channels=2", make([]byte, 642), websocket.StatusInvalidFramePayloadData, "frame", "642 bytes, want a multiple of 4: s16le, 2 channels"},
		{"out of range", "?encoding=f32le", huge, websocket.StatusInvalidFramePayloadData, "samples", "sample"},
		{"large", "", make([]byte, 1<<16+2), websocket.StatusMessageTooBig, "message_size", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := server.dial(t, "/v1/stream"+c.query, nil)
			client.write(websocket.MessageBinary, c.data)
			if c.kind != "message_size" {
				if got := client.read(); !strings.Contains(got, c.want) || !strings.HasPrefix(got, `{"event":"error"`) {
					t.Errorf("answered by %s, want %q", got, c.want)
				}
			}
			server.ends(t, client, c.code, c.kind, c.want)
		})
	}
	server.wellServed(t)
}

// TestScale: with check_scale, samples far beyond full scale end the stream.
func TestScale(t *testing.T) {
	server := start(t, nil)
	client := server.dial(t, "/v1/stream?encoding=f32le&check_scale=true", nil)
	pcm := clip(t, "speech.wav")
	for i := range pcm {
		pcm[i] *= 32768
	}
	client.speak(audio.F32LE, pcm, 1<<15)
	if got := client.read(); !strings.Contains(got, "full scale") {
		t.Errorf("answered by %s", got)
	}
	server.ends(t, client, websocket.StatusInvalidFramePayloadData, "samples", "full scale")
}

// TestLimitsOfTime: streams end that send nothing, and those that last too long.
func TestLimitsOfTime(t *testing.T) {
	idle := start(t, func(c *Config) { c.Limits.Idle = 50 * time.Millisecond })
	idle.ends(t, idle.dial(t, "/v1/stream", nil), websocket.StatusPolicyViolation, "idle", "no message came for 50ms")
	long := start(t, func(c *Config) { c.Limits.Duration = 50 * time.Millisecond })
	client := long.dial(t, "/v1/stream", nil)
	client.speak(audio.S16LE, clip(t, "speech.wav")[:32000], 320)
	long.ends(t, client, websocket.StatusPolicyViolation, "duration", "a stream may last 50ms")
}

// TestByteRate: a stream is read no faster than the limit.
func TestByteRate(t *testing.T) {
	const limit = 100_000 // bytes a second, and at once
	server := start(t, func(c *Config) { c.Limits.BytesPerSecond, c.Limits.MessageBytes = limit, limit })
	client := server.dial(t, "/v1/stream?encoding=mulaw", nil)
	began := time.Now()
	client.speak(audio.MuLaw, make([]float32, limit*5/4), limit/20)
	client.text(`{"type":"flush"}`)
	client.until("flushed")
	if took := time.Since(began); took < time.Second/5 {
		t.Errorf("%d bytes were read in %v, want a quarter of a second or more", limit*5/4, took)
	}
}

// TestByteRateOfLosses: audio that is made up for losses counts as if it had come.
func TestByteRateOfLosses(t *testing.T) {
	const limit = 64_000 // two seconds of audio
	server := start(t, func(c *Config) { c.Limits.BytesPerSecond, c.Limits.MessageBytes = limit, limit })
	client := server.dial(t, "/v1/stream?max_gap_ms=2000", nil)
	began := time.Now()
	client.text(`{"type":"lost","ms":2000}`)
	client.speak(audio.S16LE, make([]float32, 320), 320)
	client.text(`{"type":"lost","ms":500}`)
	client.text(`{"type":"flush"}`)
	client.until("flushed")
	if took := time.Since(began); took < time.Second/5 {
		t.Errorf("a loss of 2.5 s was made up in %v, want a quarter of a second or more", took)
	}
}

// smallBuffers accepts connections that hold few bytes that a client has not read.
type smallBuffers struct{ net.Listener }

func (l smallBuffers) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		err = conn.(*net.TCPConn).SetWriteBuffer(4096)
	}
	return conn, err
}

// TestSlowReader: a client that sends and never reads has its stream ended, and no
// more waits for it than the limit. Others are served.
func TestSlowReader(t *testing.T) {
	c := DefaultConfig()
	c.Limits.Write, c.Limits.Queue = time.Second, 4
	s, err := New(newModel(t), c)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := run(t, s, smallBuffers{listener})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, "ws://"+server.host+"/v1/stream?windows=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	message := make([]byte, 1<<15)
	for err == nil { // until the server cuts it off
		err = ws.Write(ctx, websocket.MessageBinary, message)
	}
	if ctx.Err() != nil {
		t.Fatal("a client that never reads is not cut off")
	}
	eventually(t, func() bool { return server.metric(t, `vad_errors_total{kind="slow_reader"}`) == 1 })
	server.wellServed(t)
}

// TestVanishedClient: a client that goes without a word leaves nothing.
func TestVanishedClient(t *testing.T) {
	server := start(t, nil)
	for range 5 {
		conn := server.handshake(t)
		conn.Close()
	}
	eventually(t, func() bool { return server.metric(t, `vad_errors_total{kind="gone"}`) == 5 })
	eventually(t, func() bool { return server.metric(t, `vad_streams_open{endpoint="/v1/stream"}`) == 0 })
	server.wellServed(t)
}

// handshake opens a stream, and returns the connection below it.
func (r *running) handshake(t testing.TB) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", r.host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET /v1/stream HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", r.host)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(resp, err)
	}
	return conn
}

// TestGarbage: bytes that are no frames, whole or in part, end their connection alone.
func TestGarbage(t *testing.T) {
	server := start(t, func(c *Config) { c.Limits.Idle, c.Limits.Write = 2*time.Second, time.Second })
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 100 {
		conn := server.handshake(t)
		data := make([]byte, random.IntN(300))
		for k := range data {
			data[k] = byte(random.Uint32())
		}
		if i%2 == 0 && len(data) > 2 { // a header that is right, at first
			data[0], data[1] = byte(0x80|random.IntN(3)), byte(0x80|random.IntN(126))
		}
		conn.Write(data)
		if i%3 == 0 {
			conn.Close()
		}
	}
	server.wellServed(t)
	eventually(t, func() bool { return server.metric(t, `vad_streams_open{endpoint="/v1/stream"}`) == 0 })
}

// TestPanic: a panic of a handler ends its stream alone, and is counted.
func TestPanic(t *testing.T) {
	server := start(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) {
		server.handleConn(w, r, nil, nil, func(context.Context, *conn) error { panic("a mistake") })
	})
	mux.Handle("/", server.Handler())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	second := &http.Server{Handler: mux}
	go second.Serve(listener)
	defer second.Close()
	other := &running{Server: server.Server, host: listener.Addr().String()}
	other.ends(t, other.dial(t, "/panic", nil), websocket.StatusInternalError, "internal", "internal error")
	other.wellServed(t)
}
