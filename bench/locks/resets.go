package main

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// resetCount counts resets during the processing of windows.
type resetCount struct {
	resets int
	passed int // returned before the window that was being processed
	undone int // followed by the state from before the reset
}

// countResurrected processes runs of windows in a goroutine and resets the stream
// once in each run, at a random moment. Before a run the stream has seen one window.
// After a run of n windows the stream has seen
//
//	n or fewer    since the reset; the window that was being processed may be missing
//	n+1           in all: the reset has been undone
//
// The goroutine that resets sleeps until that moment: on busy processors, a sleeper
// that wakes up interrupts an inference, while one that spins only delays it.
func countResurrected(d design, truth chain, window []float32, resets int) (resetCount, error) {
	c := resetCount{resets: resets}
	r := rand.New(rand.NewPCG(3, 4))
	took := windowTime(d, window)
	run := len(truth) - 2
	for range resets {
		d.Reset(0)
		d.Process(0, window)
		var begun, ended atomic.Int64
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range run {
				begun.Add(1)
				d.Process(0, window)
				ended.Add(1)
			}
		}()
		time.Sleep(time.Duration(r.Int64N(int64(took) * int64(run))))
		before := begun.Load()
		d.Reset(0)
		if ended.Load() < before {
			c.passed++
		}
		<-done
		seen, ok := truth.windows(d.Read(0))
		if !ok {
			return c, fmt.Errorf("the stream has a memory that no number of windows gives")
		}
		if seen == run+1 {
			c.undone++
		}
	}
	return c, nil
}

// windowTime returns the time that a window takes while nothing else runs: the
// shortest of several.
func windowTime(d design, window []float32) time.Duration {
	shortest := time.Hour
	for range 20 {
		start := time.Now()
		d.Process(0, window)
		shortest = min(shortest, time.Since(start))
	}
	return shortest
}

// spin waits without giving up the processor.
func spin(t time.Duration) {
	for start := time.Now(); time.Since(start) < t; {
	}
}
