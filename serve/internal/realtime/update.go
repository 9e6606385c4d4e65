package realtime

import (
	"context"
	"slices"
)

// serverVAD is the only type of turn detection.
const serverVAD = "server_vad"

// update takes session.update: all of it, or nothing if there is a problem.
func (s *Session) update(ctx context.Context, event *object) error {
	next, layout := s.settings, s.layout
	if _, ok := event.fields["session"]; !ok {
		return missing("session")
	}
	event.within("session", func(session *object) { layout = next.read(session, layout) })
	if p := event.done(); p != nil {
		return p
	}
	if next.format != s.settings.format && s.end > 0 {
		return &problem{"invalid_value", "session", "The format of the audio cannot change once audio has been appended."}
	}
	if err := s.change(ctx, next); err != nil {
		return err
	}
	s.layout = layout
	s.emit(&sessionEvent{s.header("session.updated"), s.show()})
	return nil
}

// change goes over to other settings. Speech that is open when turns are left to the
// client keeps its item, which the client commits.
func (s *Session) change(ctx context.Context, next settings) error {
	before := s.settings.turns
	switch {
	case s.detector == nil:
	case next.turns == nil:
		item := s.item
		if err := s.endTake(ctx, nil); err != nil {
			return err
		}
		s.item = item
	default:
		if err := s.detector.SetConfig(next.detector()); err != nil {
			return err
		}
	}
	if next.turns != nil && (before == nil || before.idle == 0) {
		s.quiet = s.end
	}
	s.settings = next
	return nil
}

// read reads the fields of a session in either layout, and returns which it is.
func (s *settings) read(session *object, layout Layout) Layout {
	_, typed := session.fields["type"]
	_, audio := session.fields["audio"]
	if !typed && !audio {
		if len(session.fields) > 0 {
			layout = Beta
		}
		for _, name := range []string{"input_audio_transcription", "input_audio_noise_reduction"} {
			session.null(name)
		}
		s.format.read(session, "input_audio_format", func(f format) string { return f.beta })
		s.readTurns(session)
		return layout
	}
	if !typed {
		session.fail(missing(session.child("type")))
	}
	session.text("type", &s.kind, "realtime", "transcription")
	session.within("audio", func(audio *object) {
		audio.within("input", func(input *object) {
			for _, name := range []string{"transcription", "noise_reduction"} {
				input.null(name)
			}
			input.within("format", s.readFormat)
			s.readTurns(input)
		})
	})
	return Current
}

// readFormat reads a format in the current layout.
func (s *settings) readFormat(o *object) {
	s.format.read(o, "type", func(f format) string { return f.current })
	if s.format.bytes == 1 {
		return // which have one rate, and no field for it
	}
	if rate, ok := o.number("rate", "an integer"); ok && rate != float64(s.format.rate) {
		o.fail(invalidValue(o.child("rate"), "got %v, want %d.", rate, s.format.rate))
	}
}

// read reads the name of a format.
func (f *format) read(o *object, field string, name func(format) string) {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = name(f)
	}
	chosen := name(*f)
	o.text(field, &chosen, names...)
	*f = formats[slices.Index(names, chosen)]
}

// readTurns reads turn_detection: null leaves turns to the client. Fields that are
// not there stay as they are, or are the protocol's defaults.
func (s *settings) readTurns(o *object) {
	const field = "turn_detection"
	if o.null(field) {
		s.turns = nil
		return
	}
	o.within(field, func(o *object) {
		turns := defaultTurns()
		if s.turns != nil {
			turns = *s.turns
		}
		turns.read(o)
		s.turns = &turns
	})
}

func (t *turnDetection) read(o *object) {
	kind := serverVAD
	o.text("type", &kind, serverVAD)
	o.fraction("threshold", &t.threshold)
	o.milliseconds("prefix_padding_ms", &t.prefix, 0, maxDuration)
	o.milliseconds("silence_duration_ms", &t.silence, 0, maxDuration)
	if o.null("idle_timeout_ms") {
		t.idle = 0
	}
	o.milliseconds("idle_timeout_ms", &t.idle, minIdle, maxDuration)
	o.off("create_response")
	o.off("interrupt_response")
}
