//go:build unix

package serve

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// BenchmarkFrames measures what a frame of 20 ms costs all processors, from the write of
// its client to its end in the detector: each stream in turn gets one, and then all are
// waited for. Writing is part of it, and measured alone by BenchmarkWrites.
func BenchmarkFrames(b *testing.B) {
	for _, streams := range []int{100, 500} {
		b.Run(fmt.Sprint(streams), func(b *testing.B) {
			server := start(b, nil)
			conns := make([]net.Conn, streams)
			for i := range conns {
				conns[i] = server.handshake(b)
			}
			audio := prometheus.NewRegistry()
			audio.MustRegister(server.metrics.audio)
			frame := frameOf(make([]byte, 640))
			began := busy(b)
			b.ResetTimer()
			for i := range b.N {
				for _, conn := range conns {
					if _, err := conn.Write(frame); err != nil {
						b.Fatal(err)
					}
				}
				for want := 0.02*float64((i+1)*streams) - 0.01; ; time.Sleep(time.Millisecond) {
					seconds, err := audio.Gather()
					if err != nil {
						b.Fatal(err)
					}
					if seconds[0].Metric[0].Counter.GetValue() > want {
						break
					}
				}
			}
			b.StopTimer()
			b.ReportMetric(float64((busy(b)-began).Nanoseconds())/float64(b.N*streams), "cpu-ns/frame")
		})
	}
}

// BenchmarkWrites measures what writing a frame costs that nobody reads.
func BenchmarkWrites(b *testing.B) {
	server := start(b, nil)
	conn := server.handshake(b)
	frame := frameOf(make([]byte, 640))
	began := busy(b)
	for range b.N {
		if _, err := conn.Write(frame); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((busy(b)-began).Nanoseconds())/float64(b.N), "cpu-ns/frame")
}

// busy returns the time of processors that this process has used.
func busy(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
