package audio

import (
	"fmt"
	"strings"
)

// The first packet of FLAC in Ogg begins with oggFLACMagic, the versions 1 and 0
// of the mapping, and the number of header packets that follow; then comes what
// a FLAC file begins with, and a packet for each block of metadata. The first
// mapping had the magic of the file alone.
const (
	oggFLACMagic    = "\x7fFLAC"
	oggOldFLACMagic = "fLaC"
)

// oggFLACCodec decodes FLAC in Ogg.
type oggFLACCodec struct{ *flacCodec }

// header takes the blocks of metadata, of which the last is marked.
func (c *oggFLACCodec) header(packet []byte) (last bool, err error) {
	const mapping = len(oggFLACMagic) + 4 // versions, number of headers
	if strings.HasPrefix(string(packet), oggFLACMagic) && len(packet) > mapping {
		if packet[len(oggFLACMagic)] != 1 {
			return false, unsupported(KindOgg, "FLAC by mapping %d", packet[len(oggFLACMagic)])
		}
		packet = packet[mapping:]
	}
	packet = []byte(strings.TrimPrefix(string(packet), oggOldFLACMagic))
	if len(packet) == 0 {
		return false, nil
	}
	if c.flacCodec == nil {
		if c.flacCodec, err = newFLACCodec(packet); err != nil {
			return false, err
		}
	}
	const lastBlock = 0x80
	if packet[0] == 0xFF { // a frame
		return false, fmt.Errorf("%w: FLAC without a last block of metadata", ErrMalformed)
	}
	return packet[0]&lastBlock != 0, nil
}

// skip returns 0: there is no delay.
func (c *oggFLACCodec) skip(int64) int64 { return 0 }
