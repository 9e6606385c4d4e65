// Package audiofile writes samples to WAV and FLAC files, such as the audio of a
// segment that package live hands over. Package audio reads files.
package audiofile

import (
	"errors"
	"fmt"
	"io"
)

// ErrFormat reports a format that cannot be written.
var ErrFormat = errors.New("audiofile: cannot be written")

// Format describes a file.
type Format struct {
	Kind       string // "wav" or "flac"
	SampleRate int    // Hz
	Channels   int    // interleaved
	Bits       int    // of a sample: 16 or 24
	Samples    int64  // for each channel
	Software   string // that writes the file, as it says; may be empty
}

// Writer writes the samples of a file, interleaved, clipped to [-1, 1]. Close
// completes the file, but does not close the underlying writer.
type Writer interface {
	Write(samples []float32) error
	Close() error
}

// NewWriter begins a file of f.Samples samples per channel. Close returns an error
// unless all of them were written.
func NewWriter(w io.WriteSeeker, f Format) (Writer, error) {
	if f.Bits != 16 && f.Bits != 24 || f.Channels < 1 || f.SampleRate < 1 || f.Samples < 0 {
		return nil, fmt.Errorf("%w: %d bits, %d channels, %d Hz", ErrFormat, f.Bits, f.Channels, f.SampleRate)
	}
	switch f.Kind {
	case "wav":
		return newWAV(w, f)
	case "flac":
		return newFLAC(w, f)
	}
	return nil, fmt.Errorf("%w: %q", ErrFormat, f.Kind)
}
