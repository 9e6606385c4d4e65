package serve

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/live"
)

// patience bounds what a test waits for; nothing here takes long.
const patience = 30 * time.Second

var sharedModel = sync.OnceValues(vad.New)

func newModel(t testing.TB) *vad.Model {
	t.Helper()
	m, err := sharedModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// running is a server on a socket of loopback.
type running struct {
	*Server
	host string // and port
	stop func() // has Run drain, and returns its error
	done chan error
}

// start runs a server until the test ends. change, unless it is nil, changes the
// configuration.
func start(t testing.TB, change func(c *Config)) *running {
	t.Helper()
	c := DefaultConfig()
	c.Addr = "127.0.0.1:0"
	if change != nil {
		change(&c)
	}
	s, err := New(newModel(t), c)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := s.Listen()
	if err != nil {
		t.Fatal(err)
	}
	return run(t, s, listener)
}

// run runs a server on a listener until the test ends.
func run(t testing.TB, s *Server, listener net.Listener) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{Server: s, host: listener.Addr().String(), stop: cancel, done: make(chan error, 1)}
	go func() { r.done <- s.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		s.cut()
		select {
		case <-r.done:
		case <-time.After(patience):
			t.Error("the server does not end")
		}
		s.Close()
	})
	return r
}

// wait returns what Run returned after stop.
func (r *running) wait(t testing.TB) error {
	t.Helper()
	select {
	case err := <-r.done:
		r.done <- err // for the cleanup
		return err
	case <-time.After(patience):
		t.Fatal("the server does not end")
		return nil
	}
}

// client is a client of a stream.
type client struct {
	t   testing.TB
	ws  *websocket.Conn
	ctx context.Context
}

// dial connects to a path with a query.
func (r *running) dial(t testing.TB, path string, header http.Header) *client {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	ws, resp, err := websocket.Dial(ctx, "ws://"+r.host+path, &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		t.Fatalf("%s: %v, %v", path, err, resp)
	}
	ws.SetReadLimit(1 << 20)
	t.Cleanup(func() { ws.CloseNow() })
	return &client{t, ws, ctx}
}

func (c *client) write(kind websocket.MessageType, data []byte) {
	c.t.Helper()
	if err := c.ws.Write(c.ctx, kind, data); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) text(message string) {
	c.t.Helper()
	c.write(websocket.MessageText, []byte(message))
}

// read returns the next message.
func (c *client) read() string {
	c.t.Helper()
	_, data, err := c.ws.Read(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(data)
}

// until reads messages up to the one of an event, which is not among them.
func (c *client) until(event string) []string {
	c.t.Helper()
	var list []string
	for {
		m := c.read()
		if strings.HasPrefix(m, `{"event":"`+event+`"`) {
			return list
		}
		list = append(list, m)
	}
}

// rest reads all messages that come before the connection is closed, and returns the
// error of that.
func (c *client) rest() ([]string, error) {
	var list []string
	for {
		_, data, err := c.ws.Read(c.ctx)
		if err != nil {
			return list, err
		}
		list = append(list, string(data))
	}
}

// frameOf returns a binary message as a frame whose mask is zero.
func frameOf(message []byte) []byte {
	return append(append(binary.BigEndian.AppendUint16([]byte{0x82, 0xfe}, uint16(len(message))), 0, 0, 0, 0), message...)
}

// speak sends samples in messages of a length, in samples of all channels.
func (c *client) speak(e audio.Encoding, pcm []float32, length int) {
	c.t.Helper()
	for len(pcm) > 0 {
		n := min(length, len(pcm))
		c.write(websocket.MessageBinary, e.Append(nil, pcm[:n]))
		pcm = pcm[n:]
	}
}

// clip returns a recording of testdata, at 16 kHz.
func clip(t testing.TB, name string) []float32 {
	t.Helper()
	return audiotest.Clip(t, "../testdata/"+name)
}

// local returns the events of detectors in this process, as vad stream prints them.
func local(t testing.TB, channels int, c live.Config, pcm []float32) []string {
	t.Helper()
	call, err := live.NewCall(newModel(t), channels, c)
	if err != nil {
		t.Fatal(err)
	}
	events, err := call.Write(nil, pcm)
	if err != nil {
		t.Fatal(err)
	}
	if events, err = call.Flush(events); err != nil {
		t.Fatal(err)
	}
	return printed(t, channels, events)
}

// printed returns events as vad stream prints them.
func printed(t testing.TB, channels int, events []live.CallEvent) []string {
	t.Helper()
	var list []string
	for _, e := range events {
		var v any = e
		if channels == 1 {
			v = e.Event
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(data))
	}
	return list
}

// eventually waits until a condition holds.
func eventually(t testing.TB, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not come about")
		}
	}
}
