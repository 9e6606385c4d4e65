package speech_test

import (
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/speech"
)

// clip returns a recording of testdata, at 16 kHz.
func clip(t testing.TB, name string) []float32 {
	t.Helper()
	return audiotest.Clip(t, "../testdata/"+name)
}

// halved returns the mean of every two samples, audio at half the rate.
func halved(pcm []float32) []float32 {
	half := make([]float32, len(pcm)/2)
	for i := range half {
		half[i] = (pcm[2*i] + pcm[2*i+1]) / 2
	}
	return half
}

// defaults is how most programs configure silero-vad-go.
func defaults(rate int) speech.DetectorConfig {
	return speech.DetectorConfig{SampleRate: rate, Threshold: 0.5, MinSilenceDurationMs: 100, SpeechPadMs: 30}
}

func newDetector(t testing.TB, c speech.DetectorConfig) *speech.Detector {
	t.Helper()
	d, err := speech.NewDetector(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func detect(t testing.TB, d *speech.Detector, pcm []float32) []speech.Segment {
	t.Helper()
	segments, err := d.Detect(pcm)
	if err != nil {
		t.Fatal(err)
	}
	return segments
}
