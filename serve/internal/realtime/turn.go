package realtime

import (
	"context"
	"slices"
	"time"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// piece is the most audio that is judged at once. Without a timeout, only memory
// depends on it; with one, a window, so that it is noticed in its place.
const (
	piece        = time.Second
	pieceOfQuiet = 32 * time.Millisecond
)

// write appends audio to the buffer, and reports what happens in it.
func (s *Session) write(ctx context.Context, data []byte) error {
	f := &s.settings.format
	samples := len(data) / f.bytes
	if s.settings.turns == nil {
		s.end += int64(samples)
		s.missed += int64(samples)
		return nil
	}
	if samples == 0 {
		return nil
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	for len(data) > 0 {
		n := min(len(data)/f.bytes, s.next())
		s.pcm = slices.Grow(s.pcm[:0], n)[:n]
		f.encoding.Decode(s.pcm, data[:n*f.bytes])
		data = data[n*f.bytes:]
		var err error
		if s.found, err = s.detector.WriteContext(ctx, s.found[:0], s.pcm); err != nil {
			return err
		}
		s.end += int64(n)
		for i := range s.found {
			s.report(&s.found[i])
		}
		s.checkTimeout(s.end)
	}
	return nil
}

// next returns how many samples to judge next: no more than reach the timeout.
func (s *Session) next() int {
	idle := s.settings.turns.idle
	if idle == 0 {
		return int(s.samples(piece))
	}
	most := s.samples(pieceOfQuiet)
	if left := s.deadline() - s.end; left > 0 {
		most = min(most, left)
	}
	return int(most)
}

// prepare makes the detector, if there is none, and brings it to where the audio ends.
func (s *Session) prepare(ctx context.Context) (err error) {
	if s.detector == nil {
		if s.detector, err = live.New(s.runner, s.settings.detector()); err != nil {
			return err
		}
	}
	if s.missed > 0 {
		if s.found, err = s.detector.SkipContext(ctx, s.found[:0], s.missed); err != nil {
			return err
		}
		s.missed = 0
	}
	return nil
}

// endTake has what follows judged on its own, with no speech open. Events that this
// causes go to report, if there is one.
func (s *Session) endTake(ctx context.Context, report func(*live.Event)) (err error) {
	if s.detector == nil || s.settings.turns == nil {
		return nil
	}
	if s.found, err = s.detector.FlushContext(ctx, s.found[:0]); err != nil {
		return err
	}
	if report != nil {
		for i := range s.found {
			report(&s.found[i])
		}
	}
	s.speaking, s.item = false, ""
	return nil
}

// report turns an event of the detector into events for the client.
func (s *Session) report(e *live.Event) {
	turns := s.settings.turns
	switch e.Kind {
	case segment.SpeechStarted:
		s.speaking = true
	case segment.SpeechConfirmed:
		s.item = s.newItem()
		start := max(s.start, e.Segment.Start-s.samples(turns.prefix))
		s.emit(&startedEvent{s.header("input_audio_buffer.speech_started"), s.milliseconds(start), s.item})
	case segment.SpeechEnded:
		s.speaking = false
		end := min(e.Known, e.Segment.End+s.samples(turns.silence))
		s.emit(&stoppedEvent{s.header("input_audio_buffer.speech_stopped"), s.milliseconds(end), s.item})
		s.commit(end)
	case segment.SpeechDropped:
		s.speaking = false
		s.checkTimeout(e.Known)
	}
}

// commit commits the buffer up to a position, as the item of the speech, or a new one.
func (s *Session) commit(end int64) {
	if s.item == "" {
		s.item = s.newItem()
	}
	s.emit(&committedEvent{s.header("input_audio_buffer.committed"), s.item, orNull(s.previous)})
	s.previous, s.item = s.item, ""
	s.start, s.quiet = end, end
}

// deadline returns the position at which silence reaches the timeout.
func (s *Session) deadline() int64 { return s.quiet + s.samples(s.settings.turns.idle) }

// checkTimeout reports silence that reaches the timeout at a position or before.
func (s *Session) checkTimeout(position int64) {
	if s.settings.turns.idle > 0 && !s.speaking && position >= s.deadline() {
		s.timeOut(position)
	}
}

// timeOut reports silence up to a position, and commits it.
func (s *Session) timeOut(end int64) {
	s.item = s.newItem()
	s.emit(&timeoutEvent{s.header("input_audio_buffer.timeout_triggered"), s.milliseconds(s.quiet), s.milliseconds(end), s.item})
	s.commit(end)
}
