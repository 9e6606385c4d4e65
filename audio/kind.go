package audio

import "fmt"

// Kind names a kind of file, which its first bytes show: see [Sniff]. Several
// codecs may come in one kind.
type Kind string

// The kinds that Open reads, as far as it has a decoder of the codec in them.
const (
	KindWAV      Kind = "WAV" // RF64, BW64 and RIFX too
	KindFLAC     Kind = "FLAC"
	KindMP3      Kind = "MP3"
	KindOgg      Kind = "Ogg"
	KindAIFF     Kind = "AIFF" // AIFF-C too
	KindAU       Kind = "AU"
	KindWave64   Kind = "Wave64"
	KindCAF      Kind = "Core Audio Format"
	KindWebM     Kind = "WebM"
	KindMatroska Kind = "Matroska"
	KindMP4      Kind = "MP4" // M4A, 3GP and QuickTime too
)

// The kinds that Open recognises and does not read.
const (
	KindADTS      Kind = "AAC (ADTS)"
	KindMP1       Kind = "MPEG audio layer 1"
	KindMP2       Kind = "MPEG audio layer 2"
	KindAC3       Kind = "AC-3"
	KindEAC3      Kind = "E-AC-3"
	KindDTS       Kind = "DTS"
	KindAMR       Kind = "AMR" // AMR-WB too
	KindGSM       Kind = "GSM 06.10"
	KindASF       Kind = "Windows Media (ASF)"
	KindAVI       Kind = "AVI"
	KindFLV       Kind = "Flash Video"
	KindMPEGPS    Kind = "MPEG program stream"
	KindMPEGTS    Kind = "MPEG transport stream"
	KindRealMedia Kind = "RealMedia"
	Kind8SVX      Kind = "8SVX"
	KindAPE       Kind = "Monkey's Audio"
	KindWavPack   Kind = "WavPack"
	KindTTA       Kind = "True Audio"
	KindTAK       Kind = "TAK"
	KindMusepack  Kind = "Musepack"
	KindDSF       Kind = "DSF"
	KindVOC       Kind = "Creative Voice"
	KindSPHERE    Kind = "NIST SPHERE"
)

// String returns the name of the kind, such as "Ogg".
func (k Kind) String() string { return string(k) }

// UnsupportedError reports input of a known kind that Open does not decode. It
// wraps ErrUnsupported.
type UnsupportedError struct {
	Kind  Kind
	Codec string // what is in it, or the variety, "" if the kind alone says it
}

// Error names the kind and the codec.
func (e *UnsupportedError) Error() string {
	if e.Codec == "" {
		return fmt.Sprintf("%v: %s", ErrUnsupported, e.Kind)
	}
	return fmt.Sprintf("%v: %s with %s", ErrUnsupported, e.Kind, e.Codec)
}

// Unwrap returns ErrUnsupported.
func (e *UnsupportedError) Unwrap() error { return ErrUnsupported }

// unsupported returns an UnsupportedError; codec is a format for args.
func unsupported(kind Kind, codec string, args ...any) error {
	return &UnsupportedError{Kind: kind, Codec: fmt.Sprintf(codec, args...)}
}
