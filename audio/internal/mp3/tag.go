package mp3

import "encoding/binary"

// Tag is what an encoder has left in the first frame of a file, in place of
// sound.
type Tag struct {
	Frames         int64 // without the tag's, 0 if unknown
	Delay, Padding int64 // samples that the encoder has added before and after
	Known          bool  // Delay and Padding are
}

// ParseTag returns the tag in a frame. ok is false if there is sound in it. The
// Xing tag follows the (empty) side information:
//
//	"Xing" or "Info"
//	4 bytes  which of the following there are: 1, 2, 4, 8
//	4        number of frames, without this one
//	4        number of bytes
//	100      where to find each percent
//	4        quality
//
// and LAME's, which other encoders have taken over, follows that:
//
//	9 bytes  encoder                 1  flags
//	1        revision and method     1  bit rate
//	1        low-pass                3  delay and padding: 12 bits each, in samples
//	8        replay gain
//
// Sources: Xing's sample decoder; "Mp3 Info Tag rev 1", by LAME's authors.
func ParseTag(h Header, frame []byte) (tag Tag, ok bool) {
	// Fraunhofer's tag always lies 32 bytes after the header. It says neither
	// delay nor padding in a way that is documented.
	const vbri = HeaderSize + 32
	if len(frame) >= vbri+18 && string(frame[vbri:vbri+4]) == "VBRI" {
		return Tag{Frames: int64(binary.BigEndian.Uint32(frame[vbri+14:]))}, true
	}
	// LAME does not count the checksum where it places the tag.
	for _, at := range []int{HeaderSize + h.sideSize(), h.sideOffset() + h.sideSize()} {
		if len(frame) >= at+8 {
			if id := string(frame[at : at+4]); id == "Xing" || id == "Info" {
				return parseXing(frame[at:]), true
			}
		}
	}
	return tag, false
}

// parseXing parses the tag that b begins with. Fields past the end of the frame
// count as absent.
func parseXing(b []byte) (tag Tag) {
	const hasFrames, hasBytes, hasIndex, hasQuality = 1, 2, 4, 8
	flags := binary.BigEndian.Uint32(b[4:])
	b = b[8:]
	if flags&hasFrames != 0 && len(b) >= 4 {
		tag.Frames = int64(binary.BigEndian.Uint32(b))
	}
	for flag, size := range map[uint32]int{hasFrames: 4, hasBytes: 4, hasIndex: 100, hasQuality: 4} {
		if flags&flag != 0 {
			b = b[min(size, len(b)):]
		}
	}
	const delayOffset = 21
	if len(b) >= delayOffset+3 {
		v := int64(b[delayOffset])<<16 | int64(b[delayOffset+1])<<8 | int64(b[delayOffset+2])
		tag.Delay, tag.Padding = v>>12, v&0xFFF
		tag.Known = v != 0
	}
	return tag
}
