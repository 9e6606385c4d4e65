package matroska

// Track describes a track.
type Track struct {
	Number     int64
	Audio      bool
	Codec      string // such as "A_OPUS"
	Private    []byte // the codec's headers
	Delay      int64  // how much of the beginning is not to be heard, in ns; negative: not said
	SampleRate float64
	Channels   int64
	Bits       int64  // per sample, 0 if not said
	Stripped   []byte // what each frame begins with and was left out
	Encoding   string // what else was done to the frames, "" for nothing
}

const (
	idTrackEntry        ID = 0xAE
	idTrackNumber       ID = 0xD7
	idTrackType         ID = 0x83
	idCodecID           ID = 0x86
	idCodecPrivate      ID = 0x63A2
	idCodecDelay        ID = 0x56AA
	idAudio             ID = 0xE1
	idSamplingFrequency ID = 0xB5
	idChannels          ID = 0x9F
	idBitDepth          ID = 0x6264

	idContentEncodings ID = 0x6D80
	idContentEncoding  ID = 0x6240
	idContentType      ID = 0x5033
	idCompression      ID = 0x5034
	idCompressionKind  ID = 0x4254
	idCompressionData  ID = 0x4255
)

// ParseTracks parses the content of a Tracks element. The result refers to it.
func ParseTracks(content []byte) (tracks []Track, err error) {
	err = Children(content, func(id ID, entry []byte) error {
		if id != idTrackEntry {
			return nil
		}
		t := Track{Delay: -1, SampleRate: 8000, Channels: 1}
		if err := Children(entry, t.set); err != nil {
			return err
		}
		tracks = append(tracks, t)
		return nil
	})
	return tracks, err
}

// set takes over an element of a track's entry.
func (t *Track) set(id ID, content []byte) error {
	const audio = 2
	switch id {
	case idTrackNumber:
		t.Number = Uint(content)
	case idTrackType:
		t.Audio = Uint(content) == audio
	case idCodecID:
		t.Codec = string(content)
	case idCodecPrivate:
		t.Private = content
	case idCodecDelay:
		t.Delay = Uint(content)
	case idAudio:
		return Children(content, t.setAudio)
	case idContentEncodings:
		return Children(content, t.setEncoding)
	}
	return nil
}

// setAudio takes over an element of the settings of sound.
func (t *Track) setAudio(id ID, content []byte) error {
	switch id {
	case idSamplingFrequency:
		t.SampleRate = Float(content)
	case idChannels:
		t.Channels = Uint(content)
	case idBitDepth:
		t.Bits = Uint(content)
	}
	return nil
}

// setEncoding takes over how frames were compressed. Where nothing is said they
// were compressed by zlib.
func (t *Track) setEncoding(id ID, content []byte) error {
	if id != idContentEncoding {
		return nil
	}
	const compression, stripping = 0, 3
	var kind, algorithm int64
	var data []byte
	err := Children(content, func(id ID, content []byte) error {
		switch id {
		case idContentType:
			kind = Uint(content)
		case idCompression:
			return Children(content, func(id ID, content []byte) error {
				switch id {
				case idCompressionKind:
					algorithm = Uint(content)
				case idCompressionData:
					data = content
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case kind != compression:
		t.Encoding = "encrypted"
	case algorithm != stripping || t.Stripped != nil:
		t.Encoding = "compressed"
	default:
		t.Stripped = data
	}
	return nil
}
