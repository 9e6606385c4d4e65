package mp3

import "fmt"

// HeaderSize is the length of the header that an MPEG audio frame begins with,
// in bytes. Its bits are (ISO 11172-3, section 2.4.1.3):
//
//	11 bits  sync, all ones       1  padding
//	 2       version              1  private
//	 2       layer                2  mode
//	 1       no checksum          2  mode extension
//	 4       bit rate             2  copyright, original
//	 2       sample rate          2  emphasis
const HeaderSize = 4

// Header describes a frame of MPEG-1, 2 or 2.5, layer III.
type Header struct {
	SampleRate int // in Hz
	Channels   int // 1 or 2
	Size       int // of the frame in bytes, with the header

	lowRate   bool // MPEG-2 or 2.5: one granule, and a shorter side information
	bands     int  // index of the scale factor bands
	midSide   bool // joint stereo by sum and difference
	intensity bool // joint stereo by direction
	protected bool // a checksum of 2 bytes follows
}

// ParseHeader parses the header that b begins with. ok is false if it is not
// that of any MPEG audio; unsupported names the kind if it is not layer III.
func ParseHeader(b []byte) (h Header, unsupported string, ok bool) {
	const reserved = 1 // version
	version, layer := b[1]>>3&3, b[1]>>1&3
	bitRate, rate := int(b[2]>>4), int(b[2]>>2&3)
	if b[0] != 0xFF || b[1]>>5 != 7 || version == reserved || bitRate == 15 || rate == 3 || b[3]&3 == 2 {
		return h, "", false
	}
	switch {
	case layer == 0:
		return h, "AAC (ADTS)", true
	case layer > 1:
		return h, fmt.Sprintf("MPEG audio layer %d", 4-layer), true
	case bitRate == 0:
		return h, "MP3 of free bit rate", true
	}
	h.SampleRate = []int{44100, 48000, 32000}[rate]
	samples := 1152
	kilobits := []int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	h.bands = rate
	if version != 3 {
		h.lowRate = true
		h.SampleRate /= 2
		samples /= 2
		kilobits = []int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
		h.bands = 3 + rate
	}
	if version == 0 { // MPEG-2.5
		h.SampleRate /= 2
		h.bands = 5
		if h.SampleRate == 8000 {
			h.bands = 6
		}
	}
	const mono, joint = 3, 1
	h.Channels = 2
	if mode := b[3] >> 6; mode == mono {
		h.Channels = 1
	} else if mode == joint {
		h.intensity, h.midSide = b[3]&0x10 != 0, b[3]&0x20 != 0
	}
	h.protected = b[1]&1 == 0
	h.Size = samples/8*kilobits[bitRate]*1000/h.SampleRate + int(b[2]>>1&1)
	return h, "", true
}

// Samples returns the samples per channel of a frame.
func (h Header) Samples() int { return granuleSize * h.granules() }

// granules returns the parts of a frame that are coded one by one.
func (h Header) granules() int {
	if h.lowRate {
		return 1
	}
	return 2
}

// sideOffset returns where the side information begins.
func (h Header) sideOffset() int {
	if h.protected {
		return HeaderSize + 2
	}
	return HeaderSize
}

// sideSize returns the bytes of the side information.
func (h Header) sideSize() int {
	switch {
	case h.lowRate && h.Channels == 1:
		return 9
	case h.lowRate != (h.Channels == 1): // one of both
		return 17
	}
	return 32
}

// SameStream reports whether two frames may be of one stream.
func (h Header) SameStream(o Header) bool {
	return h.lowRate == o.lowRate && h.SampleRate == o.SampleRate
}
