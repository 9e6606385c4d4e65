package speech

import "errors"

// DetectorConfig says what a [Detector] detects.
type DetectorConfig struct {
	// ModelPath is the path of a file with the network: one of Silero's ONNX
	// files of v5 or v6, if the program imports
	// github.com/gosilero/vad/weights/onnx, or a container of package weights.
	// Empty means the newest embedded release, [weights.V6], which all detectors
	// share; a file is read for each detector.
	//
	// [weights.V6]: https://pkg.go.dev/github.com/gosilero/vad/weights#V6
	ModelPath string
	// SampleRate is the rate of the audio, 8000 or 16000 Hz.
	SampleRate int
	// Threshold is the probability from which a window is speech, inside (0, 1),
	// usually 0.5. Below Threshold-0.15 it is silence.
	Threshold float32
	// MinSilenceDurationMs is the silence that ends speech, in milliseconds.
	MinSilenceDurationMs int
	// SpeechPadMs is added to both ends of speech, in milliseconds.
	SpeechPadMs int
	// LogLevel has no effect: there is no ONNX Runtime that could log.
	LogLevel LogLevel
	// Compat moves the end of speech to where silero-vad-go puts it: to the end of
	// the first window of silence, 32 ms later, not to its beginning. silero-vad-go
	// has no such field.
	Compat bool
}

var errThreshold = errors.New("invalid Threshold: should be in range (0, 1)")

// IsValid returns an error that names a field with a wrong value, in the words of
// silero-vad-go. An empty ModelPath is valid.
func (c DetectorConfig) IsValid() error {
	switch {
	case c.SampleRate != 8000 && c.SampleRate != 16000:
		return errors.New("invalid SampleRate: valid values are 8000 and 16000")
	case !(c.Threshold > 0 && c.Threshold < 1): // NaN too
		return errThreshold
	case c.MinSilenceDurationMs < 0:
		return errors.New("invalid MinSilenceDurationMs: should be a positive number")
	case c.SpeechPadMs < 0:
		return errors.New("invalid SpeechPadMs: should be a positive number")
	}
	return nil
}

// LogLevel is what ONNX Runtime would log.
type LogLevel int

// The levels, from all messages to those before an abort.
const (
	LevelVerbose LogLevel = iota + 1
	LogLevelInfo
	LogLevelWarn
	LogLevelError
	LogLevelFatal
)

// OrtLoggingLevel returns ONNX Runtime's number of the level, LogLevelWarn's for
// a value that is none of the constants. In silero-vad-go its type is one of C.
func (l LogLevel) OrtLoggingLevel() uint32 {
	if l < LevelVerbose || l > LogLevelFatal {
		l = LogLevelWarn
	}
	return uint32(l - LevelVerbose)
}
