package audio

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/gosilero/vad/audio/internal/mp4"
)

// openCodec returns the codec of the track.
func (s *mp4Source) openCodec() (packetCodec, error) {
	e := s.track.entry
	switch e.Type {
	case "":
		return nil, fmt.Errorf("%w: MP4 without a description of its samples", ErrMalformed)
	case "Opus":
		codec, err := newMP4Opus(e.Opus)
		if err != nil {
			return nil, err
		}
		s.skip = codec.preSkip
		return codec, nil
	case "fLaC":
		return newFLACCodec(e.FLAC)
	case ".mp3", "mp3 ", "ms\x00\x55":
		return s.newMP3Codec()
	case "mp4a":
		return s.newMPEG4Codec()
	}
	encoding, err := mp4Encoding(e)
	if err != nil {
		return nil, err
	}
	f := RawFormat{Encoding: encoding, SampleRate: int(s.track.timescale), Channels: e.Channels}
	if e.SampleRate >= 1 && e.SampleRate <= maxSampleRate {
		f.SampleRate = int(math.Round(e.SampleRate))
	}
	if err := f.check(KindMP4); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	s.frame = int64(f.Channels * f.Encoding.size())
	return pcmCodec{f}, nil
}

// newMP4Opus returns the codec of Opus by the content of a dOps box, which is
// the header of Opus in Ogg without its magic, big-endian, and with version 0.
func newMP4Opus(b []byte) (*opusCodec, error) {
	const least = 11
	if len(b) < least {
		return nil, fmt.Errorf("%w: MP4 with an Opus header of %d bytes", ErrMalformed, len(b))
	}
	head := append([]byte(opusMagic+"\x01"), b[1:]...)
	be, le := binary.BigEndian, binary.LittleEndian
	le.PutUint16(head[10:], be.Uint16(b[2:]))
	le.PutUint32(head[12:], be.Uint32(b[4:]))
	le.PutUint16(head[16:], be.Uint16(b[8:]))
	codec := new(opusCodec)
	_, err := codec.header(head)
	return codec, err
}

// newMPEG4Codec returns the codec that the descriptors name by a number.
func (s *mp4Source) newMPEG4Codec() (packetCodec, error) {
	names := map[byte]string{
		0: "AAC", 0x40: "AAC", 0x66: "AAC", 0x67: "AAC", 0x68: "AAC", 0xA5: "AC-3", 0xA6: "E-AC-3", 0xA9: "DTS", 0xDD: "Vorbis", 0xE1: "QCELP",
	}
	switch object := s.track.entry.Object; {
	case object == 0x69 || object == 0x6B:
		return s.newMP3Codec()
	case names[object] != "":
		return nil, &UnsupportedError{Codec: names[object]}
	default:
		return nil, unsupported("", "MPEG-4 codec %#x", object)
	}
}

// newMP3Codec reads the first packet, which describes the stream, and keeps it.
func (s *mp4Source) newMP3Codec() (packetCodec, error) {
	var p trackPacket
	run, last, err := s.nextRun(&p)
	var data []byte
	if err == nil {
		data, err = s.read(run)
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF || err == errSample || p.damage != "" {
		return nil, fmt.Errorf("%w: MP3 without a frame", ErrMalformed)
	}
	if err != nil {
		return nil, fmt.Errorf("audio: reading MP3: %w", err)
	}
	codec, err := newMP3Codec(data)
	if err != nil {
		return nil, err
	}
	s.held, s.skip = &mp4Packet{run, data, last}, codec.delay
	return codec, nil
}

// mp4Encoding returns the encoding of samples that are stored as they are.
func mp4Encoding(e mp4.Entry) (Encoding, error) {
	floats := map[bool][]Encoding{false: {F32BE, F64BE}, true: {F32LE, F64LE}}[e.Little]
	integers := map[bool][]Encoding{false: {S8, S16BE, S24BE, S32BE}, true: {S8, S16LE, S24LE, S32LE}}[e.Little]
	bytes := (e.Bits + 7) / 8
	switch e.Type {
	case "in24":
		return integers[2], nil
	case "in32":
		return integers[3], nil
	case "fl32":
		return floats[0], nil
	case "fl64":
		return floats[1], nil
	case "lpcm", "ipcm", "fpcm":
		switch float := e.Float || e.Type == "fpcm"; {
		case float && (bytes == 4 || bytes == 8):
			return floats[bytes/8], nil
		case !float && e.Type == "lpcm" && bytes == 1 && !e.Signed:
			return U8, nil
		case !float && bytes >= 1 && bytes <= 4:
			return integers[bytes-1], nil
		}
		return "", unsupported("", "PCM of %d bits per sample", e.Bits)
	case "NONE", "raw ":
		if bytes == 1 {
			return U8, nil
		}
		return quickTimeEncoding(KindMP4, "twos", e.Bits)
	}
	return quickTimeEncoding(KindMP4, e.Type, e.Bits)
}
