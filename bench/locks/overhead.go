package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/gosilero/vad"
)

// loadStreams is the number of streams in the closed loop, in which each stream
// sends its next window as soon as it has the probability of the last.
const loadStreams = 256

// cost is the time that a window takes.
type cost struct{ wall, cpu float64 } // µs

// costs are the costs of a window in each round, in two ways.
type costs struct{ scheduler, batch []cost }

// compareOverhead measures, in turns, the scheduler with a goroutine for each of 256
// streams, and ProcessBatch on batches of 16 of the same streams with a goroutine
// for each processor.
func compareOverhead(m *vad.Model, window []float32, rounds, windowsEach int) (costs, error) {
	var c costs
	streams := make([]*vad.Stream, loadStreams)
	for i := range streams {
		s, err := m.NewStream(sampleRate)
		if err != nil {
			return c, err
		}
		streams[i] = s
	}
	scheduler, err := vad.NewScheduler(m, vad.SchedulerConfig{})
	if err != nil {
		return c, err
	}
	defer scheduler.Close()
	for range rounds {
		var failed firstError
		c.scheduler = append(c.scheduler, measure(windowsEach*loadStreams, func() {
			scheduled(scheduler, streams, window, windowsEach, &failed)
		}))
		c.batch = append(c.batch, measure(windowsEach*loadStreams, func() {
			batched(m, streams, window, windowsEach, &failed)
		}))
		if failed.err != nil {
			return c, failed.err
		}
	}
	return c, nil
}

// measure returns the cost of a window in f, which processes the given number.
func measure(windows int, f func()) cost {
	start, cpu := time.Now(), cpuTime()
	f()
	per := func(d time.Duration) float64 { return d.Seconds() * 1e6 / float64(windows) }
	return cost{per(time.Since(start)), per(cpuTime() - cpu)}
}

func scheduled(scheduler *vad.Scheduler, streams []*vad.Stream, window []float32, windowsEach int, failed *firstError) {
	var wg sync.WaitGroup
	for _, s := range streams {
		wg.Go(func() {
			for range windowsEach {
				if _, err := scheduler.Process(context.Background(), s, window); err != nil {
					failed.set(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func batched(m *vad.Model, streams []*vad.Stream, window []float32, windowsEach int, failed *firstError) {
	const size = 16
	var windows [size][]float32
	for i := range windows {
		windows[i] = window
	}
	goroutines := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			var probs [size]float32
			for range windowsEach {
				for lo := g * size; lo < len(streams); lo += goroutines * size {
					if err := m.ProcessBatch(streams[lo:lo+size], windows[:], probs[:]); err != nil {
						failed.set(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

// medians returns the medians of wall and processor time.
func medians(costs []cost) cost {
	var wall, cpu []float64
	for _, c := range costs {
		wall, cpu = append(wall, c.wall), append(cpu, c.cpu)
	}
	return cost{median(wall), median(cpu)}
}
