// Package realtime speaks the part of OpenAI's Realtime protocol that finds turns:
// a [Session] takes a client's events in JSON and returns the server's, in JSON. It
// knows no transport.
package realtime

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// Layout is the form in which the options of a session are shown.
type Layout int

const (
	// Current is the layout of the released protocol: session.type,
	// session.audio.input.format and session.audio.input.turn_detection.
	Current Layout = iota
	// Beta is the layout of the protocol's beta, which a client asks for by the
	// header "OpenAI-Beta: realtime=v1": session.input_audio_format and
	// session.turn_detection.
	Beta
)

// Session is one connection of a client. Its methods append the events to send, in
// JSON, to dst. What a client does wrong is answered by an error event; an error
// that a method returns ends the session: it is the context's or the runner's.
//
// Audio is judged and dropped: a session keeps an unfinished window of it. Times in
// events count the audio appended since the session began.
//
// A Session is not safe for concurrent use.
type Session struct {
	runner   live.Runner
	id       string
	layout   Layout
	settings settings

	detector *live.Detector // nil until there is audio to judge
	missed   int64          // samples appended since turns were left to the client

	// Positions in samples of the input.
	end   int64 // of the audio appended
	start int64 // of the buffer: what is before is committed or cleared
	quiet int64 // of the silence that counts for the timeout

	speaking bool   // speech is open, confirmed or not
	item     string // of the confirmed speech; "" for none
	previous string // the item committed last; "" for none

	events, items, refused int // made
	out                    [][]byte

	found []live.Event
	bytes []byte // of a message's audio
	pcm   []float32
}

// New returns a session whose audio r judges, with the protocol's default options.
func New(r live.Runner, l Layout) *Session {
	return &Session{runner: r, id: rand.Text(), layout: l, settings: defaultSettings()}
}

// Start returns the first event, session.created.
func (s *Session) Start(dst [][]byte) [][]byte {
	s.out = dst
	s.emit(&sessionEvent{s.header("session.created"), s.show()})
	return s.take()
}

// Receive takes one event of the client.
func (s *Session) Receive(ctx context.Context, dst [][]byte, message []byte) ([][]byte, error) {
	s.out = dst
	err := s.receive(ctx, message)
	return s.take(), err
}

// Duration returns how much audio was appended.
func (s *Session) Duration() time.Duration { return s.duration(s.end) }

// Refused returns how many error events were made.
func (s *Session) Refused() int { return s.refused }

// Patience returns how long the client may send nothing until Stalled reports a
// timeout; false if there is none.
func (s *Session) Patience() (d time.Duration, ok bool) {
	t := s.settings.turns
	if t == nil || t.idle == 0 || s.speaking {
		return 0, false
	}
	return max(0, t.idle-s.duration(s.end-s.quiet)), true
}

// Stalled reports that the client has sent nothing for some time, which is silence
// for idle_timeout_ms.
func (s *Session) Stalled(dst [][]byte, elapsed time.Duration) [][]byte {
	s.out = dst
	if d, ok := s.Patience(); ok && elapsed >= d {
		s.timeOut(s.end)
	}
	return s.take()
}

// Finish ends open speech, as at the end of the connection.
func (s *Session) Finish(ctx context.Context, dst [][]byte) ([][]byte, error) {
	s.out = dst
	err := s.endTake(ctx, s.report)
	return s.take(), err
}

// take returns the events to send.
func (s *Session) take() [][]byte {
	out := s.out
	s.out = nil
	return out
}

// duration returns how long samples last.
func (s *Session) duration(samples int64) time.Duration {
	return segment.Segment{End: samples}.Duration(s.settings.format.rate)
}

// samples returns how many samples last a duration.
func (s *Session) samples(d time.Duration) int64 {
	return d.Milliseconds() * int64(s.settings.format.rate) / 1000
}

// milliseconds returns the time of a position, rounded down.
func (s *Session) milliseconds(position int64) int64 {
	return position * 1000 / int64(s.settings.format.rate)
}
