package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/ffmpeg"
	"github.com/gosilero/vad/internal/inference"
)

// decoding is an input that is being decoded, by package audio or by ffmpeg.
type decoding struct {
	*audio.Reader
	source  io.Closer
	ffmpeg  *ffmpeg.Stream // nil if package audio decodes the input
	foreign string         // the kind that ffmpeg decodes, such as MP4 with AAC
}

// kind returns the kind of the input.
func (d *decoding) kind() string { return cmp.Or(d.foreign, d.Format().Kind) }

// Read implements audio.Source. The end is an error if ffmpeg failed.
func (d *decoding) Read(dst []float32) (int, error) {
	n, err := d.Reader.Read(dst)
	if err == io.EOF && d.ffmpeg != nil {
		if _, failed := io.Copy(io.Discard, d.ffmpeg); failed != nil {
			err = failed
		}
	}
	return n, err
}

// Close ends the decoding.
func (d *decoding) Close() error {
	if d.ffmpeg != nil {
		d.ffmpeg.Close()
	}
	return d.source.Close()
}

// warnings returns what the decoding went past.
func (d *decoding) warnings() []string {
	list := inference.Warnings(d.Reader)
	if d.ffmpeg != nil {
		if w := d.ffmpeg.Warning(); w != "" {
			list = append(list, w)
		}
	}
	return list
}

// openInput opens an input within the limits. progress counts the bytes read from it.
func (f *inputFlags) openInput(ctx context.Context, in input, t terminal, progress io.Writer) (*decoding, error) {
	d, err := f.beginDecoding(ctx, in, t, progress)
	if err != nil {
		return nil, err
	}
	return d.orClosed(d.Limit(f.limits()))
}

func (f *inputFlags) beginDecoding(ctx context.Context, in input, t terminal, progress io.Writer) (*decoding, error) {
	source, err := openSource(ctx, in, t)
	if err != nil {
		return nil, err
	}
	counted := io.TeeReader(untilDone{ctx, source}, progress)
	if f.Raw != "" {
		d := &decoding{source: source}
		d.Reader, err = openRaw(counted, f.rawFormat(), func(kind audio.Kind) {
			t.complain("warning: %s: --raw takes the header of %s for samples", in.name, kind)
		})
		return d.orClosed(err)
	}
	if file, ok := source.(io.ReadSeeker); ok {
		return f.decode(ctx, in.path, source, struct {
			io.Reader
			io.Seeker
		}{counted, file})
	}
	pipe := &recorder{Reader: counted, on: true}
	d, err := f.decode(ctx, "", source, pipe)
	if !errors.Is(err, audio.ErrSeek) {
		return d, err
	}
	file, err := pipe.spool()
	source.Close()
	if err != nil {
		return nil, err
	}
	return f.decode(ctx, file.Name(), file, file)
}

// decode begins to decode a file, or a pipe if path is empty, by package audio or by
// ffmpeg. It closes source on error, except for one that has to seek.
func (f *inputFlags) decode(ctx context.Context, path string, source io.Closer, r io.Reader) (*decoding, error) {
	d := &decoding{source: source}
	var err error
	d.Reader, err = audio.Open(r)
	var refused *audio.UnsupportedError
	pipe, isPipe := r.(*recorder)
	switch {
	case err == nil && isPipe:
		pipe.stop()
	case isPipe && errors.Is(err, audio.ErrSeek):
		return nil, err
	case errors.As(err, &refused):
		from := ffmpeg.Input{Kind: refused.Kind, Path: path}
		if isPipe {
			from.Pipe = pipe.replay()
		}
		err = d.openFFmpeg(ctx, f.FFmpeg, from, refused)
	}
	return d.orClosed(err)
}

// orClosed returns the decoding or, on error, closes it.
func (d *decoding) orClosed(err error) (*decoding, error) {
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// openSource opens the file of an input, or standard input. A regular file can seek.
func openSource(ctx context.Context, in input, t terminal) (io.ReadCloser, error) {
	switch {
	case in.err != nil:
		return nil, in.err
	case in.path == "":
		t.sayWaiting("a recording")
		return interruptible(ctx, t.in), nil
	}
	return openFile(ctx, in.path)
}

// openFFmpeg has ffmpeg decode an input that package audio has refused. choice is that
// of the user.
func (d *decoding) openFFmpeg(ctx context.Context, choice string, from ffmpeg.Input, refused *audio.UnsupportedError) error {
	if !ffmpeg.Decodes(refused.Kind) {
		return refused
	}
	what := string(refused.Kind)
	if refused.Codec != "" {
		what += " with " + refused.Codec
	}
	if choice == "never" {
		return &needsFFmpeg{what + " is decoded by ffmpeg, which --ffmpeg never forbids"}
	}
	if choice == "auto" {
		choice = ""
	}
	program, err := ffmpeg.Find(cmp.Or(choice, "ffmpeg"))
	if err != nil {
		return &needsFFmpeg{what + " is decoded by ffmpeg, which is not there: install it, or convert the recording to WAV, FLAC, MP3, Ogg Vorbis or Opus"}
	}
	if d.ffmpeg, err = program.Decode(ctx, from); err != nil {
		return err
	}
	d.foreign = what
	d.Reader, err = audio.Open(bufio.NewReaderSize(d.ffmpeg, 1<<16))
	if err != nil {
		// What ffmpeg says explains more than its output does.
		if _, failed := io.CopyN(io.Discard, d.ffmpeg, 1<<20); errors.Is(failed, ffmpeg.ErrFailed) {
			err = failed
		}
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// needsFFmpeg reports an input that only ffmpeg decodes, where ffmpeg is missing or forbidden.
type needsFFmpeg struct{ message string }

func (e *needsFFmpeg) Error() string { return e.message }

// recorder keeps what is read from a pipe while it is on, so that it can be read
// again.
type recorder struct {
	io.Reader
	on   bool
	kept bytes.Buffer
}

// maxKept bounds what a recorder keeps: more than the headers of long recordings.
const maxKept = 16 << 20

var errKept = errors.New("this input has to be read twice; save it to a file")

func (r *recorder) Read(b []byte) (int, error) {
	if r.on && r.kept.Len() >= maxKept {
		return 0, errKept
	}
	n, err := r.Reader.Read(b)
	if r.on {
		r.kept.Write(b[:n])
	}
	return n, err
}

// stop ends the recording.
func (r *recorder) stop() { r.on = false }

// replay returns a reader of everything, from the beginning on.
func (r *recorder) replay() io.Reader {
	r.stop()
	return io.MultiReader(&r.kept, r.Reader)
}

// spool copies everything to a temporary file, which Close removes.
func (r *recorder) spool() (*temporaryFile, error) {
	file, err := os.CreateTemp("", "vad-*")
	if err != nil {
		return nil, err
	}
	t := &temporaryFile{file}
	if _, err = io.Copy(file, r.replay()); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// temporaryFile is a file that goes when it is closed.
type temporaryFile struct{ *os.File }

// Close removes the file.
func (f *temporaryFile) Close() error {
	f.File.Close()
	return os.Remove(f.Name())
}
