package main

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

// period is the time between two windows of a live stream.
const period = windowSize * time.Second / sampleRate

// Packets of 20 ms are what most telephone and WebRTC streams have.
const (
	packetPeriod = 20 * time.Millisecond
	packetSize   = int(sampleRate * packetPeriod / time.Second)
)

// liveLoad is what live streams do: each has a goroutine, which hands in a packet at
// each of its times.
type liveLoad struct {
	name  string
	pace  time.Duration // between two packets of a stream
	delay time.Duration // MaxDelay of the scheduler
	ahead int           // packets that each stream hands in before, as fast as it can
	open  opener        // nil to sleep only
}

// opener returns a function that hands in the next packet of a stream.
type opener func(s *vad.Scheduler, stream int) (packet func() error, err error)

// windows hands in windows.
func windows(window []float32) opener {
	return func(s *vad.Scheduler, _ int) (func() error, error) {
		stream, err := s.NewStream(sampleRate)
		return func() error {
			_, err := s.Process(context.Background(), stream, window)
			return err
		}, err
	}
}

// packets feeds packets of a recording to streams.
func packets(pcm []float32) opener {
	return func(s *vad.Scheduler, i int) (func() error, error) {
		stream, err := s.NewStream(sampleRate)
		next, probs := repeat(pcm, i), make([]float32, 0, 1)
		return func() error {
			_, err := s.Feed(context.Background(), stream, probs, next())
			return err
		}, err
	}
}

// detectors writes packets of a recording to detectors that hand over its speech
// or not.
func detectors(pcm []float32, audio live.Audio) opener {
	c := live.DefaultConfig(sampleRate)
	c.Audio = audio
	return func(s *vad.Scheduler, i int) (func() error, error) {
		d, err := live.New(s, c)
		next := repeat(pcm, i)
		var events []live.Event
		return func() (err error) {
			events, err = d.Write(events[:0], next())
			return err
		}, err
	}
}

// repeat returns a function that returns the packets of a recording one after the
// other, without end. Each stream begins at another place.
func repeat(pcm []float32, stream int) func() []float32 {
	count := len(pcm) / packetSize
	at := stream * 37 % count
	return func() []float32 {
		packet := pcm[at*packetSize:][:packetSize]
		at = (at + 1) % count
		return packet
	}
}

// liveRun is what was measured in a run of live streams.
type liveRun struct {
	latencies []time.Duration // from the moment a packet was due to the end of the call
	cpu       float64         // processors used: processor time per time
	windows   int64
	batches   int64
}

// count takes what the scheduler has done in the run from its statistics.
func (r *liveRun) count(before, after vad.SchedulerStats) {
	r.windows = after.Windows - before.Windows
	for i, n := range after.Batches {
		r.batches += n - before.Batches[i]
	}
}

// player is the streams of a load, on a scheduler of their own.
type player struct {
	pace      time.Duration
	scheduler *vad.Scheduler
	calls     []func() error // which hand in the next packet of a stream
}

// start opens streams and has them hand in the packets that come before.
func (l *liveLoad) start(m *vad.Model, streams int) (*player, error) {
	s, err := vad.NewScheduler(m, vad.SchedulerConfig{MaxDelay: l.delay})
	if err != nil {
		return nil, err
	}
	p := &player{pace: l.pace, scheduler: s, calls: make([]func() error, streams)}
	for i := range p.calls {
		p.calls[i] = func() error { return nil }
		if l.open == nil {
			continue
		}
		if p.calls[i], err = l.open(s, i); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if err := atOnce(p.calls, l.ahead); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return p, nil
}

// play has the streams hand in packets in real time, for the given length.
func (p *player) play(length time.Duration) (liveRun, error) {
	before := p.scheduler.Stats()
	r, err := atPace(p.calls, p.pace, length)
	r.count(before, p.scheduler.Stats())
	return r, err
}

func (p *player) close() error { return p.scheduler.Close() }

// atOnce calls each stream's function a number of times, in a goroutine for each.
func atOnce(calls []func() error, times int) error {
	var wg sync.WaitGroup
	var failed firstError
	for _, call := range calls {
		wg.Go(func() {
			for range times {
				if err := call(); err != nil {
					failed.set(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return failed.err
}

// atPace runs a goroutine for each stream, which sleeps until its next packet is due
// and then calls the stream's function. The phases are spread evenly. A latency is
// measured from the moment when the packet was due, so that a stall counts for all
// packets that it delays.
func atPace(calls []func() error, pace, length time.Duration) (r liveRun, err error) {
	n := int(length / pace)
	latencies := make([][]time.Duration, len(calls))
	var wg sync.WaitGroup
	var failed firstError
	begin := time.Now().Add(4 * period) // all goroutines are waiting by then
	for i, call := range calls {
		latencies[i] = make([]time.Duration, 0, n)
		first := begin.Add(pace * time.Duration(i) / time.Duration(len(calls)))
		wg.Go(func() {
			for p := range n {
				due := first.Add(pace * time.Duration(p))
				time.Sleep(time.Until(due))
				if err := call(); err != nil {
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
	r.cpu = (cpuTime() - cpu).Seconds() / time.Since(start).Seconds()
	r.latencies = slices.Concat(latencies...)
	return r, failed.err
}

// liveResult sums up runs of live streams.
type liveResult struct {
	streams   int
	latency   quantiles
	late      int     // packets whose latency exceeds the pace
	cpu       float64 // processors used, median of the runs
	beside    float64 // processors used by those that the first load used in the same round, median
	batchSize float64 // mean; 0 without computation
}

func sumUp(streams int, pace time.Duration, runs ...liveRun) liveResult {
	r := liveResult{streams: streams}
	var all []time.Duration
	var cpu []float64
	var windows, batches int64
	for _, run := range runs {
		all, cpu = append(all, run.latencies...), append(cpu, run.cpu)
		windows, batches = windows+run.windows, batches+run.batches
	}
	for _, t := range all {
		if t > pace {
			r.late++
		}
	}
	r.latency, r.cpu = summarize(all), median(cpu)
	r.batchSize = float64(windows) / float64(max(1, batches))
	return r
}

// takeTurns runs loads in turns, so that other work of the machine meets all alike.
// All streams are open from the first round to the last.
func takeTurns(m *vad.Model, loads []liveLoad, streams, rounds int, length time.Duration, progress func(string, ...any)) ([]liveResult, error) {
	players := make([]*player, len(loads))
	for i := range loads {
		progress("opening %d live streams: %s", streams, loads[i].name)
		p, err := loads[i].start(m, streams)
		if err != nil {
			return nil, err
		}
		defer p.close()
		players[i] = p
	}
	runtime.GC() // what was garbage before
	runs := make([][]liveRun, len(loads))
	for round := range rounds {
		for i, p := range players {
			progress("%d live streams, round %d of %d: %s", streams, round+1, rounds, loads[i].name)
			r, err := p.play(length)
			if err != nil {
				return nil, err
			}
			runs[i] = append(runs[i], r)
		}
	}
	results := make([]liveResult, len(loads))
	for i := range loads {
		results[i] = sumUp(streams, loads[i].pace, runs[i]...)
		results[i].beside = beside(runs[i], runs[0])
	}
	return results, nil
}

// beside returns the median of the rounds' ratios of processors used. In a round, the
// two runs met much the same other work of the machine.
func beside(runs, first []liveRun) float64 {
	ratios := make([]float64, len(runs))
	for i := range runs {
		ratios[i] = runs[i].cpu / first[i].cpu
	}
	return median(ratios)
}

// firstError keeps the first error of several goroutines. It may be read after they
// have ended.
type firstError struct {
	once sync.Once
	err  error
}

func (f *firstError) set(err error) { f.once.Do(func() { f.err = err }) }
