package audio

import (
	"errors"
	"fmt"
	"io"
)

// headerError names what was looked for when the input of a kind ended; other
// errors of the input are passed on.
func headerError(kind Kind, err error, want string) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s ends before its %s", ErrMalformed, kind, want)
	}
	return fmt.Errorf("audio: reading %s header: %w", kind, err)
}

// asKind makes an UnsupportedError one of the kind in which the samples lie.
func asKind(err error, kind Kind) error {
	var unsupported *UnsupportedError
	if errors.As(err, &unsupported) {
		return &UnsupportedError{Kind: kind, Codec: unsupported.Codec}
	}
	return err
}

// openPCM returns the decoder of size bytes of samples whose format a header of
// a kind has given, or of all that comes if size < 0.
func openPCM(kind Kind, f RawFormat, input io.Reader, size int64, log *warnings) (decoder, error) {
	if err := f.check(kind); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	return f.decoder(kind, input, size, log), nil
}
