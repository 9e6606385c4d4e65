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
		return nil, fmt.Errorf("%w: encoding %q, want one of %s, %s, %s, %s, %s, %s, %s, %s", ErrUnsupported,
			f.Encoding, U8, S16LE, S24LE, S32LE, F32LE, F64LE, MuLaw, ALaw)
	}
	if f.SampleRate < 1 || f.SampleRate > maxSampleRate {
		return nil, fmt.Errorf("%w: raw audio at %d Hz", ErrUnsupported, f.SampleRate)
	}
	if f.Channels < 1 || f.Channels > maxChannels {
		return nil, fmt.Errorf("%w: raw audio with %d channels", ErrUnsupported, f.Channels)
	}
	log := new(warnings)
	format := Format{Kind: "raw", SampleRate: f.SampleRate, Channels: f.Channels, Samples: -1}
	d := newPCMDecoder(r, f.Encoding, format, -1, log)
	return &Reader{decoder: d, format: format, warnings: log}, nil
}
