package main

import (
	"runtime"
	"time"

	"github.com/gosilero/vad"
)

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
	load := liveLoad{pace: period, open: windows(window)}
	play := func(streams int) (liveRun, error) {
		p, err := load.start(m, streams)
		if err != nil {
			return liveRun{}, err
		}
		defer p.close()
		return p.play(length)
	}
	var steps []liveResult
	for streams := firstStep; streams <= lastStep; streams += stepBy {
		var best liveResult
		for try := range tries {
			progress("%d live streams on one processor", streams)
			run, err := play(streams)
			if err != nil {
				return nil, err
			}
			r := sumUp(streams, load.pace, run)
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
