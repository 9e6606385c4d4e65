package realtime

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
)

// The events that a client may send.
var received = []string{"session.update", "input_audio_buffer.append", "input_audio_buffer.commit", "input_audio_buffer.clear"}

// maxEventID bounds what an error repeats.
const maxEventID = 512

// receive takes one event of the client. A problem is answered.
func (s *Session) receive(ctx context.Context, message []byte) error {
	event := parse("", message)
	eventID := ""
	if !event.null("event_id") {
		event.text("event_id", &eventID)
	}
	if len(eventID) > maxEventID {
		event.fail(invalidValue("event_id", "got %d bytes, want at most %d.", len(eventID), maxEventID))
		eventID = ""
	}
	err := s.dispatch(ctx, event)
	if p := (*problem)(nil); errors.As(err, &p) {
		s.refuse(p, eventID)
		return nil
	}
	return err
}

func (s *Session) dispatch(ctx context.Context, event *object) error {
	if event.problem != nil {
		return event.problem
	}
	if _, ok := event.fields["type"]; !ok {
		return missing("type")
	}
	kind := ""
	event.text("type", &kind)
	switch kind {
	case "session.update":
		return s.update(ctx, event)
	case "input_audio_buffer.append":
		return s.append(ctx, event)
	case "input_audio_buffer.commit":
		if p := event.done(); p != nil {
			return p
		}
		return s.commitNow(ctx)
	case "input_audio_buffer.clear":
		if p := event.done(); p != nil {
			return p
		}
		return s.clear(ctx)
	}
	if event.problem != nil {
		return event.problem
	}
	return invalidValue("type", "got '%s'. This server detects turns: it takes '%s'.", short(kind), strings.Join(received, "', '"))
}

// append takes input_audio_buffer.append: all of its audio, or nothing.
func (s *Session) append(ctx context.Context, event *object) error {
	const field = "audio"
	if _, ok := event.fields[field]; !ok {
		return missing(field)
	}
	text := ""
	event.text(field, &text)
	if p := event.done(); p != nil {
		return p
	}
	data, err := base64.StdEncoding.AppendDecode(s.bytes[:0], []byte(text))
	if err != nil {
		return invalidValue(field, "%v.", err)
	}
	if cap(data) <= keptBytes {
		s.bytes = data
	}
	if f := &s.settings.format; len(data)%f.bytes != 0 {
		return invalidValue(field, "got %d bytes, want a multiple of %d for %s.", len(data), f.bytes, f.current)
	}
	return s.write(ctx, data)
}

// keptBytes is the size of a message's audio up to which its memory is kept for the
// next one.
const keptBytes = 1 << 16

// commitNow takes input_audio_buffer.commit.
func (s *Session) commitNow(ctx context.Context) error {
	if s.end == s.start {
		return &problem{"input_audio_buffer_commit_empty", "", "Error committing input audio buffer: the buffer is empty."}
	}
	item := s.item
	if err := s.endTake(ctx, nil); err != nil {
		return err
	}
	s.item = item
	s.commit(s.end)
	return nil
}

// clear takes input_audio_buffer.clear.
func (s *Session) clear(ctx context.Context) error {
	if err := s.endTake(ctx, nil); err != nil {
		return err
	}
	s.item, s.start, s.quiet = "", s.end, s.end
	s.emit(s.header("input_audio_buffer.cleared"))
	return nil
}
