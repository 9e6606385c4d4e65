package audio

import (
	"bufio"
	"fmt"
	"io"
)

// MP3 is decoded here: the decoder at hand, github.com/hajimehoshi/go-mp3,
// loses its place in files at 22.05 kHz with certain bit rates, does not know
// MPEG-2.5, which is what recordings of telephones at 8 kHz are, decodes noise
// where a frame is lost, and takes six times as long.

const (
	// mp3Delay is how late a decoder is, in samples: half the length of the
	// two filter banks. An encoder's delay is counted without it.
	mp3Delay = 528 + 1

	// mp3EncoderDelay is taken where no tag tells. No encoder can do with
	// much less, and it is LAME's; its frames of low bit rates have no room
	// for the tag.
	mp3EncoderDelay = 576
)

// mp3Decoder decodes an MP3 stream, or several behind each other.
type mp3Decoder struct {
	input mp3Input
	line  timeline
	fmt   Format
	frame mp3Frame

	toSkip     int64 // samples to drop: delay
	left       int64 // samples before the padding; negative: unknown
	framesLeft int64 // of those that the tag has counted; the rest has no padding
	frames     int64 // decoded, to tell from bytes how many were lost
	bytes      int64 // of all of them
	longest    int64 // bytes of one
	damaged    bool  // the frame before could not be decoded

	out   []float32
	ready bool // out waits for the silence before it
}

// openMP3 reads up to the first frame, and its tag if there is one.
func openMP3(input *bufio.Reader, log *warnings) (decoder, error) {
	d := &mp3Decoder{input: mp3Input{input: input}, toSkip: mp3Delay + mp3EncoderDelay, left: -1}
	h, frame, _, err := d.input.next()
	if err == io.EOF {
		return nil, fmt.Errorf("%w: MP3 ends in its first frame", ErrMalformed)
	}
	if err != nil {
		return nil, fmt.Errorf("audio: reading MP3: %w", err)
	}
	d.input.first = h
	d.fmt = Format{Kind: "MP3", SampleRate: h.sampleRate, Channels: h.channels, Samples: -1}
	d.line = timeline{sampleRate: h.sampleRate, channels: h.channels, log: log}
	if tag, ok := parseMP3Tag(h, frame); ok {
		d.begin(h, tag)
		if d.left >= 0 {
			d.fmt.Samples = d.left
		}
	} else {
		d.input.held = 0 // it is sound
	}
	return d, nil
}

// begin starts a stream with a tag.
func (d *mp3Decoder) begin(h mp3Header, tag mp3Tag) {
	d.toSkip, d.left, d.framesLeft = mp3Delay+mp3EncoderDelay, -1, tag.frames
	if tag.known {
		d.toSkip = mp3Delay + tag.delay
		if tag.frames > 0 {
			d.left = max(0, tag.frames*int64(h.samples())-tag.delay-tag.padding)
		}
	}
}

func (d *mp3Decoder) format() Format { return d.fmt }

func (d *mp3Decoder) decode() ([]float32, error) {
	if zeros := d.line.silence(); zeros != nil {
		return zeros, nil
	}
	if d.ready {
		d.ready = false
		d.line.position += int64(len(d.out) / d.fmt.Channels)
		return d.out, nil
	}
	h, frame, skipped, err := d.input.next()
	if err != nil {
		return nil, d.finish(skipped, err)
	}
	if skipped > 0 {
		d.frame.lost()
		d.lose(h, skipped)
	}
	if tag, ok := parseMP3Tag(h, frame); ok {
		d.begin(h, tag)
		return nil, nil
	}
	d.decodeFrame(h, frame)
	d.ready = true
	return nil, nil
}

// lose puts silence in place of the frames that skipped bytes may have been. A
// few bytes are none, for more there is at least one. For many the mean length
// of a frame tells, for some the longest, lest bytes of one frame count twice.
func (d *mp3Decoder) lose(h mp3Header, skipped int) {
	why := fmt.Sprintf("%d bytes that are no frame", skipped)
	mean, longest := int64(h.size), max(int64(h.size), d.longest)
	if d.frames > 0 {
		mean = d.bytes / d.frames
	}
	n := (int64(skipped) + longest - 1) / longest
	if n > 4 {
		n = (int64(skipped) + mean/2) / mean
	} else if int64(skipped) < mean/4 {
		n = 0
	}
	missing := d.trim(n*int64(h.samples()), n)
	if !d.line.lose(missing, int64(skipped), why) {
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, why))
	}
}

// trim takes n samples, which are some frames, through delay and padding and
// returns how many of them are left to be heard. What it takes off the front is
// at most what it has put into toSkip.
func (d *mp3Decoder) trim(n, frames int64) int64 {
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
func (d *mp3Decoder) decodeFrame(h mp3Header, frame []byte) {
	d.frames++
	d.bytes += int64(len(frame))
	d.longest = max(d.longest, int64(len(frame)))
	samples, err := d.frame.decode(h, frame)
	if err != nil && !d.damaged {
		d.line.warn(fmt.Errorf("%w: MP3 frame: %v", ErrDamaged, err))
	}
	d.damaged = err != nil
	n := int64(h.samples())
	skip := min(d.toSkip, n)
	keep := d.trim(n, 1)
	samples = samples[int(skip)*h.channels : int(skip+keep)*h.channels]
	d.out = d.out[:0]
	switch {
	case h.channels == d.fmt.Channels:
		d.out = append(d.out, samples...)
	case h.channels == 2:
		for i := 0; i < len(samples); i += 2 {
			d.out = append(d.out, (samples[i]+samples[i+1])/2)
		}
	default:
		for _, v := range samples {
			d.out = append(d.out, v, v)
		}
	}
}

// finish reports what is missing at the end, where skipped bytes are no frame,
// and returns err.
func (d *mp3Decoder) finish(skipped int, err error) error {
	switch {
	case err != io.EOF:
	case d.left > 0 && d.framesLeft > 0:
		d.line.warn(fmt.Errorf("%w: got %d samples, want %d", ErrTruncated, d.line.position, d.line.position+d.left))
	case skipped > 0 && d.framesLeft != 0:
		d.line.warn(fmt.Errorf("%w: the last %d bytes are no frame", ErrTruncated, skipped))
	}
	return err
}
