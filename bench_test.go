package vad

import (
	"context"
	"strconv"
	"testing"
)

// The figures of README.md come from bench/, which runs ONNX Runtime beside;
// these show where a change of this package goes.

func perWindow(b *testing.B, windows int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*windows), "ns/window")
}

func BenchmarkProcess(b *testing.B) {
	m := newModel(b)
	for _, rate := range m.SampleRates() {
		b.Run(strconv.Itoa(rate), func(b *testing.B) {
			s := newStream(b, m, rate)
			pcm := babble(1, 64*s.WindowSize(), rate)
			b.ReportAllocs()
			for i := 0; b.Loop(); i = (i + 1) % 64 {
				if _, err := s.Process(pcm[i*s.WindowSize():][:s.WindowSize()]); err != nil {
					b.Fatal(err)
				}
			}
			perWindow(b, 1)
		})
	}
}

func BenchmarkProcessBatch(b *testing.B) {
	m := newModel(b)
	pcm := babble(1, 128*512, 16000)
	for _, n := range []int{1, 2, 3, 4, 8, 16, 17, 32, 128} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			streams, windows, probs := make([]*Stream, n), make([][]float32, n), make([]float32, n)
			for i := range streams {
				streams[i], windows[i] = newStream(b, m, 16000), pcm[i*512:][:512]
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := m.ProcessBatch(streams, windows, probs); err != nil {
					b.Fatal(err)
				}
			}
			perWindow(b, n)
		})
	}
}

// BenchmarkProbabilities depends on -cpu.
func BenchmarkProbabilities(b *testing.B) {
	m := newModel(b)
	for _, windows := range []int{30, 2000} {
		b.Run(strconv.Itoa(windows), func(b *testing.B) {
			pcm := babble(1, windows*512, 16000)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Probabilities(context.Background(), pcm, 16000); err != nil {
					b.Fatal(err)
				}
			}
			perWindow(b, windows)
		})
	}
}

// BenchmarkScheduler runs as many callers as there are streams, at load.
func BenchmarkScheduler(b *testing.B) {
	m := newModel(b)
	pcm := babble(1, 512, 16000)
	for _, n := range []int{1, 16, 256} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			sch := newScheduler(b, m, SchedulerConfig{})
			defer sch.Close()
			b.SetParallelism(n)
			b.RunParallel(func(pb *testing.PB) {
				s := newStream(b, m, 16000)
				for pb.Next() {
					if _, err := sch.Process(context.Background(), s, pcm); err != nil {
						b.Error(err)
						return
					}
				}
			})
			perWindow(b, 1)
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		newModel(b)
	}
}
