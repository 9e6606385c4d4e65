package live

import (
	"encoding/base64"
	"fmt"
)

const (
	detectorMagic = "vadlivdt"
	callMagic     = "vadlivcl"
)

// AppendBinary appends an encoding of the detector to b: all that it is, in the
// middle of speech too, with the model's identity and a checksum. Another one goes
// on with it, in another process, with the same events and audio.
//
// It takes about 3 to 6 KB at 16 kHz and, unless Audio is AudioNone, the audio
// kept, 2 bytes a sample if all are of 16 bits, otherwise 4: 17 KB in silence with the
// default options, and 32 KB for each second of open speech. A detector that has an
// error does not encode.
func (d *Detector) AppendBinary(b []byte) ([]byte, error) {
	return d.made().appendBinary(b, detectorMagic, false)
}

// MarshalBinary is AppendBinary to a new slice.
func (d *Detector) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// MarshalWithoutAudio is MarshalBinary without the audio kept, which takes 3 to 6 KB
// at 16 kHz, and up to 10 KB at 48 kHz. The events that follow are the same; what is
// handed over lacks the audio from before, and AudioStart is where it begins.
func (d *Detector) MarshalWithoutAudio() ([]byte, error) {
	return d.made().appendBinary(nil, detectorMagic, true)
}

// UnmarshalBinary makes d, which New has made with the same model, what was
// encoded; its options become those encoded. What is foreign, damaged, of another
// version or of another model is an error that wraps ErrEncoding and says why, and
// leaves d as it was.
func (d *Detector) UnmarshalBinary(data []byte) error {
	s := d.made()
	s.enter()
	defer s.leave()
	return s.unmarshalBinary(data, detectorMagic)
}

// AppendText appends the encoding of AppendBinary in base64 to b.
func (d *Detector) AppendText(b []byte) ([]byte, error) { return appendText(b, d.AppendBinary) }

// MarshalText is AppendText to a new slice, for encoding/json and the like.
func (d *Detector) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText decodes what MarshalText encoded; see UnmarshalBinary.
func (d *Detector) UnmarshalText(text []byte) error { return unmarshalText(text, d.UnmarshalBinary) }

// AppendBinary is [Detector.AppendBinary] of all channels, each of which takes as much
// as a detector.
func (c *Call) AppendBinary(b []byte) ([]byte, error) {
	return c.made().appendBinary(b, callMagic, false)
}

// MarshalBinary is AppendBinary to a new slice.
func (c *Call) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// MarshalWithoutAudio is [Detector.MarshalWithoutAudio] of all channels.
func (c *Call) MarshalWithoutAudio() ([]byte, error) {
	return c.made().appendBinary(nil, callMagic, true)
}

// UnmarshalBinary is [Detector.UnmarshalBinary] of all channels: there are as many
// as were encoded.
func (c *Call) UnmarshalBinary(data []byte) error {
	s := c.made()
	s.enter()
	defer s.leave()
	return s.unmarshalBinary(data, callMagic)
}

// AppendText appends the encoding of AppendBinary in base64 to b.
func (c *Call) AppendText(b []byte) ([]byte, error) { return appendText(b, c.AppendBinary) }

// MarshalText is AppendText to a new slice, for encoding/json and the like.
func (c *Call) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText decodes what MarshalText encoded; see UnmarshalBinary.
func (c *Call) UnmarshalText(text []byte) error { return unmarshalText(text, c.UnmarshalBinary) }

func appendText(b []byte, appendBinary func([]byte) ([]byte, error)) ([]byte, error) {
	data, err := appendBinary(nil)
	if err != nil {
		return b, err
	}
	return base64.StdEncoding.AppendEncode(b, data), nil
}

func unmarshalText(text []byte, unmarshalBinary func([]byte) error) error {
	data, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("%w: not in base64: %w", ErrEncoding, err)
	}
	return unmarshalBinary(data)
}

func (s *session) appendBinary(b []byte, magic string, noAudio bool) ([]byte, error) {
	if s.err != nil {
		return b, fmt.Errorf("%w: there is an error: %w", ErrEncoding, s.err)
	}
	c := coder{b: b, noAudio: noAudio}
	c.begin(magic)
	config := s.config
	config.code(&c)
	c.count(len(s.channels), 0)
	s.code(&c)
	return c.sealed(len(b))
}

func (s *session) unmarshalBinary(data []byte, magic string) error {
	c, err := open(data, magic)
	if err != nil {
		return err
	}
	var config Config
	config.code(c)
	channels := c.count(0, 1000) // a channel has more bytes than that
	switch {
	case c.err != nil:
		return c.err
	case magic == detectorMagic && channels != 1:
		return fmt.Errorf("%w: got %d channels, want 1", ErrEncoding, channels)
	}
	n, err := newSession(s.runner, channels, config)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	n.code(c)
	if len(c.b) > 0 {
		c.fail("got %d bytes too many", len(c.b))
	}
	if c.err != nil {
		return c.err
	}
	n.busy = 1 // until this method ends
	*s = *n
	return nil
}
