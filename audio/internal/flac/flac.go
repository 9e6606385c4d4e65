// Package flac decodes the frames of FLAC streams. Source: RFC 9639.
//
// It decodes the bytes it is given and reports what is wrong with them. Where
// to look for the next frame, and what to do about one that is lost, is up to
// the caller.
//
// No library is used, because damaged files need access to the middle of a
// decoder: a frame is believed when its checksum is right, the next one is
// searched for otherwise, and its number says how much was lost. Frames are
// decoded three times faster than by github.com/mewkiz/flac, with which the
// tests of package audio compare, into memory that is used again.
package flac

import (
	"errors"

	"github.com/gosilero/vad/audio/internal/bits"
	"github.com/gosilero/vad/audio/internal/crc"
)

// Reasons why bytes are not a frame of the stream.
var (
	ErrSync   = errors.New("flac: no frame header")
	ErrShort  = errors.New("flac: incomplete frame")
	ErrFrame  = errors.New("flac: invalid frame")
	ErrFormat = errors.New("flac: frame has another format than the stream")
)

// Decoder decodes the frames of one stream.
type Decoder struct {
	info       StreamInfo
	firstBlock int // size of the first frame that was decoded, 0 before
	frame      Frame
	tried      int // values of the frame that Decode saw last
}

// NewDecoder returns a Decoder of the stream that info describes.
func NewDecoder(info StreamInfo) *Decoder {
	return &Decoder{info: info, frame: Frame{Samples: make([][]int64, info.Channels)}}
}

// Frame is a decoded frame: a block of samples of all channels.
type Frame struct {
	First   int64     // number of the first sample, counted from the start of the stream
	Samples [][]int64 // [channels][block]
	Size    int       // in bytes
}

// Decode decodes the frame that data[:n] begins with; data holds bits.Padding
// bytes more, of any value. The frame is valid until the next call. ErrShort
// says that it has more than n bytes, or is damaged such that it seems to.
func (d *Decoder) Decode(data []byte, n int) (*Frame, error) {
	d.tried = 0
	h, err := d.parseHeader(bits.New(data, n), data)
	if err != nil {
		return nil, err
	}
	// Damage may look like a frame without end. Twice the size of the samples
	// as they are is more than any encoder writes.
	d.tried = h.channels * h.block
	limit := 64 + 2*h.channels*(h.block*(d.info.Bits+1)/8+8)
	r := bits.New(data, min(n, limit))
	r.Seek(8 * h.size)
	if err := d.readSubframes(&r, h); err != nil {
		switch {
		case !r.Overrun(): // else it read what is not of the frame
			return nil, err
		case n > limit:
			return nil, ErrFrame
		}
		return nil, ErrShort
	}
	size := (r.Pos()+7)/8 + 2
	if size > n {
		return nil, ErrShort
	}
	sum := uint16(data[size-2])<<8 | uint16(data[size-1])
	if crc.Update16(0, data[:size-2]) != sum {
		return nil, ErrFrame
	}
	h.stereo.restore(d.frame.Samples)
	if d.firstBlock == 0 {
		d.firstBlock = h.block
	}
	d.frame.First, d.frame.Size = h.first, size
	return &d.frame, nil
}

// Tried returns how many values, of all channels, the frame has whose header the
// last call of Decode believed, right or wrong; 0 for none.
func (d *Decoder) Tried() int { return d.tried }

// readSubframes decodes the channels that follow the header.
func (d *Decoder) readSubframes(r *bits.Reader, h header) error {
	samples := d.frame.Samples
	for c := range samples {
		if cap(samples[c]) < h.block {
			samples[c] = make([]int64, h.block)
		}
		samples[c] = samples[c][:h.block]
		width := d.info.Bits
		if c == h.stereo.difference() {
			width++
		}
		if err := readSubframe(r, samples[c], uint(width)); err != nil {
			return err
		}
	}
	return nil
}
