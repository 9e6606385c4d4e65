// Package audio turns files and pipes into float32 samples at 8 or 16 kHz.
//
//	reader, err := audio.Open(file) // whatever it is
//	source, err := audio.Resample(audio.Mono(reader), 16000)
//	samples, err := audio.ReadAll(source)
//
// Open recognises the kind of audio by its first bytes:
//
//	WAV, Wave64     PCM of 8 to 32 bits, float, mu-law, A-law; RF64, BW64, RIFX; pipes
//	AIFF, AU, CAF   the same
//	FLAC            all of it
//	MP3             MPEG-1, 2 and 2.5, layer III
//	Ogg             Vorbis, Opus, FLAC
//	WebM, Matroska  Opus, Vorbis, FLAC, MP3, PCM
//	MP4, M4A, MOV   Opus, FLAC, MP3, PCM; fragmented or not
//
// Vorbis has up to 8 channels, Opus 1 or 2. Of several tracks of sound the first
// is read. An MP4 file whose index comes last needs an input that can seek; all
// else comes from pipes.
//
// Open names other kinds and codecs in an UnsupportedError; Sniff names the kind
// without reading it. OpenRaw reads samples without a header, in a format that the
// caller gives. All decode as the caller reads: memory does not grow with the
// length of the input, but for the index of an MP4 file, and no size that a
// header claims is allocated. Mono, Channel and Resample wrap one Source in
// another; Deinterleave serves callers that want every channel. Package resample
// has the resampler alone, without decoders.
//
// Samples in memory that have another form are converted by Int16, Float64 and
// Encoding.Decode (bytes, such as mu-law), Mean (interleaved channels to one) and
// Scale (floats from -32768 to 32768). The network refuses no loud samples:
// floats from -32768 to 32768 that are not scaled give wrong probabilities.
// live.Config.CheckScale looks for them.
//
// Input is not trusted. What cannot be decoded is an error. What is damaged or
// cut short is decoded as far as possible, kept at its place in time, and
// reported by Reader.Warnings. No input makes this package panic.
//
// The packages in internal parse containers and decode FLAC and MP3. What to
// do about damage is decided here: each kind of audio has an input that finds
// the next frame, a framer that decodes it, and a timeline that delivers it.
//
// The types of this package are not safe for concurrent use.
package audio

import (
	"errors"
	"io"
	"slices"
)

// Errors that say why an input cannot be read. They are wrapped with what was
// seen and what was wanted.
var (
	ErrEmpty       = errors.New("audio: empty input")
	ErrUnknown     = errors.New("audio: not a known kind of audio")
	ErrUnsupported = errors.New("audio: not supported")
	ErrSeek        = errors.New("audio: input cannot seek")
	ErrNoAudio     = errors.New("audio: no audio track")
	ErrMalformed   = errors.New("audio: malformed header")
	ErrChannel     = errors.New("audio: no such channel")
	ErrShortBuffer = errors.New("audio: buffer holds less than one sample of each channel")
)

// Errors that a Warning wraps. They do not end the reading.
var (
	ErrTruncated = errors.New("audio: input cut short")
	ErrDamaged   = errors.New("audio: damaged input")
)

// Format describes decoded audio.
type Format struct {
	Kind       string // the Kind, followed by the codec if it has several, such as "WebM Opus"; or "raw"
	SampleRate int    // in Hz
	Channels   int    // whose samples are interleaved
	Samples    int64  // per channel, as the header claims; -1 if it does not say
}

// Source is a stream of decoded audio.
type Source interface {
	// Format describes the samples that Read delivers.
	Format() Format

	// Read fills dst with interleaved samples, nominally in [-1, 1], always
	// finite, and returns how many values it wrote: a multiple of the number
	// of channels, at most len(dst). It returns either n > 0 and no error, or
	// 0 and an error, which is io.EOF at the end. A dst that cannot hold one
	// sample of each channel is ErrShortBuffer.
	Read(dst []float32) (n int, err error)
}

// bufferValues is the size of the working buffers, in values: large enough to
// make per-call costs vanish, small enough to stay in a level 2 cache.
const bufferValues = 8192

// What headers and callers may claim. The channels are WAV's field; the rate
// is far above any recording, and low enough that no arithmetic overflows.
const (
	maxChannels   = 1<<16 - 1
	maxSampleRate = 1 << 24
)

// bufferSamples returns how many samples per channel a working buffer holds.
func bufferSamples(channels int) int {
	return max(1, bufferValues/channels)
}

// ReadAll reads source to its end and returns all of it, interleaved. On an
// error it returns what came before it. The Reader's Warnings say what was
// damaged.
func ReadAll(source Source) ([]float32, error) {
	format := source.Format()
	samples := make([]float32, 0, bufferSamples(format.Channels)*format.Channels)
	for {
		if cap(samples)-len(samples) < format.Channels {
			samples = slices.Grow(samples, max(len(samples), format.Channels))
		}
		n, err := source.Read(samples[len(samples):cap(samples)])
		samples = samples[:len(samples)+n]
		if err == io.EOF {
			return samples, nil
		}
		if err != nil {
			return samples, err
		}
	}
}
