package speech_test

import (
	"fmt"

	"github.com/gosilero/vad/speech"
)

// A configuration of silero-vad-go works as it is; its log level has no effect.
func ExampleLogLevel() {
	c := speech.DetectorConfig{SampleRate: 16000, Threshold: 0.5, LogLevel: speech.LogLevelWarn}
	fmt.Println(c.IsValid(), c.LogLevel.OrtLoggingLevel())
	// Output: <nil> 2
}
