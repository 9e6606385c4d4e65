package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/gosilero/vad"
)

// period is the time between two windows of a live stream.
const period = windowSize * time.Second / sampleRate

// liveResult is the result of a run of live streams.
type liveResult struct {
	streams   int
	latency   quantiles // from the moment a window was due to its probability
	late      int       // windows that took longer than the period
	cpu       float64   // processors used: processor time per time
	batchSize float64   // mean; 0 without computation
}

// live runs streams through a scheduler in real time, for the given length.
func live(m *vad.Model, window []float32, streams int, length time.Duration) (liveResult, error) {
	scheduler, err := vad.NewScheduler(m, vad.SchedulerConfig{})
	if err != nil {
		return liveResult{}, err
	}
	defer scheduler.Close()
	all := make([]*vad.Stream, streams)
	for i := range all {
		if all[i], err = m.NewStream(sampleRate); err != nil {
			return liveResult{}, err
		}
	}
	r, err := atPace(streams, length, func(i int) error {
		_, err := scheduler.Process(context.Background(), all[i], window)
		return err
	})
	r.batchSize = meanBatch(scheduler.Stats())
	return r, err
}

// sleepers is live without computation, which shows the delays of timers and
// goroutines alone.
func sleepers(streams int, length time.Duration) (liveResult, error) {
	return atPace(streams, length, func(int) error { return nil })
}

// atPace runs a goroutine for each stream, which sleeps until its next window is due
// and then calls process. The phases are spread evenly. A latency is measured from
// the moment when the window was due, so that a stall counts for all windows that it
// delays.
func atPace(streams int, length time.Duration, process func(stream int) error) (liveResult, error) {
	windows := int(length / period)
	latencies := make([][]time.Duration, streams)
	var wg sync.WaitGroup
	var failed firstError
	begin := time.Now().Add(4 * period) // all goroutines are waiting by then
	for i := range streams {
		latencies[i] = make([]time.Duration, 0, windows)
		first := begin.Add(period * time.Duration(i) / time.Duration(streams))
		wg.Go(func() {
			for w := range windows {
				due := first.Add(period * time.Duration(w))
				time.Sleep(time.Until(due))
				if err := process(i); err != nil {
					failed.set(err)
					return
				}
				latencies[i] = append(latencies[i], time.Since(due))
			}
		})
	}
	time.Sleep(time.Until(begin))
	start, cpu := time.Now(), cpuTime()
	wg.Wait()
	r := liveResult{streams: streams, cpu: (cpuTime() - cpu).Seconds() / time.Since(start).Seconds()}
	var all []time.Duration
	for _, l := range latencies {
		all = append(all, l...)
	}
	for _, t := range all {
		if t > period {
			r.late++
		}
	}
	r.latency = summarize(all)
	return r, failed.err
}

func meanBatch(s vad.SchedulerStats) float64 {
	batches := int64(0)
	for _, n := range s.Batches {
		batches += n
	}
	return float64(s.Windows) / float64(max(1, batches))
}

// firstError keeps the first error of several goroutines. It may be read after they
// have ended.
type firstError struct {
	once sync.Once
	err  error
}

func (f *firstError) set(err error) { f.once.Do(func() { f.err = err }) }

// The steps in which the number of live streams grows. A step that fails is tried
// again, as other work of the machine may have been the reason.
const (
	firstStep = 500
	stepBy    = 500
	lastStep  = 5000
	tries     = 3
)

// highest increases the number of live streams on one processor until windows are
// late. It returns all steps, of which only the last may have failed. A busy
// processor is not the limit by itself: the busier it is, the larger the batches.
func highest(m *vad.Model, window []float32, length time.Duration, progress func(string, ...any)) ([]liveResult, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var steps []liveResult
	for streams := firstStep; streams <= lastStep; streams += stepBy {
		var best liveResult
		for try := range tries {
			progress("%d live streams on one processor", streams)
			r, err := live(m, window, streams, length)
			if err != nil {
				return nil, err
			}
			if try == 0 || r.latency.p99 < best.latency.p99 {
				best = r
			}
			if best.holds() {
				break
			}
		}
		steps = append(steps, best)
		if !best.holds() {
			break
		}
	}
	return steps, nil
}

// holds reports whether the processor keeps up with the streams.
func (r liveResult) holds() bool { return r.latency.p99 <= period }
