package segment

import (
	"fmt"
	"slices"
)

const (
	segmenterMagic   = "vadsegmt"
	segmenterVersion = 2
)

// encodedKinds are the kinds of a segmenter's events, by their number in its
// encoding.
var encodedKinds = []EventKind{SpeechStarted, SpeechConfirmed, SpeechDropped, SpeechEnded, SpeechSplit, SegmentFinal}

// fields returns pointers to what a machine is besides its rules and events.
func (m *machine) fields() []any {
	return []any{
		&m.pos, &m.open, &m.confirmed, &m.start, &m.silence, &m.split, &m.resume, &m.longest,
		&m.last, &m.lastStart, &m.hasLast, &m.held, &m.delivered,
	}
}

// valid returns an error unless a decoded machine is one that can be.
func (m *machine) valid() error {
	for _, at := range []int64{m.pos, m.start, m.silence, m.split, m.resume, m.longest.Start, m.longest.End, m.last.Start, m.last.End, m.lastStart, m.delivered} {
		if at < 0 || at > m.pos {
			return fmt.Errorf("%w: got position %d, want 0 to %d", ErrEncoding, at, m.pos)
		}
	}
	if m.pos%m.rules.window != 0 {
		return fmt.Errorf("%w: got position %d, want a multiple of %d", ErrEncoding, m.pos, m.rules.window)
	}
	if m.longest.Len() < 0 || m.last.Len() < 0 || m.open && m.start < m.last.End || m.lastStart > m.last.End {
		return fmt.Errorf("%w: got speech from %d after %v", ErrEncoding, m.start, m.last)
	}
	return nil
}

// AppendBinary appends an encoding of the segmenter to b, less than a kilobyte,
// with which another goes on in another process. One that has an error does not
// encode.
func (g *Segmenter) AppendBinary(b []byte) ([]byte, error) {
	if g == nil || g.machine.rules.window == 0 {
		return b, fmt.Errorf("%w: nil or zero Segmenter, make it with New", ErrEncoding)
	}
	if g.err != nil {
		return b, fmt.Errorf("%w: the segmenter has an error: %w", ErrEncoding, g.err)
	}
	m := &g.machine
	rate, unread := int64(m.rules.sampleRate), uint8(g.unread)
	fields := append([]any{&rate, &m.rules.config}, m.fields()...)
	for _, e := range m.events[m.count-g.unread : m.count] {
		kind := uint8(slices.Index(encodedKinds, e.Kind))
		fields = append(fields, &kind, &e.Segment, &e.Known)
	}
	return sealed(b, segmenterMagic, segmenterVersion, append([]any{&g.ended, &unread}, fields...)), nil
}

// MarshalBinary is AppendBinary to a new slice.
func (g *Segmenter) MarshalBinary() ([]byte, error) { return g.AppendBinary(nil) }

// UnmarshalBinary makes g what was encoded, with its options and rate. Anything
// else is an error that wraps ErrEncoding and says why, and leaves g as it was.
func (g *Segmenter) UnmarshalBinary(data []byte) error {
	data, err := unsealed(data, segmenterMagic, segmenterVersion)
	if err != nil {
		return err
	}
	var (
		s      Segmenter
		rate   int64
		unread uint8
		config Config
	)
	if data, err = takeFields(data, &s.ended, &unread, &rate, &config); err != nil {
		return err
	}
	if s.machine.rules, err = newRules(int(rate), config); err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	m := &s.machine
	if data, err = takeFields(data, m.fields()...); err != nil {
		return err
	}
	if err := m.valid(); err != nil {
		return err
	}
	if unread > maxEvents {
		return fmt.Errorf("%w: got %d events, want %d at most", ErrEncoding, unread, maxEvents)
	}
	m.count, s.unread = int(unread), int(unread)
	for i := range m.count {
		var kind uint8
		e := &m.events[i]
		if data, err = takeFields(data, &kind, &e.Segment, &e.Known); err != nil {
			return err
		}
		if int(kind) >= len(encodedKinds) {
			return fmt.Errorf("%w: got event %d, want %d at most", ErrEncoding, kind, len(encodedKinds)-1)
		}
		e.Kind = encodedKinds[kind]
	}
	if len(data) > 0 {
		return fmt.Errorf("%w: got %d bytes too many", ErrEncoding, len(data))
	}
	*g = s
	return nil
}

// AppendText appends the encoding of AppendBinary in base64 to b.
func (g *Segmenter) AppendText(b []byte) ([]byte, error) { return appendText(b, g) }

// MarshalText is AppendText to a new slice.
func (g *Segmenter) MarshalText() ([]byte, error) { return appendText(nil, g) }

// UnmarshalText decodes what MarshalText encoded; see UnmarshalBinary.
func (g *Segmenter) UnmarshalText(text []byte) error { return unmarshalText(g, text) }
