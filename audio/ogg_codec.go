package audio

import (
	"fmt"
	"strings"
)

// oggCodec decodes the packets of one logical stream. Its format is valid after
// the headers.
type oggCodec interface {
	packetCodec

	// header takes the packets that come before the audio, one after the
	// other, and reports whether this one was the last.
	header(packet []byte) (last bool, err error)

	// skip returns how many of the first samples are not part of the audio,
	// where start is the granule position before the first.
	skip(start int64) int64
}

// newOggCodec returns the codec of a stream by its first packet, nil if there
// is none for it.
func newOggCodec(packet []byte) oggCodec {
	switch {
	case strings.HasPrefix(string(packet), opusMagic):
		return new(opusCodec)
	case strings.HasPrefix(string(packet), vorbisMagic):
		return new(vorbisCodec)
	case strings.HasPrefix(string(packet), oggFLACMagic), strings.HasPrefix(string(packet), oggOldFLACMagic):
		return new(oggFLACCodec)
	}
	return nil
}

// oggStreamName names what a stream holds by its first packet.
func oggStreamName(packet []byte) string {
	for magic, name := range map[string]string{
		"Speex   ": "Speex", "\x80theora": "Theora", "fishead\x00": "Skeleton", "PCM     ": "PCM", "BBCD\x00": "Dirac",
	} {
		if strings.HasPrefix(string(packet), magic) {
			return name
		}
	}
	return fmt.Sprintf("%q", packet[:min(8, len(packet))])
}
