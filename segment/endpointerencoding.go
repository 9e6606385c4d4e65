package segment

import (
	"fmt"
	"math"
)

const (
	endpointerMagic   = "vadendpt"
	endpointerVersion = 2
)

// fields returns pointers to what an endpointer has heard.
func (h *heard) fields() []any {
	return []any{&h.pos, &h.speaking, &h.open, &h.start, &h.speech, &h.last, &h.ended, &h.end, &h.resumable, &h.resumed}
}

// AppendBinary appends an encoding of the endpointer to b, about 400 bytes, with
// which another goes on in another process: the pace learnt is part of it.
func (e *Endpointer) AppendBinary(b []byte) ([]byte, error) {
	if e == nil || e.window == 0 {
		return b, fmt.Errorf("%w: nil or zero Endpointer, make it with NewEndpointer", ErrEncoding)
	}
	rate, count := int64(e.rate), uint8(e.pace.count)
	fields := append([]any{&rate, &e.config, &e.pace.rates, &count, &e.pace.ms}, e.heard.fields()...)
	return sealed(b, endpointerMagic, endpointerVersion, fields), nil
}

// MarshalBinary is AppendBinary to a new slice.
func (e *Endpointer) MarshalBinary() ([]byte, error) { return e.AppendBinary(nil) }

// UnmarshalBinary makes e what was encoded, with its options and rate. Anything
// else is an error that wraps ErrEncoding and says why, and leaves e as it was.
func (e *Endpointer) UnmarshalBinary(data []byte) error {
	data, err := unsealed(data, endpointerMagic, endpointerVersion)
	if err != nil {
		return err
	}
	var (
		rate   int64
		config EndpointConfig
		count  uint8
	)
	if data, err = takeFields(data, &rate, &config); err != nil {
		return err
	}
	n, err := NewEndpointer(int(rate), config)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	p, h := &n.pace, &n.heard
	if data, err = takeFields(data, append([]any{&p.rates, &count, &p.ms}, h.fields()...)...); err != nil {
		return err
	}
	if len(data) > 0 {
		return fmt.Errorf("%w: got %d bytes too many", ErrEncoding, len(data))
	}
	if p.count = int(count); p.count > paceHistory || !(p.ms >= 0) || math.IsInf(p.ms, 0) {
		return fmt.Errorf("%w: got %d rates, a pause of %v ms", ErrEncoding, p.count, p.ms)
	}
	for _, r := range p.rates[:p.count] {
		if !(r >= minRate && r <= maxRate) {
			return fmt.Errorf("%w: got a rate of %v, want from %v to %v", ErrEncoding, r, minRate, maxRate)
		}
	}
	for _, at := range []int64{h.pos, h.start, h.speech, h.last, h.end} {
		if at < 0 || at > h.pos {
			return fmt.Errorf("%w: got position %d, want 0 to %d", ErrEncoding, at, h.pos)
		}
	}
	n.pause = Samples(n.Pause(), n.rate)
	*e = *n
	return nil
}

// AppendText appends the encoding of AppendBinary in base64 to b.
func (e *Endpointer) AppendText(b []byte) ([]byte, error) { return appendText(b, e) }

// MarshalText is AppendText to a new slice.
func (e *Endpointer) MarshalText() ([]byte, error) { return appendText(nil, e) }

// UnmarshalText decodes what MarshalText encoded; see UnmarshalBinary.
func (e *Endpointer) UnmarshalText(text []byte) error { return unmarshalText(e, text) }
