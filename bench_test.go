package vad

import (
	"context"
	"math"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
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

// BenchmarkSchedulerYield shows what yieldWithin does: for the size of batches,
// in a closed loop and for live streams on one processor, and for the latency of
// a few live streams beside goroutines that are busy with other work.
func BenchmarkSchedulerYield(b *testing.B) {
	m := newModel(b)
	for _, load := range []struct {
		name          string
		streams, busy int
		pause         time.Duration // between two windows of a stream
		processors    int
		least         int // windows of a stream
	}{
		{"loop of 256", 256, 0, 0, 2, 100},
		{"500 live on one processor", 500, 0, 32 * time.Millisecond, 1, 10},
		{"10 live beside 4 busy goroutines", 10, 4, 32 * time.Millisecond, 2, 30},
	} {
		for _, yield := range []struct {
			name   string
			within time.Duration
		}{{"never", 0}, {yieldWithin.String(), yieldWithin}, {"always", math.MaxInt64}} {
			b.Run(load.name+"/"+yield.name, func(b *testing.B) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(load.processors))
				sch := newScheduler(b, m, SchedulerConfig{})
				defer sch.Close()
				sch.yieldWithin = yield.within
				defer spin(load.busy)()
				each := max(load.least, b.N)
				b.ResetTimer()
				paced(b, sch, load.streams, each, load.pause)
				stats, batches := sch.Stats(), int64(0)
				for _, n := range stats.Batches {
					batches += n
				}
				b.ReportMetric(float64(stats.Windows)/float64(batches), "windows/batch")
				b.ReportMetric(stats.Latency.Quantile(0.50).Seconds()*1e3, "p50-ms")
				b.ReportMetric(stats.Latency.Quantile(0.99).Seconds()*1e3, "p99-ms")
			})
		}
	}
}

// spin keeps n goroutines busy until the function that it returns is called.
func spin(n int) (stop func()) {
	var stopped atomic.Bool
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for !stopped.Load() {
			}
		})
	}
	return func() { stopped.Store(true); wg.Wait() }
}

// paced has a number of windows of each stream computed, one goroutine and one
// phase a stream.
func paced(b *testing.B, sch *Scheduler, streams, windows int, pause time.Duration) {
	var wg sync.WaitGroup
	window := babble(1, 512, 16000)
	for i := range streams {
		s := newStream(b, sch.model, 16000)
		wg.Go(func() {
			time.Sleep(pause * time.Duration(i) / time.Duration(streams))
			for range windows {
				time.Sleep(pause)
				if _, err := sch.Process(context.Background(), s, window); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		newModel(b)
	}
}
