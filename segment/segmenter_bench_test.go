package segment_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// An hour of audio, made into segments again for other options.
func BenchmarkSegmentsHour(b *testing.B) {
	c := segment.DefaultConfig()
	c.MaxSpeech = 30 * time.Second
	const windows = 3600 * 16000 / 512
	probs := segmenttest.RandomProbs(rand.New(rand.NewPCG(1, 1)), windows, c)
	for b.Loop() {
		if _, err := segment.Find(probs, windows*512, 16000, c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/windows, "ns/window")
}
