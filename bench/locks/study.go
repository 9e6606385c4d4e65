package main

import (
	"fmt"
	"io"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/bench/internal/markdown"
)

// studyDesigns prints two tables: the designs under load, and after resets.
func studyDesigns(w io.Writer, o *options, k *kit, window []float32) error {
	truth, err := newChain(k.network, window, chainWindows)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n**Load**: reads in µs, p50 / p99 / max; lost updates of %d windows per stream and round, %d rounds\n\n", chainWindows, o.rounds)
	t := markdown.NewTable(w, "goroutines", "streams", "design", "windows/s", "read", "reads", "lost updates")
	for _, streamEach := range []bool{false, true} {
		for _, goroutines := range goroutineCounts {
			streams := 1
			if streamEach {
				streams = goroutines
			}
			if streamEach && goroutines == 1 {
				continue // already in the table
			}
			for _, c := range contenders {
				progress("%s: %d goroutines, %d streams", c.name, goroutines, streams)
				d := c.make(k, streams)
				speed := throughput(d, window, goroutines, streams, o.load)
				reads := readTimes(d, window, goroutines, streams, o.load)
				rounds := max(1, o.rounds/streams) // the same number of windows in all
				loss, err := countLost(d, truth, window, goroutines, streams, rounds)
				if err != nil {
					return fmt.Errorf("design %s: %w", c.name, err)
				}
				t.Row(fmt.Sprint(goroutines), fmt.Sprint(streams), c.name, fmt.Sprintf("%.0f", speed),
					micros(reads.p50, reads.p99, reads.max), fmt.Sprint(reads.n), share(loss.lost, loss.windows))
			}
		}
	}
	t.Flush()

	fmt.Fprintf(w, "\n**Resets while a window is processed**\n\n")
	t = markdown.NewTable(w, "design", "what it is", "resets", "did not wait for the window", "undone")
	for _, c := range contenders {
		progress("%s: resets", c.name)
		r, err := countResurrected(c.make(k, 1), truth, window, o.resets)
		if err != nil {
			return fmt.Errorf("design %s: %w", c.name, err)
		}
		t.Row(c.name, c.title, fmt.Sprint(r.resets), share(r.passed, r.resets), share(r.undone, r.resets))
	}
	t.Flush()
	return nil
}

// studyScheduler prints three tables: 1000 live streams, the limit of one processor,
// and the overhead of the scheduler.
func studyScheduler(w io.Writer, o *options, m *vad.Model, window []float32) error {
	progress("%d live streams", liveStreams)
	asleep, err := sleepers(liveStreams, o.live)
	if err != nil {
		return err
	}
	r, err := live(m, window, liveStreams, o.live)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n**%d live streams** on all processors, for %v; latency in ms, from the moment a window is due\n\n", liveStreams, o.live)
	t := markdown.NewTable(w, append([]string{""}, liveColumns...)...)
	t.Row(append([]string{"scheduler"}, r.cells()...)...)
	t.Row(append([]string{"sleep only, no windows"}, asleep.cells()...)...)
	t.Flush()

	steps, err := highest(m, window, o.step, progress)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n**Live streams on one processor** (GOMAXPROCS 1), %v each, until the p99 exceeds the period of %v; the best of up to %d tries\n\n", o.step, period, tries)
	t = markdown.NewTable(w, liveColumns...)
	for _, r := range steps {
		t.Row(r.cells()...)
	}
	t.Flush()

	progress("closed loop of %d streams", loadStreams)
	c, err := compareOverhead(m, window, o.loadRounds, loadWindows)
	if err != nil {
		return err
	}
	scheduler, batch := medians(c.scheduler), medians(c.batch)
	fmt.Fprintf(w, "\n**Closed loop of %d streams**, µs per window, median of %d rounds of %d windows\n\n", loadStreams, o.loadRounds, loadWindows*loadStreams)
	t = markdown.NewTable(w, "", "time", "processor time")
	t.Row("scheduler", fmt.Sprintf("%.2f", scheduler.wall), fmt.Sprintf("%.2f", scheduler.cpu))
	t.Row("ProcessBatch of 16", fmt.Sprintf("%.2f", batch.wall), fmt.Sprintf("%.2f", batch.cpu))
	t.Row("overhead", overhead(scheduler.wall, batch.wall), overhead(scheduler.cpu, batch.cpu))
	t.Flush()
	return nil
}

const (
	liveStreams = 1000
	loadWindows = 100 // of each stream in a round
)

var liveColumns = []string{"streams", "windows", "p50", "p99", "max", "late", "processors used", "streams per processor used", "windows in a batch"}

func (r liveResult) cells() []string {
	l := r.latency
	return []string{fmt.Sprint(r.streams), fmt.Sprint(l.n), millis(l.p50), millis(l.p99), millis(l.max),
		share(r.late, l.n), fmt.Sprintf("%.2f", r.cpu), fmt.Sprintf("%.0f", float64(r.streams)/r.cpu), fmt.Sprintf("%.1f", r.batchSize)}
}

// overhead formats by how much x exceeds base.
func overhead(x, base float64) string { return fmt.Sprintf("%.0f %%", 100*(x/base-1)) }
