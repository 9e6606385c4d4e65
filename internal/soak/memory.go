package main

import (
	"fmt"
	"runtime"
	"slices"
)

// memory is the size of the heap, after a collection, at regular times.
type memory []uint64

func (m *memory) measure() {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	*m = append(*m, stats.HeapAlloc)
}

// warm returns the measurements after the first fifth of the time.
func (m memory) warm() memory { return m[len(m)/5:] }

// figures returns the first and the last size after warm-up, and the largest.
func (m memory) figures() (first, last, most uint64) {
	w := m.warm()
	return w[0], w[len(w)-1], slices.Max(w)
}

// check returns an error unless the heap stays flat after warm-up: its largest size
// in the second half of the time is not a tenth and a megabyte above that in the first.
func (m memory) check() error {
	w := m.warm()
	if len(w) < 4 {
		return fmt.Errorf("%d measurements of memory after warm-up, want 4", len(w))
	}
	early, late := slices.Max(w[:len(w)/2]), slices.Max(w[len(w)/2:])
	if late > early+early/10+1e6 {
		return fmt.Errorf("the heap has grown from %s to %s", megabytes(early), megabytes(late))
	}
	return nil
}
