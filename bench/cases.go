package main

import (
	"fmt"
	"slices"
	"strings"
)

// method is one way of computing windows.
type method struct {
	name, title string
	streams     int  // streams in a batch; 0: Stream.Process or, if file is set, Model.Probabilities
	file        bool // a whole recording at once
	threads     int  // each with streams of its own; GOMAXPROCS
	cold        bool // caches emptied before each window
	v4          bool // that network, with each of its windows
}

// lengths returns the lengths of the windows that the method is measured with, in
// units of 32 ms.
func (m method) lengths() []int {
	if m.v4 {
		return []int{1, 2, 3}
	}
	return []int{1}
}

// methods are what the benchmark compares, in the order of the table.
var methods = []method{
	{name: "one", title: "one window", threads: 1},
	{name: "cold", title: "one window, cold caches", threads: 1, cold: true},
	{name: "file", title: "file", file: true, threads: 1},
	{name: "batch1", title: "batch of 1", streams: 1, threads: 1},
	{name: "batch8", title: "batch of 8", streams: 8, threads: 1},
	{name: "batch16", title: "batch of 16", streams: 16, threads: 1},
	{name: "batch32", title: "batch of 32", streams: 32, threads: 1},
	{name: "batch128", title: "batch of 128", streams: 128, threads: 1},
	{name: "one-2", title: "one window, 2 threads", threads: 2},
	{name: "file-2", title: "file, 2 threads", file: true, threads: 2},
	{name: "batch16-2", title: "batch of 16, 2 threads", streams: 16, threads: 2},
	{name: "v4-one", title: "one window", threads: 1, v4: true},
	{name: "v4-file", title: "file", file: true, threads: 1, v4: true},
	{name: "v4-batch16", title: "batch of 16", streams: 16, threads: 1, v4: true},
}

// Cases that are not methods.
const (
	casePurego    = "purego"    // some methods, without assembly
	caseFootprint = "footprint" // load time and memory
)

// caseNames returns the values of the option -cases.
func caseNames() []string {
	names := make([]string, 0, len(methods)+2)
	for _, m := range methods {
		names = append(names, m.name)
	}
	return append(names, casePurego, caseFootprint)
}

// checkCases returns an error that names the first unknown case.
func checkCases(names []string) error {
	for _, name := range names {
		if !slices.Contains(caseNames(), name) {
			return fmt.Errorf("case %q, want some of %s", name, strings.Join(caseNames(), ","))
		}
	}
	return nil
}

// chunkWindows returns the number of windows that are timed together, at least. It
// is large enough to make the cost of reading the clock negligible, and small
// enough for a slow moment of the machine to affect few chunks and for the sides to
// take turns many times. Cold windows are timed one by one; the time of a chunk is
// their mean. v4's are up to five times as slow as v6's.
func (m method) chunkWindows() int {
	switch {
	case m.cold:
		return 10
	case m.v4:
		return 100
	}
	return 500
}

// fileWindows is the length of a file in windows of 32 ms, a little more than a
// minute: long enough to make the cost of its beginning and its end negligible.
const fileWindows = 2000

// chunks returns the number of chunks in one round, if each side computes the given
// number of windows in all rounds. It is smaller for cold windows: emptying the
// caches takes a hundred times as long as a window. It is smaller for v4: its windows
// are up to three times as long, and there are three times as many cases.
func (m method) chunks(windows, rounds int) int {
	switch {
	case m.cold:
		windows /= 20
	case m.v4:
		windows /= 4
	}
	return max(1, windows/m.chunkWindows()/rounds)
}

// contest is one method at one rate, with the sides that compute it in turns.
type contest struct {
	method
	rec  *recording
	ours *entrant
	base *entrant // ONNX Runtime, one window, one thread; cold if ours is
	peer *entrant // ONNX Runtime with the same streams and threads; may be base

	difference float64 // the largest of the probabilities from ONNX Runtime's
}

// entrants returns the sides, without duplicates.
func (c *contest) entrants() []*entrant {
	if c.peer == c.base {
		return []*entrant{c.ours, c.base}
	}
	return []*entrant{c.ours, c.base, c.peer}
}

// entrant is one side of a contest with its measurements.
type entrant struct {
	runner
	steps   int       // of one chunk
	probs   []float32 // of one chunk
	on      *thread   // where it runs; nil for any thread
	samples []sample
}

// newEntrant returns a side with chunks of at least the given number of windows.
func newEntrant(r runner, windows int, on *thread) *entrant {
	steps := (windows + r.streams() - 1) / r.streams()
	return &entrant{runner: r, steps: steps, probs: make([]float32, steps*r.streams()), on: on}
}

// do runs f on the thread of the side.
func (e *entrant) do(f func()) {
	if e.on != nil {
		e.on.do(f)
	} else {
		f()
	}
}
