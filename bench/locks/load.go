package main

import (
	"sync"
	"sync/atomic"
	"time"
)

// The reader waits for readPause between two reads, and sleeps for readSleep after
// readBurst reads: under load it takes long to wake up, so that there would be few
// reads with a sleep before each.
const (
	readPause = 10 * time.Microsecond
	readBurst = 32
	readSleep = 200 * time.Microsecond
)

// throughput returns the number of windows per second that the given number of
// goroutines process, all on stream 0 or each on its own stream.
func throughput(d design, window []float32, goroutines, streams int, length time.Duration) float64 {
	start := time.Now()
	n := underLoad(d, window, goroutines, streams, func() { time.Sleep(length) })
	return float64(n) / time.Since(start).Seconds()
}

// readTimes returns how long reads of the state of stream 0 take while goroutines
// process windows.
func readTimes(d design, window []float32, goroutines, streams int, length time.Duration) quantiles {
	var times []time.Duration
	underLoad(d, window, goroutines, streams, func() {
		for end := time.Now().Add(length); time.Now().Before(end); time.Sleep(readSleep) {
			for range readBurst {
				spin(readPause)
				start := time.Now()
				d.Read(0)
				times = append(times, time.Since(start))
			}
		}
	})
	return summarize(times)
}

// underLoad processes windows while f runs, and returns their number.
func underLoad(d design, window []float32, goroutines, streams int, f func()) int64 {
	var stop atomic.Bool
	var windows atomic.Int64
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			n := int64(0)
			for ; !stop.Load(); n++ {
				d.Process(g%streams, window)
			}
			windows.Add(n)
		})
	}
	f()
	stop.Store(true)
	wg.Wait()
	return windows.Load()
}
