//go:build unix

package audio

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// BenchmarkHostile prints what a megabyte of each of hostileFiles costs to read.
func BenchmarkHostile(b *testing.B) {
	buffer := make([]float32, 1<<16)
	for _, f := range hostileFiles {
		b.Run(f.name, func(b *testing.B) {
			file := f.make(1e6)
			var seconds float64
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := processorTime(b)
			for b.Loop() {
				seconds = drain(file, buffer)
			}
			took := (processorTime(b) - start).Seconds() / float64(b.N)
			runtime.ReadMemStats(&after)
			megabytes := float64(len(file)) / 1e6
			b.ReportMetric(took/megabytes, "processor-s/MB")
			b.ReportMetric(seconds/megabytes, "audio-s/MB")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/1e6/megabytes, "allocated-MB/MB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// drain reads a file to its end and returns the seconds of audio in it.
func drain(file []byte, buffer []float32) (seconds float64) {
	r, err := Open(bytes.NewReader(file))
	if err != nil {
		return 0
	}
	for {
		if _, err := r.Read(buffer[:max(len(buffer)/r.Format().Channels, 1)*r.Format().Channels]); err != nil {
			if err != io.EOF && !errors.Is(err, ErrLimit) {
				panic(err)
			}
			return float64(r.Position()) / float64(r.Format().SampleRate)
		}
	}
}

// processorTime returns the time of processors that the process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
