package audio

import (
	"bufio"
	"fmt"
	"io"
)

// Reader decodes one input. It is the Source at the head of every chain.
type Reader struct {
	decoder  decoder
	format   Format
	warnings *warnings
	pending  []float32 // decoded, not yet delivered
	samples  int64     // delivered, per channel
	limits   Limits
	err      error // sticky
}

// decoder is what each kind of audio implements.
type decoder interface {
	Format() Format

	// decode returns the next samples, interleaved, whole samples only; they
	// are valid until the next call. No samples and no error means that there
	// is nothing to deliver yet. The end is io.EOF; any other error means that
	// reading failed, for damage is a warning and not an error.
	decode() ([]float32, error)
}

// Open recognises the kind of audio by its first bytes and returns a Reader
// that has read the headers. Empty input is ErrEmpty, input of an unknown kind
// ErrUnknown, a kind or variety without a decoder an UnsupportedError, a file
// without sound ErrNoAudio, and an invalid header ErrMalformed; the text names
// what was seen. An MP4 file whose index follows its samples is ErrSeek unless r
// is an io.Seeker that can seek.
//
// Open reads ahead of what it delivers. It does not close r.
func Open(r io.Reader) (*Reader, error) {
	input := bufio.NewReaderSize(r, peekSize)
	open, err := recognise(input, r)
	if err != nil {
		return nil, err
	}
	log := new(warnings)
	d, err := open(input, log)
	if err != nil {
		return nil, err
	}
	return &Reader{decoder: d, format: d.Format(), warnings: log}, nil
}

// Format returns what the header says.
func (r *Reader) Format() Format { return r.format }

// Tracks returns which track of sound is read, counted from 1, and how many there
// are. Containers of several tracks are read for the first; of the other kinds
// there is one.
func (r *Reader) Tracks() (read, all int) {
	if line, ok := r.decoder.(*timeline); ok {
		if d, ok := line.frames.(*trackFramer); ok {
			return 1, d.tracks
		}
	}
	return 1, 1
}

// Position returns how many samples per channel were read so far. At the end of
// the input it is the length, which headers may omit or misstate.
func (r *Reader) Position() int64 { return r.samples }

// Warnings returns the first 100 faults met so far, in the order of time.
// The caller must not modify them.
func (r *Reader) Warnings() []Warning { return r.warnings.list }

// WarningCount returns how many faults were met so far, including those that
// Warnings leaves out.
func (r *Reader) WarningCount() int { return r.warnings.count }

// Read implements Source.
func (r *Reader) Read(dst []float32) (int, error) {
	channels := r.format.Channels
	if len(dst) < channels {
		return 0, fmt.Errorf("%w: got %d values, want at least %d", ErrShortBuffer, len(dst), channels)
	}
	for len(r.pending) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.pending, r.err = r.decoder.decode()
		if r.err != nil && r.err != io.EOF {
			at := Warning{r.samples, sampleTime(r.samples, r.format.SampleRate), r.err}
			r.err = fmt.Errorf("audio: reading %s: %w", r.format.Kind, at)
		}
	}
	room := r.allowed(len(dst) / channels)
	if room == 0 {
		r.err = r.limits.errDuration()
		return 0, r.err
	}
	n := copy(dst[:room*channels], r.pending)
	r.pending = r.pending[n:]
	r.samples += int64(n / channels)
	return n, nil
}
