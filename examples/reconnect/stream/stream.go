// Package stream is a client of vad serve whose stream survives broken connections and
// servers that die: it names a session, keeps the audio that no server has saved, and
// goes on at the next server.
package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Config says where a stream goes.
type Config struct {
	// URLs are those of /v1/stream at each server, such as
	// wss://one.example.com/v1/stream, with all parameters but session and resume.
	URLs []string
	// Session names the session. Nobody else may guess it: rand.Text of crypto/rand
	// makes a good one.
	Session string
	// SampleBytes is the size of a sample of all channels.
	SampleBytes int
	// Options are those of each connection, such as a header with a token.
	Options *websocket.DialOptions
	// Timeout is how long a server may not answer, 5 s if it is zero.
	Timeout time.Duration
	// Event takes each event once, in order, as the server wrote it.
	Event func(event []byte)
	// Notice, unless it is nil, takes what else the server wrote: session, resumed,
	// saved, unsaved, flushed, configured and error.
	Notice func(message []byte)
}

// Stream is a stream to a server. Write and Send may be called while Run runs.
type Stream struct {
	config Config
	dialed int    // connections so far
	opened bool   // a server has the session
	seq    uint64 // of the last event
	over   bool   // all was sent and taken: the event last is the last one
	last   uint64

	lock  sync.Mutex
	items []item // what no server has saved
	start point  // of items
	end   point
	sent  int // of items, on this connection
	ended bool
	more  chan struct{} // holds one signal when there are more items
}

// New returns a stream, which Run sends.
func New(c Config) *Stream {
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	return &Stream{config: c, more: make(chan struct{}, 1)}
}

// Write sends audio: whole samples, of all channels. It belongs to the stream.
func (s *Stream) Write(audio []byte) {
	s.add(audio, false, int64(len(audio)/s.config.SampleBytes), false)
}

// Send sends a message, such as {"type":"flush"}. Of a message of type lost, lost is
// the number of samples.
func (s *Stream) Send(message string, lost int64) { s.add([]byte(message), true, lost, false) }

// End flushes the stream: Run returns when all events have come.
func (s *Stream) End() { s.add([]byte(`{"type":"flush"}`), true, 0, true) }

// add appends an item of a number of samples, the last one if it ends the stream.
func (s *Stream) add(data []byte, text bool, samples int64, last bool) {
	s.lock.Lock()
	s.end.sample += samples
	if text {
		s.end.messages++
	}
	s.items, s.ended = append(s.items, item{data, text, s.end}), last
	s.lock.Unlock()
	s.signal()
}

func (s *Stream) signal() {
	select {
	case s.more <- struct{}{}:
	default:
	}
}

// errRefused is an error that another try does not mend.
var errRefused = errors.New("stream: refused")

// errUnheard says that a connection that was lost has begun the session.
var errUnheard = errors.New("stream: the session has begun")

// Run sends the stream until it has ended, or ctx ends, on one connection after the
// other. It returns an error if a server refuses the session.
func (s *Stream) Run(ctx context.Context) error {
	for wait := 50 * time.Millisecond; ; {
		before := s.seq
		err := s.connection(ctx)
		if err == nil || errors.Is(err, errRefused) || ctx.Err() != nil {
			return err
		}
		if s.seq > before {
			wait = 50 * time.Millisecond
		}
		select {
		case <-time.After(wait/2 + rand.N(wait)):
		case <-ctx.Done():
			return ctx.Err()
		}
		wait = min(2*wait, 5*time.Second)
	}
}

// connection sends the stream on one connection, to the next server. It returns nil
// when the stream has ended.
func (s *Stream) connection(ctx context.Context) error {
	u, err := url.Parse(s.config.URLs[s.dialed%len(s.config.URLs)])
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	s.dialed++
	query := u.Query()
	query.Set("session", s.config.Session)
	if s.opened {
		query.Set("resume", strconv.FormatUint(s.seq, 10))
	}
	u.RawQuery = query.Encode()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dial, cancelDial := context.WithTimeout(ctx, s.config.Timeout)
	defer cancelDial()
	ws, response, err := websocket.Dial(dial, u.String(), s.config.Options)
	if err != nil {
		if response != nil && response.StatusCode/100 == 4 && response.StatusCode != http.StatusTooManyRequests {
			reason, _ := io.ReadAll(response.Body)
			return fmt.Errorf("%w: %w: %s", errRefused, err, reason)
		}
		return err
	}
	defer ws.CloseNow()
	var sending sync.WaitGroup
	defer func() {
		cancel()
		sending.Wait()
	}()
	sending.Go(func() { s.watch(ctx, ws) })
	for first := true; ; first = false {
		_, data, err := ws.Read(ctx)
		if err != nil {
			return refusal(err)
		}
		done, err := s.receive(data)
		if err != nil {
			return err
		}
		if done {
			return ws.Close(websocket.StatusNormalClosure, "")
		}
		if first {
			sending.Go(func() { s.send(ctx, ws) })
		}
	}
}

// watch ends a connection whose server does not answer.
func (s *Stream) watch(ctx context.Context, ws *websocket.Conn) {
	for {
		ping, cancel := context.WithTimeout(ctx, s.config.Timeout)
		err := ws.Ping(ping)
		cancel()
		if err != nil {
			ws.CloseNow()
			return
		}
		select {
		case <-time.After(s.config.Timeout / 2):
		case <-ctx.Done():
			return
		}
	}
}

// refusal returns the error of a connection that was closed: errRefused if that was
// for the client's fault.
func refusal(err error) error {
	if websocket.CloseStatus(err) == websocket.StatusPolicyViolation {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	return err
}

// send writes items as they come, until the connection breaks.
func (s *Stream) send(ctx context.Context, ws *websocket.Conn) {
	for {
		s.lock.Lock()
		var i item
		more := s.sent < len(s.items)
		if more {
			i = s.items[s.sent]
			s.sent++
		}
		s.lock.Unlock()
		if !more {
			select {
			case <-s.more:
				continue
			case <-ctx.Done():
				return
			}
		}
		kind := websocket.MessageBinary
		if i.text {
			kind = websocket.MessageText
		}
		if ws.Write(ctx, kind, i.data) != nil {
			ws.CloseNow() // the reader notices
			return
		}
	}
}

// receive takes a message of the server. It reports whether the stream has ended.
func (s *Stream) receive(data []byte) (done bool, err error) {
	var m struct {
		Event    string
		Kind     string
		Seq      uint64
		Sample   int64
		Messages int64
		Samples  int64
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return false, err
	}
	at := point{m.Sample, m.Messages}
	notice := true
	switch m.Event {
	case "session", "resumed":
		s.opened = true
		if err := s.rewind(at); err != nil {
			return false, err
		}
		s.over, s.last = s.isTaken(), m.Seq
	case "saved":
		s.drop(at)
	case "flushed": // after the events
		s.over, s.last = s.isEnd(m.Samples), s.seq
	case "error":
		if m.Kind == "session_exists" && s.dialed > 1 { // it began before, but that was not heard
			s.opened = true
			return false, errUnheard
		}
		// If that refuses the stream, the close code says so.
	case "configured", "unsaved":
	default:
		s.seq, notice = m.Seq, false
		s.config.Event(data)
	}
	if notice && s.config.Notice != nil {
		s.config.Notice(data)
	}
	return s.over && s.seq >= s.last, nil
}
