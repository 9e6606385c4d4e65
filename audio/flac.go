package audio

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// FLAC is decoded here, and not by a library, because what damaged files need
// lies in the middle of the decoder: a frame is believed when its checksum is
// right, the next one is searched for otherwise, and its number tells how much
// was lost. The frames take no memory of their own, and decode three times
// faster than those of github.com/mewkiz/flac, which the tests compare with.

// flacBuffer is how many bytes of input are held; most frames have fewer than
// a quarter.
const flacBuffer = 1 << 17

// flacDecoder decodes a FLAC stream.
type flacDecoder struct {
	input  io.Reader
	info   flacStreamInfo
	line   timeline
	buf    []byte // input from the current frame on, and bitReaderPadding
	start  int    // of the current frame in buf
	end    int    // of the input in buf
	ended  error  // why there is no more input
	frame  flacFrame
	out    []float32 // the frame, interleaved; memory is kept
	ready  bool      // out waits for the silence before it
	began  bool      // a frame was decoded
	origin int64     // the number of the sample that was delivered first
}

// openFLAC reads the metadata: blocks with a type and a 24-bit size, of which
// only the first matters here.
func openFLAC(input *bufio.Reader, log *warnings) (decoder, error) {
	if _, err := input.Discard(4); err != nil { // "fLaC"
		return nil, flacHeaderError(err)
	}
	d := &flacDecoder{input: input, buf: make([]byte, flacBuffer+bitReaderPadding)}
	for i := 0; ; i++ {
		var head [4]byte
		if _, err := io.ReadFull(input, head[:]); err != nil {
			return nil, flacHeaderError(err)
		}
		last, kind := head[0]&0x80 != 0, head[0]&0x7F
		size := int64(binary.BigEndian.Uint32(head[:]) & 0xFFFFFF)
		switch {
		case (i == 0) != (kind == 0), i == 0 && size != 34:
			return nil, fmt.Errorf("%w: FLAC metadata block %d has type %d and %d bytes", ErrMalformed, i, kind, size)
		case i == 0:
			if err := d.info.read(input); err != nil {
				return nil, err
			}
		default:
			if err := skip(input, size); err != nil {
				return nil, flacHeaderError(err)
			}
		}
		if last {
			d.line = timeline{sampleRate: d.info.sampleRate, channels: d.info.channels, log: log}
			return d, nil
		}
	}
}

// read reads the STREAMINFO block:
//
//	16 bits  smallest block    20  sample rate
//	16       largest block      3  channels - 1
//	24       smallest frame     5  bits per sample - 1
//	24       largest frame     36  samples per channel, 0 if unknown
//	128      MD5
func (s *flacStreamInfo) read(input io.Reader) error {
	var b [34 + bitReaderPadding]byte
	if _, err := io.ReadFull(input, b[:34]); err != nil {
		return flacHeaderError(err)
	}
	r := newBitReader(b[:], 34)
	s.minBlock, s.maxBlock = int(r.read(16)), int(r.read(16))
	r.read(48)
	s.sampleRate, s.channels, s.bits = int(r.read(20)), int(r.read(3))+1, int(r.read(5))+1
	s.samples = int64(r.read(36))
	if s.sampleRate == 0 || s.bits < 4 {
		return fmt.Errorf("%w: FLAC at %d Hz with %d bits per sample", ErrMalformed, s.sampleRate, s.bits)
	}
	return nil
}

func flacHeaderError(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: FLAC ends in its metadata", ErrMalformed)
	}
	return fmt.Errorf("audio: reading FLAC header: %w", err)
}

func (d *flacDecoder) format() Format {
	f := Format{Kind: "FLAC", SampleRate: d.info.sampleRate, Channels: d.info.channels, Samples: d.info.samples}
	if f.Samples == 0 {
		f.Samples = -1
	}
	return f
}

func (d *flacDecoder) decode() ([]float32, error) {
	if zeros := d.line.silence(); zeros != nil {
		return zeros, nil
	}
	if !d.ready {
		lost, err := d.nextFrame()
		if err != nil {
			return nil, d.finish(lost, err)
		}
		d.place(lost)
		d.interleave()
		d.ready = true
		return nil, nil
	}
	d.ready = false
	d.line.position += int64(d.frame.block)
	return d.out, nil
}

// place compares the frame's number with the samples so far; lost is how many
// bytes before the frame could not be decoded.
func (d *flacDecoder) place(lost int) {
	if !d.began && lost == 0 {
		d.origin = d.frame.sample // a stream that was joined midway
	}
	d.began = true
	missing := d.frame.sample - d.origin - d.line.position
	switch {
	case missing == 0 && lost > 0:
		d.line.warn(fmt.Errorf("%w: %d bytes that are no frame skipped", ErrDamaged, lost))
	case missing != 0 && !d.line.lose(missing, int64(lost), fmt.Sprintf("%d bytes that are no frame", lost)):
		d.line.warn(fmt.Errorf("%w: frame begins with sample %d, want %d", ErrDamaged, d.frame.sample, d.origin+d.line.position))
		d.origin += missing
	}
}

// finish reports what is missing at the end, where lost bytes are no frame, and
// returns err.
func (d *flacDecoder) finish(lost int, err error) error {
	got := d.origin + d.line.position
	switch {
	case err != io.EOF:
	case got < d.info.samples:
		d.line.warn(fmt.Errorf("%w: got %d samples, want %d", ErrTruncated, got, d.info.samples))
	case d.info.samples == 0 && lost > 0:
		d.line.warn(fmt.Errorf("%w: the last %d bytes are no frame", ErrTruncated, lost))
	}
	return err
}

// interleave converts the frame to d.out.
func (d *flacDecoder) interleave() {
	channels := d.info.channels
	d.out = slices.Grow(d.out[:0], d.frame.block*channels)[:d.frame.block*channels]
	scale := 1 / float32(int64(1)<<(d.info.bits-1))
	for c, samples := range d.frame.samples {
		out := d.out[c:]
		for i, v := range samples {
			out[i*channels] = float32(v) * scale
		}
	}
}

// nextFrame finds and decodes the next frame. lost is how many bytes before it
// were none, or before the end of the input, whose error it returns.
func (d *flacDecoder) nextFrame() (lost int, err error) {
	want := flacBuffer / 4
	for {
		d.fill(want)
		have := d.end - d.start
		if have == 0 {
			return lost, d.ended
		}
		err := d.frame.parse(&d.info, d.buf[d.start:], have)
		if err == nil {
			if d.info.firstBlock == 0 {
				d.info.firstBlock = d.frame.block
			}
			d.start += d.frame.size
			return lost, nil
		}
		if err == errFLACShort && d.ended == nil {
			want = 2 * have
			continue
		}
		n := d.nextSync()
		d.start += n
		lost += n
	}
}

// nextSync returns the distance to the next place where a frame may begin.
func (d *flacDecoder) nextSync() int {
	rest := d.buf[d.start:d.end]
	for i := 1; i < len(rest); i++ {
		n := bytes.IndexByte(rest[i:], 0xFF)
		if n < 0 {
			break
		}
		i += n
		if i+1 == len(rest) || isFLACSync(rest[i], rest[i+1]) {
			return i
		}
	}
	return len(rest)
}

// fill reads until want bytes of the current frame and what follows are there,
// or the input ends.
func (d *flacDecoder) fill(want int) {
	if d.end-d.start >= want || d.ended != nil {
		return
	}
	buf := d.buf
	if want > len(buf)-bitReaderPadding {
		buf = make([]byte, 2*want+bitReaderPadding)
	}
	d.end = copy(buf, d.buf[d.start:d.end])
	d.buf, d.start = buf, 0
	for d.end < want && d.ended == nil {
		n, err := readSome(d.input, d.buf[d.end:len(d.buf)-bitReaderPadding])
		d.end += n
		d.ended = err
	}
}
