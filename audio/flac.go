package audio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gosilero/vad/audio/internal/flac"
)

// flacFramer places the frames of a FLAC stream by the number that each has.
type flacFramer struct {
	input  flacInput
	info   flac.StreamInfo
	line   *timeline
	out    []float32 // the frame, interleaved; memory is kept
	began  bool      // a frame was decoded
	origin int64     // the number of the sample that was delivered first
	values budget
}

// openFLAC reads the metadata: blocks with a type and a 24-bit size, of which
// only the first matters here.
func openFLAC(input *bufio.Reader, log *warnings) (decoder, error) {
	if _, err := input.Discard(4); err != nil { // "fLaC"
		return nil, flacHeaderError(err)
	}
	var info flac.StreamInfo
	for i := 0; ; i++ {
		var head [4]byte
		if _, err := io.ReadFull(input, head[:]); err != nil {
			return nil, flacHeaderError(err)
		}
		last, kind := head[0]&0x80 != 0, head[0]&0x7F
		size := int64(binary.BigEndian.Uint32(head[:]) & 0xFFFFFF)
		var err error
		switch {
		case (i == 0) != (kind == 0), i == 0 && size != flac.StreamInfoSize:
			return nil, fmt.Errorf("%w: FLAC metadata block %d has type %d and %d bytes", ErrMalformed, i, kind, size)
		case i == 0:
			info, err = readStreamInfo(input)
		default:
			if err = skip(input, size); err != nil {
				err = flacHeaderError(err)
			}
		}
		if err != nil {
			return nil, err
		}
		if last {
			break
		}
	}
	f := Format{Kind: "FLAC", SampleRate: info.SampleRate, Channels: info.Channels, Samples: info.Samples}
	if f.Samples == 0 {
		f.Samples = -1
	}
	d := &flacFramer{input: newFLACInput(input, info), info: info, values: newValueBudget()}
	d.line = newTimeline(d, f, log)
	return d.line, nil
}

func readStreamInfo(input io.Reader) (info flac.StreamInfo, err error) {
	var block [flac.StreamInfoSize]byte
	if _, err := io.ReadFull(input, block[:]); err != nil {
		return info, flacHeaderError(err)
	}
	if info, err = flac.ParseStreamInfo(block); err != nil {
		return info, fmt.Errorf("%w: FLAC at %v", ErrMalformed, err)
	}
	return info, nil
}

func flacHeaderError(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: FLAC ends in its metadata", ErrMalformed)
	}
	return fmt.Errorf("audio: reading FLAC header: %w", err)
}

func (d *flacFramer) next() ([]float32, error) {
	frame, skipped, err := d.input.next()
	if err != nil {
		return nil, d.finish(skipped, err)
	}
	d.values.earn(frame.Size)
	if !d.values.spend(int64(d.info.Channels * len(frame.Samples[0]))) {
		return nil, errValues("FLAC")
	}
	d.place(frame, skipped)
	d.out = appendFLAC(d.out[:0], frame, d.info.Bits)
	return d.out, nil
}

// place compares the frame's number with the samples so far, where skipped
// bytes before the frame could not be decoded.
func (d *flacFramer) place(frame *flac.Frame, skipped int) {
	if !d.began && skipped == 0 {
		d.origin = frame.First // the beginning was not recorded
	}
	d.began = true
	want := d.origin + d.line.position
	missing := frame.First - want
	switch {
	case missing == 0 && skipped > 0:
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, skippedBytes(skipped, "frame")))
	case missing != 0 && !d.line.lose(missing, int64(skipped), skippedBytes(skipped, "frame")):
		d.line.warn(fmt.Errorf("%w: frame begins with sample %d, want %d", ErrDamaged, frame.First, want))
		d.origin += missing
	}
}

// finish reports what is missing at the end, where skipped bytes are no frame,
// and returns err.
func (d *flacFramer) finish(skipped int, err error) error {
	got := d.origin + d.line.position
	switch {
	case err != io.EOF:
	case got < d.info.Samples:
		d.line.warn(fmt.Errorf("%w: got %d samples, want %d", ErrTruncated, got, d.info.Samples))
	case d.info.Samples == 0 && skipped > 0:
		d.line.warn(fmt.Errorf("%w: %s", ErrTruncated, noFrameAtEnd(skipped)))
	}
	return err
}

// appendFLAC appends the samples of a frame, interleaved, to dst.
func appendFLAC(dst []float32, frame *flac.Frame, bits int) []float32 {
	channels := len(frame.Samples)
	n := len(frame.Samples[0]) * channels
	dst = slices.Grow(dst, n)[:len(dst)+n]
	scale := 1 / float32(int64(1)<<(bits-1))
	for c, samples := range frame.Samples {
		out := dst[len(dst)-n+c:]
		for i, v := range samples {
			out[i*channels] = float32(v) * scale
		}
	}
	return dst
}
