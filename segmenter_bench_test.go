package vad

import (
	"math/rand/v2"
	"testing"
	"time"
)

// An hour of audio, made into segments again for other options.
func BenchmarkSegmentsHour(b *testing.B) {
	c := DefaultSegmentConfig()
	c.MaxSpeech = 30 * time.Second
	const windows = 3600 * 16000 / 512
	probs := randomProbs(rand.New(rand.NewPCG(1, 1)), windows, c)
	for b.Loop() {
		if _, err := Segments(probs, windows*512, 16000, c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/windows, "ns/window")
}
