package speech_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/gosilero/vad/speech"
)

// The functions and methods of silero-vad-go, with their types; the last two are
// of its main branch. OrtLoggingLevel returns C.OrtLoggingLevel there, a uint32.
var (
	_ func(speech.DetectorConfig) (*speech.Detector, error)            = speech.NewDetector
	_ func(speech.DetectorConfig) error                                = speech.DetectorConfig.IsValid
	_ func(*speech.Detector, []float32) ([]speech.Segment, error)      = (*speech.Detector).Detect
	_ func(*speech.Detector) error                                     = (*speech.Detector).Reset
	_ func(*speech.Detector) error                                     = (*speech.Detector).Destroy
	_ func(speech.LogLevel) uint32                                     = speech.LogLevel.OrtLoggingLevel
	_ func(*speech.Detector, []float32) (probability float32, _ error) = (*speech.Detector).Infer
	_ func(*speech.Detector, float32)                                  = (*speech.Detector).SetThreshold
)

// TestFields: the structures have the fields of silero-vad-go in their order, so
// that literals without names compile too where Compat is not among them.
func TestFields(t *testing.T) {
	type field struct{ name, kind string }
	for _, c := range []struct {
		of   any
		want []field
	}{
		{speech.DetectorConfig{}, []field{
			{"ModelPath", "string"},
			{"SampleRate", "int"},
			{"Threshold", "float32"},
			{"MinSilenceDurationMs", "int"},
			{"SpeechPadMs", "int"},
			{"LogLevel", "speech.LogLevel"},
			{"Compat", "bool"}, // ours
		}},
		{speech.Segment{}, []field{{"SpeechStartAt", "float64"}, {"SpeechEndAt", "float64"}}},
	} {
		var got []field
		for _, f := range reflect.VisibleFields(reflect.TypeOf(c.of)) {
			got = append(got, field{f.Name, f.Type.String()})
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%T has %v, want %v", c.of, got, c.want)
		}
	}
}

func TestLogLevels(t *testing.T) {
	for i, l := range []speech.LogLevel{speech.LevelVerbose, speech.LogLevelInfo, speech.LogLevelWarn, speech.LogLevelError, speech.LogLevelFatal} {
		if int(l) != i+1 || l.OrtLoggingLevel() != uint32(i) {
			t.Errorf("level %d is %d, %d for ONNX Runtime, want %d and %d", i, l, l.OrtLoggingLevel(), i+1, i)
		}
	}
	for _, l := range []speech.LogLevel{-1, 0, 6} {
		if got := l.OrtLoggingLevel(); got != 2 {
			t.Errorf("level %d is %d for ONNX Runtime, want that of a warning, 2", l, got)
		}
	}
}

func TestIsValid(t *testing.T) {
	const (
		rate      = "invalid SampleRate: valid values are 8000 and 16000"
		threshold = "invalid Threshold: should be in range (0, 1)"
		silence   = "invalid MinSilenceDurationMs: should be a positive number"
		pad       = "invalid SpeechPadMs: should be a positive number"
	)
	for _, c := range []struct {
		config speech.DetectorConfig
		want   string
	}{
		{speech.DetectorConfig{}, rate},
		{speech.DetectorConfig{SampleRate: 48000, Threshold: 0.5}, rate},
		{speech.DetectorConfig{SampleRate: 16000}, threshold},
		{speech.DetectorConfig{SampleRate: 16000, Threshold: 1}, threshold},
		{speech.DetectorConfig{SampleRate: 16000, Threshold: float32(math.NaN())}, threshold},
		{speech.DetectorConfig{SampleRate: 16000, Threshold: 0.5, MinSilenceDurationMs: -1}, silence},
		{speech.DetectorConfig{SampleRate: 16000, Threshold: 0.5, SpeechPadMs: -1}, pad},
		{speech.DetectorConfig{SampleRate: 16000, Threshold: 0.5}, ""},
		{speech.DetectorConfig{SampleRate: 8000, Threshold: 0.5, MinSilenceDurationMs: math.MaxInt, SpeechPadMs: math.MaxInt}, ""},
		{speech.DetectorConfig{ModelPath: "../weights/v6.safetensors", SampleRate: 16000, Threshold: 0.99, LogLevel: 7, Compat: true}, ""},
	} {
		d, err := speech.NewDetector(c.config)
		if c.want == "" {
			if err != nil || c.config.IsValid() != nil {
				t.Errorf("%+v: %v and %v, want no error", c.config, c.config.IsValid(), err)
			}
			continue
		}
		if got := c.config.IsValid(); got == nil || got.Error() != c.want {
			t.Errorf("%+v: got %v, want %s", c.config, got, c.want)
		}
		if d != nil || err == nil || err.Error() != "invalid config: "+c.want {
			t.Errorf("NewDetector(%+v): got %v, want invalid config: %s", c.config, err, c.want)
		}
	}
}

// TestErrorTexts: programs compare with these texts.
func TestErrorTexts(t *testing.T) {
	for err, want := range map[error]string{
		speech.ErrNotEnoughSamples:    "not enough samples",
		speech.ErrNilDetector:         "invalid nil detector",
		speech.ErrUnexpectedSpeechEnd: "unexpected speech end",
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}
