package audio

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// peekSize is how far Open looks ahead to recognise a kind.
const peekSize = 1 << 16

type opener func(input *bufio.Reader, log *warnings) (decoder, error)

// sniff returns the opener for what input begins with, and consumes nothing
// that the opener needs.
func sniff(input *bufio.Reader) (opener, error) {
	head, err := input.Peek(12)
	if len(head) == 0 && err == io.EOF {
		return nil, ErrEmpty
	}
	if err := skipID3(input); err != nil {
		return nil, err
	}
	if head, err = input.Peek(12); err != nil && err != io.EOF {
		return nil, fmt.Errorf("audio: reading: %w", err)
	}
	switch {
	case isWAV(head):
		return openWAV, nil
	case bytes.HasPrefix(head, []byte("fLaC")):
		return openFLAC, nil
	case bytes.HasPrefix(head, []byte(oggMagic)):
		return openOgg, nil
	}
	return nil, unknownKind(head)
}

func isWAV(head []byte) bool {
	if len(head) < 12 || string(head[8:12]) != "WAVE" {
		return false
	}
	switch string(head[:4]) {
	case "RIFF", "RF64", "BW64":
		return true
	}
	return false
}

// otherKinds are recognised to be named in the error.
var otherKinds = []struct {
	offset int
	magic  string
	name   string
}{
	{4, "ftyp", "MPEG-4 (M4A, MP4)"},
	{0, "FORM", "AIFF"},
	{0, "RIFX", "big-endian WAV (RIFX)"},
	{0, "riff\x2e\x91\xcf\x11", "Wave64"},
	{8, "AVI ", "AVI"},
	{0, "\x1aE\xdf\xa3", "Matroska or WebM"},
	{0, ".snd", "AU"},
	{0, "#!AMR", "AMR"},
	{0, "caff", "Core Audio Format"},
	{0, "0&\xb2u\x8ef\xcf\x11", "Windows Media (ASF)"},
	{0, "MAC ", "Monkey's Audio"},
	{0, "wvpk", "WavPack"},
	{0, "NIST_1A", "NIST SPHERE"},
}

func unknownKind(head []byte) error {
	for _, k := range otherKinds {
		if len(head) >= k.offset && bytes.HasPrefix(head[k.offset:], []byte(k.magic)) {
			return fmt.Errorf("%w: %s", ErrUnsupported, k.name)
		}
	}
	return fmt.Errorf("%w: input begins with %q", ErrUnknown, head)
}

// isOpenError reports whether err says that the input cannot be decoded.
func isOpenError(err error) bool {
	return errors.Is(err, ErrMalformed) || errors.Is(err, ErrUnsupported)
}
