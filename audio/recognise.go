package audio

import (
	"bufio"
	"fmt"
	"io"

	"github.com/gosilero/vad/audio/internal/mp3"
)

// peekSize is how far Open looks ahead to recognise a kind.
const peekSize = 1 << 16

type opener func(input *bufio.Reader, log *warnings) (decoder, error)

// openers are those of the kinds that have a mark.
var openers = map[Kind]opener{
	KindWAV:      openWAV,
	KindFLAC:     openFLAC,
	KindOgg:      openOgg,
	KindAIFF:     openAIFF,
	KindAU:       openAU,
	KindWave64:   openW64,
	KindCAF:      openCAF,
	KindWebM:     openMatroska,
	KindMatroska: openMatroska,
}

// recognise returns the opener for what input begins with, and consumes nothing
// that the opener needs. reader is the input of input. It looks no further than it
// must: what follows may not have been recorded yet.
func recognise(input *bufio.Reader, reader io.Reader) (opener, error) {
	head, err := input.Peek(magicSize)
	if len(head) == 0 && err == io.EOF {
		return nil, ErrEmpty
	}
	if err := skipID3(input); err != nil {
		return nil, err
	}
	if head, err = input.Peek(magicSize); err != nil && err != io.EOF {
		return nil, fmt.Errorf("audio: reading: %w", err)
	}
	if len(head) == 0 {
		return nil, fmt.Errorf("%w: nothing after an ID3 tag", ErrUnknown)
	}
	kind := sniffMagic(head)
	if open, ok := openers[kind]; ok {
		return open, nil
	}
	if kind == "" {
		head, _ = input.Peek(SniffSize)
		kind = sniffUntagged(head)
	}
	switch kind {
	case KindMP3:
		return openMP3, nil
	case KindMP4:
		return mp4Opener(reader), nil
	case "":
		return findMP3(input)
	}
	return nil, &UnsupportedError{Kind: kind}
}

// findMP3 returns openMP3 if MP3 follows something else, which is then
// discarded, and else an error that names what input begins with. Frames of MP3
// begin with little more than 11 set bits; three must follow each other.
func findMP3(input *bufio.Reader) (opener, error) {
	head, _ := input.Peek(12)
	if err := unsupportedMPEG(head); err != nil {
		return nil, err
	}
	all, _ := input.Peek(peekSize)
	for at := 1; at < len(all); at++ {
		if all[at] == 0xFF && mp3Chain(input, at, 3) {
			_, err := input.Discard(at)
			return openMP3, err
		}
	}
	return nil, fmt.Errorf("%w: input begins with %q", ErrUnknown, head)
}

// unsupportedMPEG names the kind of MPEG audio that head begins with, if it is
// not MP3 of a known bit rate.
func unsupportedMPEG(head []byte) error {
	if len(head) < mp3.HeaderSize {
		return nil
	}
	_, name, ok := mp3.ParseHeader(head)
	switch kind := Kind(name); {
	case !ok || name == "":
		return nil
	case kind == KindADTS || kind == KindMP1 || kind == KindMP2:
		return &UnsupportedError{Kind: kind}
	}
	return &UnsupportedError{Kind: KindMP3, Codec: "a free bit rate"}
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
