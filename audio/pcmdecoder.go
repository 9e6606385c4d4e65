package audio

import (
	"fmt"
	"io"
)

// pcmDecoder delivers samples of one Encoding: the body of a WAV file or a raw
// stream. It passes on what one read of the input brings, so that a live pipe
// is not held up until a buffer is full.
type pcmDecoder struct {
	input    io.Reader
	encoding Encoding
	format   Format
	left     int64 // bytes to come; negative: until the input ends
	log      *warnings
	position int64 // samples per channel delivered
	buf      []byte
	buffered int // bytes of buf that wait for the rest of their sample
	out      []float32
}

// newPCMDecoder reads size bytes of samples from input, or all if size < 0.
func newPCMDecoder(input io.Reader, e Encoding, f Format, size int64, log *warnings) *pcmDecoder {
	values := bufferSamples(f.Channels) * f.Channels
	return &pcmDecoder{
		input: input, encoding: e, format: f, left: size, log: log,
		buf: make([]byte, values*e.size()),
		out: make([]float32, values),
	}
}

func (d *pcmDecoder) Format() Format { return d.format }

func (d *pcmDecoder) decode() ([]float32, error) {
	if d.left == 0 {
		return nil, d.finish()
	}
	space := d.buf[d.buffered:]
	if d.left > 0 && int64(len(space)) > d.left {
		space = space[:d.left]
	}
	n, err := readSome(d.input, space)
	d.buffered += n
	if d.left > 0 {
		d.left -= int64(n)
	}
	if err != nil {
		if err == io.EOF {
			return nil, d.finish()
		}
		return nil, err
	}
	align := d.format.Channels * d.encoding.size()
	whole := d.buffered / align * align
	out := d.out[:whole/d.encoding.size()]
	if bad := d.encoding.convert(out, d.buf); bad >= 0 {
		d.log.add(d.position+int64(bad/d.format.Channels), d.format.SampleRate, errNonFinite)
	}
	d.buffered = copy(d.buf, d.buf[whole:d.buffered])
	d.position += int64(len(out) / d.format.Channels)
	return out, nil
}

// finish reports what is missing and returns io.EOF.
func (d *pcmDecoder) finish() error {
	switch {
	case d.left > 0:
		d.log.add(d.position, d.format.SampleRate,
			fmt.Errorf("%w: got %d samples, want %d", ErrTruncated, d.position, d.format.Samples))
	case d.buffered > 0:
		d.log.add(d.position, d.format.SampleRate,
			fmt.Errorf("%w: the last sample has %d bytes, want %d", ErrTruncated, d.buffered, d.format.Channels*d.encoding.size()))
	}
	d.left, d.buffered = 0, 0
	return io.EOF
}
