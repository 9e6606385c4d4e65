package audio

import (
	"fmt"
	"io"
)

// RawFormat describes samples without a header.
type RawFormat struct {
	Encoding   Encoding
	SampleRate int // in Hz
	Channels   int // interleaved
}

// OpenRaw returns a Reader of samples without a header. A format that cannot be
// is ErrUnsupported. OpenRaw does not read ahead: each Read delivers what one
// read of r brings.
func OpenRaw(r io.Reader, f RawFormat) (*Reader, error) {
	if f.Encoding.size() == 0 {
		return nil, fmt.Errorf("%w: encoding %q, want one of %s", ErrUnsupported, f.Encoding, encodings)
	}
	if err := f.check("raw"); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnsupported, err)
	}
	log := new(warnings)
	d := f.decoder("raw", r, -1, log)
	return &Reader{decoder: d, format: d.Format(), warnings: log}, nil
}

// check returns an error if the rate or the number of channels of a kind cannot
// be.
func (f RawFormat) check(kind Kind) error {
	if f.SampleRate < 1 || f.SampleRate > maxSampleRate {
		return fmt.Errorf("%s audio at %d Hz", kind, f.SampleRate)
	}
	if f.Channels < 1 || f.Channels > maxChannels {
		return fmt.Errorf("%s audio with %d channels", kind, f.Channels)
	}
	return nil
}

// decoder returns the decoder of size bytes of samples, or of all that comes if
// size < 0.
func (f RawFormat) decoder(kind Kind, input io.Reader, size int64, log *warnings) decoder {
	format := Format{Kind: string(kind), SampleRate: f.SampleRate, Channels: f.Channels, Samples: -1}
	if size >= 0 {
		format.Samples = size / int64(f.Channels*f.Encoding.size())
	}
	return newPCMDecoder(input, f.Encoding, format, size, log)
}
