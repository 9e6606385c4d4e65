package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/inference"
)

// streamInputFlags are the options of what vad stream listens to.
type streamInputFlags struct {
	Raw      string `placeholder:"ENCODING" group:"Input" enum:",u8,s8,s16le,s16be,s24le,s24be,s32le,s32be,f32le,f32be,f64le,f64be,mulaw,alaw" default:"" help:"The input has no header: u8, s8, s16le, s24le, s32le, f32le, f64le, those with be for le, mulaw or alaw (s16le, unless it begins with a known header)."`
	Rate     *int   `placeholder:"HZ" group:"Input" help:"Sample rate of raw input (16000; 8000 for mulaw and alaw)."`
	Channels *int   `placeholder:"N" group:"Input" help:"Channels of raw input, interleaved (1)."`
	Channel  *int   `placeholder:"N" group:"Input" help:"Use one channel, counted from 0 (the mean of all)."`
	Mic      bool   `group:"Input" help:"Listen to the default microphone of PulseAudio or PipeWire; standard input is not read."`
	Device   string `placeholder:"NAME" group:"Input" help:"Listen to this microphone of the server, as --mic does to the default one."`
}

// listens reports whether the input is a microphone.
func (f *streamInputFlags) listens() bool { return f.Mic || f.Device != "" }

// streamInput is what vad stream listens to. Reads deliver samples as they arrive.
type streamInput struct {
	*inference.Limiter                // of the channels that are heard
	reader             *audio.Reader  // with all channels
	encoding           audio.Encoding // of raw samples, S16LE for others
	closers            []io.Closer
}

// warnings returns what the reading went past.
func (in *streamInput) warnings() []string {
	list := inference.Warnings(in.reader)
	if w := in.Warning(); w != "" {
		list = append(list, w)
	}
	return list
}

func (in *streamInput) Close() error {
	var errs []error
	for _, c := range in.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// open opens the microphone or standard input, with one channel or with all.
func (f *streamInputFlags) open(ctx context.Context, t terminal, perChannel bool) (*streamInput, error) {
	in := &streamInput{encoding: cmp.Or(audio.Encoding(f.Raw), audio.S16LE)}
	from, read := t.in, f.openPipe
	if f.listens() {
		if f.Raw != "" || f.Rate != nil || f.Channels != nil {
			return nil, usage("--raw, --rate and --channels describe standard input, which --mic and --device do not read")
		}
		m, err := openMicrophone(f.Device)
		if err != nil {
			return nil, err
		}
		in.closers = append(in.closers, m)
		in.encoding = m.format().Encoding
		from, read = m, func(r io.Reader, _ terminal) (*audio.Reader, error) { return audio.OpenRaw(r, m.format()) }
	} else {
		t.sayWaiting("audio")
	}
	pipe := interruptible(ctx, from)
	in.closers = append(in.closers, pipe)
	var err error
	in.reader, err = read(pipe, t)
	in.Limiter = &inference.Limiter{Source: in.reader}
	if err == nil && !perChannel {
		in.Source, err = (&inputFlags{Channel: f.Channel}).selectChannel(in.reader)
		if errors.Is(err, audio.ErrChannel) {
			err = usageError{err}
		}
	}
	if err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// openPipe returns a reader of audio that begins with a known header, and otherwise
// of samples without one.
func (f *streamInputFlags) openPipe(r io.Reader, t terminal) (*audio.Reader, error) {
	raw := (&inputFlags{Raw: f.Raw, Rate: f.Rate, Channels: f.Channels}).rawFormat()
	if f.Raw != "" {
		return openRaw(r, raw, func(kind audio.Kind) {
			t.complain("warning: --raw takes the header of %s for samples", kind)
		})
	}
	// Open uses this buffer if it is large enough, so that nothing is lost.
	input := bufio.NewReaderSize(r, 1<<16)
	kind, err := sniffPipe(input)
	switch {
	case err != nil:
		return nil, err
	case kind == "":
		raw.Encoding = audio.S16LE
		return openRaw(input, raw, nil)
	case f.Rate != nil || f.Channels != nil:
		return nil, usage("--rate and --channels describe raw input, but standard input begins with the header of %s; leave them out, or insist with --raw", kind)
	}
	reader, err := audio.Open(input)
	var unsupported *audio.UnsupportedError
	if errors.As(err, &unsupported) || errors.Is(err, audio.ErrSeek) {
		return nil, fmt.Errorf("%s cannot be decoded as it arrives; use: ffmpeg -i INPUT -f wav - | vad stream", kind)
	}
	return reader, err
}

// openRaw returns a reader of samples without a header. It calls warn, unless that
// is nil, if they begin with the header of a known kind.
func openRaw(r io.Reader, format audio.RawFormat, warn func(audio.Kind)) (*audio.Reader, error) {
	reader, err := audio.OpenRaw(r, format)
	if err != nil {
		return nil, rawFormatError(format, err)
	}
	if warn == nil {
		return reader, nil
	}
	input := bufio.NewReaderSize(r, 1<<15)
	head, _ := input.Peek(markSize) // an error comes again
	if kind := audio.Sniff(head); kind != "" {
		warn(kind)
	}
	return audio.OpenRaw(input, format)
}

// rawFormatError names the option that a format of raw samples is refused for.
func rawFormatError(f audio.RawFormat, err error) error {
	switch {
	case f.SampleRate < 1:
		return usage("--rate is %d Hz, want 1 or more", f.SampleRate)
	case f.Channels < 1:
		return usage("--channels is %d, want 1 or more", f.Channels)
	}
	return usageError{err}
}

// markSize is how many bytes show the mark of a kind that has one.
const markSize = 16

// sniffPipe returns the kind that a pipe begins with, "" for samples. It waits for no
// more than a mark, unless the pipe may begin with frames, which have none.
func sniffPipe(input *bufio.Reader) (audio.Kind, error) {
	head, err := input.Peek(markSize)
	if len(head) == 0 && err == io.EOF {
		return "", nil // a stream without samples
	}
	if err == nil && audio.Sniff(head) == "" && mayBeFrames(head) {
		head, err = input.Peek(audio.SniffSize)
	}
	if err != nil && err != io.EOF {
		return "", err
	}
	return audio.Sniff(head), nil
}

// mayBeFrames reports whether audio may begin with a frame: of MPEG audio or AAC, of
// AC-3, of GSM, of a transport stream, or with a tag before it.
func mayBeFrames(head []byte) bool {
	switch b := head[0]; {
	case b == 0xFF, b == 0x0B, b>>4 == 0xD, b == 'G', head[4] == 'G', b == 'I':
		return true
	}
	return false
}
