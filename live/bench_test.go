package live

import (
	"strconv"
	"testing"
)

func perWindow(b *testing.B, windows int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*windows), "ns/window")
}

// BenchmarkDetector writes a recording in packets of 20 ms.
func BenchmarkDetector(b *testing.B) {
	pcm := clipSamples(b, "speech.wav")
	d := newDetector(b, newModel(b), 16000, DefaultConfig(16000))
	var dst []Event
	var err error
	b.ReportAllocs()
	for b.Loop() {
		for at := 0; at+320 <= len(pcm); at += 320 {
			if dst, err = d.Write(dst[:0], pcm[at:at+320]); err != nil {
				b.Fatal(err)
			}
		}
		d.Reset()
	}
	perWindow(b, len(pcm)/512)
}

func BenchmarkCall(b *testing.B) {
	pcm := clipSamples(b, "speech.wav")
	m := newModel(b)
	for _, n := range []int{1, 2, 8} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			call := newCall(b, m, 16000, n, DefaultConfig(16000))
			channels := make([][]float32, n)
			var dst []CallEvent
			var err error
			b.ReportAllocs()
			for b.Loop() {
				for at := 0; at+320 <= len(pcm); at += 320 {
					for i := range channels {
						channels[i] = pcm[at : at+320]
					}
					if dst, err = call.WriteChannels(dst[:0], channels); err != nil {
						b.Fatal(err)
					}
				}
				call.Reset()
			}
			perWindow(b, n*(len(pcm)/512))
		})
	}
}
