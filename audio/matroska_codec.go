package audio

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/gosilero/vad/audio/internal/matroska"
)

// openCodec returns the codec of the track, and sets the samples to skip.
func (s *matroskaSource) openCodec() (packetCodec, error) {
	t := s.track
	if t.Encoding != "" {
		return nil, &UnsupportedError{Codec: t.Encoding + " frames"}
	}
	codec, err := s.newCodec()
	if err != nil {
		return nil, err
	}
	if t.Delay >= 0 {
		delay := scaleTime(t.Delay, int64(codec.format().SampleRate), 1e9)
		if opus, ok := codec.(*opusCodec); ok {
			// Some versions of ffmpeg write less than what the codec's own header says.
			delay = max(delay, opus.preSkip)
		}
		s.skip = delay
	}
	return codec, nil
}

func (s *matroskaSource) newCodec() (packetCodec, error) {
	t := s.track
	switch id := t.Codec; {
	case strings.HasPrefix(id, "A_OPUS"):
		codec := new(opusCodec)
		_, err := codec.header(t.Private)
		s.skip = codec.preSkip
		return codec, err
	case id == "A_VORBIS":
		return newVorbisCodec(t.Private)
	case id == "A_FLAC":
		return newFLACCodec(t.Private)
	case id == "A_MPEG/L3":
		return s.newMP3Codec()
	case id == "A_MS/ACM":
		return s.newACMCodec()
	case strings.HasPrefix(id, "A_PCM/"):
		f, err := matroskaPCM(t)
		return pcmCodec{f}, err
	}
	return nil, &UnsupportedError{Codec: matroskaName(s.track.Codec)}
}

// newVorbisCodec returns the codec of a stream by its three headers, before
// which their number less one is, and the sizes of two, as in a block.
func newVorbisCodec(private []byte) (packetCodec, error) {
	var b matroska.Block
	const xiphLacing = "\x81\x00\x00\x02" // track, time, flags
	if err := b.Parse(append([]byte(xiphLacing), private...)); err != nil || len(b.Frames) != 3 {
		return nil, fmt.Errorf("%w: Vorbis without its three headers", ErrMalformed)
	}
	codec := new(vorbisCodec)
	for _, packet := range b.Frames {
		if _, err := codec.header(packet); err != nil {
			return nil, err
		}
	}
	return codec, nil
}

// newMP3Codec reads the first block, whose first frame describes the stream.
func (s *matroskaSource) newMP3Codec() (packetCodec, error) {
	for len(s.block.frames()) == 0 {
		var p trackPacket
		err := s.nextBlock(&p)
		if err == io.EOF || p.damage != "" {
			return nil, fmt.Errorf("%w: MP3 without a frame", ErrMalformed)
		}
		if err != nil {
			return nil, fmt.Errorf("audio: reading MP3: %w", err)
		}
	}
	codec, err := newMP3Codec(s.data())
	if err != nil {
		return nil, err
	}
	s.skip = codec.delay
	return codec, nil
}

// newACMCodec returns the codec of a track that is described as in WAV.
func (s *matroskaSource) newACMCodec() (packetCodec, error) {
	const least, tagMP3 = 16, 0x55
	private := s.track.Private
	if len(private) < least {
		return nil, fmt.Errorf("%w: Matroska with a WAV format of %d bytes", ErrMalformed, len(private))
	}
	if private[0] == tagMP3 && private[1] == 0 {
		return s.newMP3Codec()
	}
	f, err := parseWAVFormat(private, binary.LittleEndian)
	return pcmCodec{f}, err
}

func matroskaPCM(t matroska.Track) (f RawFormat, err error) {
	if t.SampleRate >= 1 && t.SampleRate <= maxSampleRate {
		f.SampleRate = int(math.Round(t.SampleRate))
	}
	f.Channels = int(min(t.Channels, maxChannels+1))
	encodings := map[string]map[int64]Encoding{
		"A_PCM/INT/LIT":    {8: U8, 16: S16LE, 24: S24LE, 32: S32LE},
		"A_PCM/INT/BIG":    {8: U8, 16: S16BE, 24: S24BE, 32: S32BE},
		"A_PCM/FLOAT/IEEE": {32: F32LE, 64: F64LE},
	}
	var ok bool
	if f.Encoding, ok = encodings[t.Codec][t.Bits]; !ok {
		return f, unsupported("", "PCM (%s) of %d bits per sample", t.Codec, t.Bits)
	}
	if err := f.check(KindMatroska); err != nil {
		return f, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	return f, nil
}

// matroskaName names a codec by its identifier.
func matroskaName(id string) string {
	for _, known := range []struct{ prefix, name string }{
		{"A_AAC", "AAC"}, {"A_AC3", "AC-3"}, {"A_EAC3", "E-AC-3"}, {"A_DTS", "DTS"}, {"A_TRUEHD", "TrueHD"}, {"A_MLP", "MLP"},
		{"A_ALAC", "ALAC"}, {"A_MPEG/L2", "MPEG audio layer 2"}, {"A_MPEG/L1", "MPEG audio layer 1"}, {"A_REAL", "RealAudio"},
		{"A_QUICKTIME", "QuickTime audio"}, {"A_WAVPACK", "WavPack"}, {"A_TTA", "True Audio"}, {"A_ATRAC", "ATRAC"},
	} {
		if strings.HasPrefix(id, known.prefix) {
			return known.name
		}
	}
	return fmt.Sprintf("%.40q", id)
}
