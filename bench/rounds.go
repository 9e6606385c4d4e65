package main

import (
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// sample is one chunk's measurement.
type sample struct {
	windows   int
	wall, cpu time.Duration // cpu is 0 if it was not measured
}

// play measures all contests: in every round each contest once, and within a
// contest its sides in turns, chunk by chunk, so that other work of the machine
// affects all sides alike. Each side computes about the given number of windows.
func play(contests []*contest, rounds, windows int, progress func(string)) error {
	caches := newCaches()
	for round := range rounds {
		progress(fmt.Sprintf("round %d of %d", round+1, rounds))
		for _, c := range contests {
			if err := c.play(c.chunks(windows, rounds), caches); err != nil {
				return fmt.Errorf("%s: %w", c.title, err)
			}
		}
	}
	return nil
}

// play measures the given number of chunks of each side. A different side begins
// each time.
func (c *contest) play(chunks int, caches *caches) error {
	c.useThreads()
	sides := c.entrants()
	for i := range chunks {
		for j := range sides {
			if err := sides[(i+j)%len(sides)].measure(c.cold, caches); err != nil {
				return err
			}
		}
	}
	return nil
}

// useThreads sets GOMAXPROCS to the contest's number of threads.
func (c *contest) useThreads() {
	if runtime.GOMAXPROCS(0) != c.threads {
		runtime.GOMAXPROCS(c.threads)
	}
}

// measure measures one more chunk.
func (e *entrant) measure(cold bool, caches *caches) (err error) {
	first := len(e.samples) * e.steps
	var s sample
	e.do(func() {
		if cold {
			s, err = timeCold(e.runner, first, e.steps, e.probs, caches)
		} else {
			s, err = timed(e.runner, first, e.steps, e.probs)
		}
	})
	e.samples = append(e.samples, s)
	return err
}

// timed measures steps together.
func timed(r runner, first, steps int, probs []float32) (sample, error) {
	cpu := cpuTime()
	start := time.Now()
	err := r.run(first, steps, probs)
	wall := time.Since(start)
	return sample{steps * r.streams(), wall, cpuTime() - cpu}, err
}

// timeCold measures steps one by one, and empties the caches before each. It does
// not measure the processor time: that takes a system call, which is slow with cold
// caches.
func timeCold(r runner, first, steps int, probs []float32, caches *caches) (sum sample, err error) {
	for i := range steps {
		caches.empty()
		start := time.Now()
		err := r.run(first+i, 1, probs[i*r.streams():])
		sum.wall += time.Since(start)
		if err != nil {
			return sum, err
		}
		sum.windows += r.streams()
	}
	return sum, nil
}

// cpuTime returns the processor time of all threads of this process.
func cpuTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		panic(err) // the clock exists on every Linux
	}
	return time.Duration(t.Nano())
}

// caches empties the processor's caches.
type caches struct{ memory []byte }

// cachesSize is the size of the memory touched before each cold window: twice the
// 32 MB of last-level cache of a core in a large server.
const cachesSize = 64 << 20

func newCaches() *caches { return &caches{make([]byte, cachesSize)} }

// empty touches every cache line of a memory larger than the caches.
func (c *caches) empty() {
	for i := 0; i < len(c.memory); i += 64 {
		c.memory[i]++
	}
}
