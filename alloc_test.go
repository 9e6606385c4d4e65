//go:build !race

package vad

import (
	"context"
	"testing"
)

// The race detector makes pools forget at random, so it has no part in this.

// TestNoAllocation: after the first call, no way through the network allocates
// per window.
func TestNoAllocation(t *testing.T) {
	m := newModel(t)
	pcm := babble(7, 640*512, 16000)
	one, fed := newStream(t, m, 16000), newStream(t, m, 16000)
	streams, windows, probs := make([]*Stream, 20), make([][]float32, 20), make([]float32, 20)
	for i := range streams {
		streams[i], windows[i] = newStream(t, m, 16000), pcm[i*512:][:512]
	}
	dst := make([]float32, 0, 16)
	sch := newScheduler(t, m, SchedulerConfig{})
	defer sch.Close()
	ctx := context.Background()
	for _, c := range []struct {
		name string
		call func()
	}{
		{"Process", func() { one.Process(pcm[:512]) }},
		{"Feed", func() { fed.Feed(dst, pcm[:700]) }},
		{"ProcessBatch", func() { m.ProcessBatch(streams, windows, probs) }},
		{"Scheduler.Process", func() { sch.Process(ctx, one, pcm[:512]) }},
		{"Scheduler.Feed", func() { sch.Feed(ctx, fed, dst, pcm[:700]) }},
		{"Scheduler.ProcessBatch", func() { sch.ProcessBatch(streams, windows, probs) }},
		{"State", func() { st := one.State(); one.SetState(st) }},
	} {
		c.call()
		if n := testing.AllocsPerRun(100, c.call); n != 0 {
			t.Errorf("%s allocates %v times a call", c.name, n)
		}
	}
	// A recording costs a fixed number of allocations, whatever its length.
	allocations := func(windows int) float64 {
		return testing.AllocsPerRun(10, func() { m.Probabilities(context.Background(), pcm[:windows*512], 16000) })
	}
	if short, long := allocations(160), allocations(640); long > short+4 {
		t.Errorf("160 windows allocate %v times, 640 windows %v times", short, long)
	}
}
