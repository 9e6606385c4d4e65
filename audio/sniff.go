package audio

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/gosilero/vad/audio/internal/mp3"
	"github.com/gosilero/vad/audio/internal/ogg"
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
	case bytes.HasPrefix(head, []byte(ogg.Magic)):
		return openOgg, nil
	}
	return sniffMP3(input, head)
}

// sniffMP3 looks for MP3, whose frames begin with little more than 11 set bits.
// At the beginning two of them must follow each other, or one must be all there
// is; after something else, which is then discarded, three must.
func sniffMP3(input *bufio.Reader, head []byte) (opener, error) {
	if mp3Chain(input, 0, 2) {
		return openMP3, nil
	}
	if len(head) >= mp3.HeaderSize {
		if _, unsupported, ok := mp3.ParseHeader(head); ok && unsupported != "" {
			return nil, fmt.Errorf("%w: %s", ErrUnsupported, unsupported)
		}
	}
	if err := unknownKind(head); !errors.Is(err, ErrUnknown) {
		return nil, err
	}
	all, _ := input.Peek(peekSize)
	for at := 1; at < len(all); at++ {
		if all[at] == 0xFF && mp3Chain(input, at, 3) {
			_, err := input.Discard(at)
			return openMP3, err
		}
	}
	return nil, unknownKind(head)
}

// mp3Chain reports whether want frames of one stream follow each other from a
// distance on. At the beginning, fewer suffice if they are all there is.
func mp3Chain(input *bufio.Reader, from, want int) bool {
	m := mp3Input{input: input}
	at := from
	for i := range want {
		h, ok := m.frameAt(at)
		if !ok {
			return from == 0 && i > 0 && m.followed(at)
		}
		m.first = h
		at += h.Size
	}
	return true
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
	if len(head) == 0 {
		return fmt.Errorf("%w: nothing after an ID3 tag", ErrUnknown)
	}
	return fmt.Errorf("%w: input begins with %q", ErrUnknown, head)
}
