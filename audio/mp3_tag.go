package audio

import (
	"encoding/binary"
)

// mp3Tag is what an encoder has left in the first frame of a file, in place of
// sound. The Xing tag lies behind the (empty) side information:
//
//	"Xing" or "Info"
//	4 bytes  which of the following there are: 1, 2, 4, 8
//	4        number of frames, without this one
//	4        number of bytes
//	100      where to find each percent
//	4        quality
//
// and LAME's, which other encoders have taken over, behind it:
//
//	9 bytes  encoder                 1  flags
//	1        revision and method     1  bit rate
//	1        low-pass                3  delay and padding: 12 bits each, in samples
//	8        replay gain
//
// Sources: Xing's sample decoder; "Mp3 Info Tag rev 1", by LAME's authors.
type mp3Tag struct {
	frames         int64 // without the tag's, 0 if unknown
	delay, padding int64 // samples that the encoder has added before and behind
	known          bool  // delay and padding are
}

// parseMP3Tag returns the tag in a frame. ok is false if there is sound in it.
func parseMP3Tag(h mp3Header, frame []byte) (tag mp3Tag, ok bool) {
	// Fraunhofer's tag always lies 32 bytes behind the header. It says neither
	// delay nor padding in a way that is documented.
	const vbri = mp3HeaderSize + 32
	if len(frame) >= vbri+18 && string(frame[vbri:vbri+4]) == "VBRI" {
		return mp3Tag{frames: int64(binary.BigEndian.Uint32(frame[vbri+14:]))}, true
	}
	// LAME does not count the checksum where it places the tag.
	for _, at := range []int{mp3HeaderSize + h.sideSize(), h.sideOffset() + h.sideSize()} {
		if len(frame) >= at+8 {
			if id := string(frame[at : at+4]); id == "Xing" || id == "Info" {
				return parseXing(frame[at:]), true
			}
		}
	}
	return tag, false
}

// parseXing parses the tag that b begins with; what does not fit into the frame
// is not there.
func parseXing(b []byte) (tag mp3Tag) {
	const hasFrames, hasBytes, hasIndex, hasQuality = 1, 2, 4, 8
	flags := binary.BigEndian.Uint32(b[4:])
	b = b[8:]
	if flags&hasFrames != 0 && len(b) >= 4 {
		tag.frames = int64(binary.BigEndian.Uint32(b))
	}
	for flag, size := range map[uint32]int{hasFrames: 4, hasBytes: 4, hasIndex: 100, hasQuality: 4} {
		if flags&flag != 0 {
			b = b[min(size, len(b)):]
		}
	}
	const delayOffset = 21
	if len(b) >= delayOffset+3 {
		v := int64(b[delayOffset])<<16 | int64(b[delayOffset+1])<<8 | int64(b[delayOffset+2])
		tag.delay, tag.padding = v>>12, v&0xFFF
		tag.known = v != 0
	}
	return tag
}
