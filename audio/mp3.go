package audio

import (
	"bufio"
	"fmt"
	"io"

	"github.com/gosilero/vad/audio/internal/mp3"
)

// mp3EncoderDelay is assumed where no tag gives the delay, in samples. No
// encoder can do with much less, and it is LAME's, whose frames of low bit
// rates have no room for the tag.
const mp3EncoderDelay = 576

// mp3Framer places the frames of an MP3 stream, or of several that follow each
// other. Frames have no numbers: what was lost is estimated from its bytes.
type mp3Framer struct {
	input   mp3Input
	decoder mp3.Decoder
	line    *timeline
	format  Format

	toSkip     int64 // samples to drop: delay
	left       int64 // samples before the padding; negative: unknown
	framesLeft int64 // of those that the tag has counted; the rest has no padding
	frames     int64 // decoded, to estimate from bytes how many were lost
	bytes      int64 // of all of them
	longest    int64 // bytes of one
	damaged    bool  // the frame before could not be decoded

	out []float32
}

// openMP3 reads up to the first frame, and its tag if there is one.
func openMP3(input *bufio.Reader, log *warnings) (decoder, error) {
	d := &mp3Framer{input: mp3Input{input: input}, toSkip: mp3.Delay + mp3EncoderDelay, left: -1}
	h, frame, _, err := d.input.next()
	if err == io.EOF {
		return nil, fmt.Errorf("%w: MP3 ends in its first frame", ErrMalformed)
	}
	if err != nil {
		return nil, fmt.Errorf("audio: reading MP3: %w", err)
	}
	d.input.first = h
	d.format = Format{Kind: "MP3", SampleRate: h.SampleRate, Channels: h.Channels, Samples: -1}
	if tag, ok := mp3.ParseTag(h, frame); ok {
		d.begin(h, tag)
		if d.left >= 0 {
			d.format.Samples = d.left
		}
	} else {
		d.input.held = 0 // it is sound
	}
	d.line = newTimeline(d, d.format, log)
	return d.line, nil
}

// begin starts a stream with a tag.
func (d *mp3Framer) begin(h mp3.Header, tag mp3.Tag) {
	d.toSkip, d.left, d.framesLeft = mp3.Delay+mp3EncoderDelay, -1, tag.Frames
	if tag.Known {
		d.toSkip = mp3.Delay + tag.Delay
		if tag.Frames > 0 {
			d.left = max(0, tag.Frames*int64(h.Samples())-tag.Delay-tag.Padding)
		}
	}
}

func (d *mp3Framer) next() ([]float32, error) {
	h, frame, skipped, err := d.input.next()
	if err != nil {
		return nil, d.finish(skipped, err)
	}
	if skipped > 0 {
		d.decoder.Lost()
		d.lose(h, skipped)
	}
	if tag, ok := mp3.ParseTag(h, frame); ok {
		d.begin(h, tag)
		return nil, nil
	}
	d.decodeFrame(h, frame)
	return d.out, nil
}

// lose puts silence in place of the frames that skipped bytes may have been. A
// few bytes are none, more are at least one. Their number is divided by the
// longest length of a frame, so that bytes of one frame do not count twice, and
// by the mean length if that gives more than four.
func (d *mp3Framer) lose(h mp3.Header, skipped int) {
	why := skippedBytes(skipped, "frame")
	mean, longest := int64(h.Size), max(int64(h.Size), d.longest)
	if d.frames > 0 {
		mean = d.bytes / d.frames
	}
	n := (int64(skipped) + longest - 1) / longest
	if n > 4 {
		n = (int64(skipped) + mean/2) / mean
	} else if int64(skipped) < mean/4 {
		n = 0
	}
	missing := d.trim(n*int64(h.Samples()), n)
	if !d.line.lose(missing, int64(skipped), why) {
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, why))
	}
}

// trim takes n samples, those of the given number of frames, through delay and
// padding and returns how many of them are left to be heard. What it takes off
// the front is at most what it has put into toSkip.
func (d *mp3Framer) trim(n, frames int64) int64 {
	drop := min(n, d.toSkip)
	d.toSkip -= drop
	n -= drop
	if d.left >= 0 {
		if d.framesLeft <= 0 {
			d.left = -1 // more than the tag has counted
		} else {
			n = min(n, d.left)
			d.left -= n
		}
	}
	d.framesLeft -= frames
	return n
}

// decodeFrame decodes a frame to d.out.
func (d *mp3Framer) decodeFrame(h mp3.Header, frame []byte) {
	d.frames++
	d.bytes += int64(len(frame))
	d.longest = max(d.longest, int64(len(frame)))
	samples, err := d.decoder.Decode(h, frame)
	if err != nil && !d.damaged {
		d.line.warn(fmt.Errorf("%w: MP3: %v", ErrDamaged, err))
	}
	d.damaged = err != nil
	n := int64(h.Samples())
	skip := min(d.toSkip, n)
	keep := d.trim(n, 1)
	samples = samples[int(skip)*h.Channels : int(skip+keep)*h.Channels]
	d.out = appendChannels(d.out[:0], d.format.Channels, samples, h.Channels)
}

// appendChannels appends samples of one or two channels to dst, which has as
// many or the other number.
func appendChannels(dst []float32, want int, samples []float32, channels int) []float32 {
	switch {
	case channels == want:
		dst = append(dst, samples...)
	case channels == 2:
		for i := 0; i < len(samples); i += 2 {
			dst = append(dst, (samples[i]+samples[i+1])/2)
		}
	default:
		for _, v := range samples {
			dst = append(dst, v, v)
		}
	}
	return dst
}

// finish reports what is missing at the end, where skipped bytes are no frame,
// and returns err.
func (d *mp3Framer) finish(skipped int, err error) error {
	switch {
	case err != io.EOF:
	case d.left > 0 && d.framesLeft > 0:
		d.line.warn(fmt.Errorf("%w: got %d samples, want %d", ErrTruncated, d.line.position, d.line.position+d.left))
	case skipped > 0 && d.framesLeft != 0:
		d.line.warn(fmt.Errorf("%w: %s", ErrTruncated, noFrameAtEnd(skipped)))
	}
	return err
}
